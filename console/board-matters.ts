/** What waits for a word on the board: approvals, decisions; and what happens by itself. */
import { commandText } from './command-text.ts';
import { deedForm } from './deed-form.ts';
import { instantText, mayAct, nameOf, time } from './frame.ts';
import type { Frame } from './frame.ts';
import { html } from './html.ts';
import type { Html, Piece } from './html.ts';
import { mergeTimers, rolesOf, taskLabel } from './reading.ts';
import type { Approval, Decision, Incident, Timer } from './shown.ts';
import { isTextKey } from './texts.ts';

/** Timers shown at once; the others stand behind a summary. */
const TIMERS_SHOWN = 10;
/** People named for one timer; a whole roster is counted. */
const NAMED = 4;

export function drawApprovals(incident: Incident, frame: Frame): Piece {
  if (incident.approvals.length === 0) return undefined;
  const { say } = frame;
  return html`<section class="matters" aria-labelledby="approvals">
    <h2 id="approvals">
      ${say('approvals.title')} <span class="count">${incident.approvals.length}</span>
    </h2>
    ${incident.approvals.map((one) => drawApproval(one, incident, frame))}
  </section>`;
}

function drawApproval(one: Approval, incident: Incident, frame: Frame): Html {
  const { say, people } = frame;
  const person = one.requestedBy === null ? '' : nameOf(one.requestedBy, people);
  const may = say('approvals.may', {
    roles: one.mayApprove.map((role) => roleText(role, incident, frame)).join(', '),
    count: one.needed - one.approvedBy.length,
    time: instantText(one.expiresAt, frame),
  });
  const source =
    one.secondSource &&
    html`<p class="field">
      <label for="source-${one.id}">${say('approvals.source')}</label>
      <input id="source-${one.id}" name="source" maxlength="500" />
    </p>`;
  return html`<article class="matter">
    <h3>${commandText(one.what, incident, say)}</h3>
    <p class="meta">
      <span class="code">${one.id}</span> ${say('approvals.asked', { person })}. ${may}
    </p>
    ${
      mayAct(frame) &&
      deedForm(frame, incident.id, {
        deed: 'approve',
        fixed: { approval: one.id },
        fields: html`${source}
          <p class="field">
            <label for="why-${one.id}">${say('act.optional', { label: say('act.reason') })}</label>
            <input id="why-${one.id}" name="reason" maxlength="2000" />
          </p>
          <p class="buttons">
            <button class="main" name="verdict" value="approve">${say('approvals.approve')}</button>
            <button class="plain" name="verdict" value="reject">${say('approvals.reject')}</button>
          </p>`,
      })
    }
  </article>`;
}

/** `CML (Ada Martin, Ben Okoro)` */
function roleText(role: string, incident: Incident, { people }: Frame): string {
  const holders = incident.roles.find((one) => one.role === role)?.holders ?? [];
  const names = holders.map((id) => nameOf(id, people)).join(', ');
  return names === '' ? role : `${role} (${names})`;
}

export function drawDecisions(incident: Incident, frame: Frame): Piece {
  if (incident.decisions.length === 0) return undefined;
  const { say } = frame;
  return html`<section class="matters" aria-labelledby="decisions">
    <h2 id="decisions">
      ${say('decisions.title')} <span class="count">${incident.decisions.length}</span>
    </h2>
    ${incident.decisions.map((one) => drawDecision(one, incident, frame))}
  </section>`;
}

function drawDecision(one: Decision, incident: Incident, frame: Frame): Html {
  const { say } = frame;
  const titleOf = (id: string): string =>
    one.options.find((option) => option.id === id)?.title ?? id;
  const silence =
    one.at !== null &&
    one.default !== null &&
    say('decisions.silence', { time: instantText(one.at, frame), option: titleOf(one.default) });
  const buttons = one.options.map(
    (option) =>
      html`<button class="plain" name="option" value="${option.id}">
        ${option.needsApproval ? say('decisions.second', { option: option.title }) : option.title}
      </button>`,
  );
  const by = one.by.map((role) => roleText(role, incident, frame)).join(', ');
  return html`<article class="matter">
    <h3>${taskLabel(one.id, incident)}</h3>
    <p class="meta">${say('decisions.by', { roles: by })} ${silence}</p>
    ${
      mayAct(frame) &&
      deedForm(frame, incident.id, {
        deed: 'decide',
        fixed: { decision: one.id },
        fields: html`<p class="field">
            <label for="decide-${one.id}"
              >${say('act.optional', { label: say('act.reason') })}</label
            >
            <input id="decide-${one.id}" name="reason" maxlength="2000" />
          </p>
          <p class="buttons">${buttons}</p>`,
      })
    }
  </article>`;
}

/** What a timer will do and whom it wakes, without its time. */
export function timerText(
  timer: Timer,
  incident: Incident,
  frame: Pick<Frame, 'say' | 'people'>,
): string {
  const { say, people } = frame;
  const key = `timer.${timer.kind}`;
  const kind = isTextKey(key) ? say(key) : timer.kind;
  const task = timer.task === null ? '' : ` · ${taskLabel(timer.task, incident)}`;
  if (timer.wakes.length === 0) return `${kind}${task}`;
  const named = timer.wakes.slice(0, NAMED).map((id) => {
    const roles = rolesOf(id, incident).join('/');
    return `${nameOf(id, people)}${roles === '' ? '' : ` (${roles})`}`;
  });
  const rest = timer.wakes.length - named.length;
  const who =
    rest > 0 ? say('people.more', { people: named.join(', '), count: rest }) : named.join(', ');
  return `${kind}${task} · ${say('timers.wakes', { people: who })}`;
}

export function drawTimers(incident: Incident, frame: Frame): Html {
  const { say } = frame;
  const draw = (shown: readonly Timer[]): Html =>
    html`<ul>
      ${shown.map((timer) => html`<li>${time(timer.at, frame)} ${timerText(timer, incident, frame)}</li>`)}
    </ul>`;
  const timers = mergeTimers(incident.timers);
  const first = timers.slice(0, TIMERS_SHOWN);
  const rest = timers.slice(TIMERS_SHOWN);
  return html`<section class="timers" aria-labelledby="timers">
    <h2 id="timers">${say('timers.title')}</h2>
    ${first.length === 0 ? html`<p class="calm">${say('timers.none')}</p>` : draw(first)}
    ${
      rest.length > 0 &&
      html`<details class="rest">
        <summary>${say('timers.more', { count: rest.length })}</summary>
        ${draw(rest)}
      </details>`
    }
  </section>`;
}
