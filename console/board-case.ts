/** The case on the board: facts, people, what blocks closure, and the deeds on the whole incident. */
import { deedForm } from './deed-form.ts';
import { drawNumber, personField, textField } from './board-tasks.ts';
import { blockerText } from './blocker-text.ts';
import { valueText } from './command-text.ts';
import { mayAct, nameOf, time } from './frame.ts';
import type { Frame } from './frame.ts';
import { html } from './html.ts';
import type { Html, Piece } from './html.ts';
import { taskLabel } from './reading.ts';
import { isWithheld } from './shown.ts';
import type { Incident, Playbook } from './shown.ts';
import type { Say } from './texts.ts';

const CONFIDENCES = ['confirmed', 'probable', 'possible', 'doubtful'] as const;

export function drawBlockers(incident: Incident, { say }: Frame): Piece {
  if (incident.status === 'closed') return undefined;
  const lines = incident.blockers.map(
    (one) => html`<li>${blockerText(one, say, (task) => taskLabel(task, incident))}</li>`,
  );
  return html`<details class="rest" ${incident.standDownAt === null ? undefined : html`open`}>
    <summary>${say('blockers.title')} <span class="count">${lines.length}</span></summary>
    ${
      lines.length === 0
        ? html`<p>${say('blockers.none')}</p>`
        : html`<ul>
            ${lines}
          </ul>`
    }
  </details>`;
}

export function drawFacts(incident: Incident, plan: Playbook | undefined, frame: Frame): Html {
  const { say, language } = frame;
  const rows = Object.entries(incident.facts).map(([key, fact]) => {
    const [name = key, subject] = key.split('@');
    const label = plan?.facts[name]?.label[language] ?? name;
    const about = subject === undefined ? undefined : subjectText(subject, incident, say);
    const term = html`<dt>${label}${about !== undefined && ` · ${about}`}</dt>`;
    if (isWithheld(fact))
      return html`${term}
        <dd class="quiet">${say('facts.withheld')}</dd>`;
    const { source, confidence } = fact;
    return html`${term}
      <dd>
        <strong>${valueText(fact.value, say)}</strong>
        <span class="meta"
          >${time(fact.at, frame)} ${fact.by !== undefined && nameOf(fact.by, frame.people)}
          ${source !== undefined && say('facts.source', { source })}
          ${confidence !== undefined && isConfidence(confidence) && say(`confidence.${confidence}`)}</span
        >
      </dd>`;
  });
  return html`<section class="facts" aria-labelledby="facts">
    <h2 id="facts">${say('facts.title')}</h2>
    ${rows.length === 0 ? html`<p class="calm">${say('facts.none')}</p>` : html`<dl>${rows}</dl>`}
    ${mayAct(frame) && plan !== undefined && drawFactForms(incident, plan, frame)}
  </section>`;
}

function isConfidence(text: string): text is (typeof CONFIDENCES)[number] {
  return (CONFIDENCES as readonly string[]).includes(text);
}

function subjectText(id: string, incident: Incident, say: Say): string {
  const name = incident.subjects.find((one) => one.id === id)?.name;
  return name === undefined || isWithheld(name) ? id : valueText(name, say);
}

/** One small form for each fact that is one value; lists of persons are named in the intake form. */
function drawFactForms(incident: Incident, plan: Playbook, frame: Frame): Html {
  const { say, language } = frame;
  const forms = Object.entries(plan.facts)
    .filter(([, fact]) => fact.type !== 'list')
    .map(([name, fact]) => {
      const id = `fact-${name}`;
      const subjects = incident.subjects.filter(({ list }) => list === fact.per);
      if (fact.per !== undefined && subjects.length === 0) return undefined;
      const about =
        fact.per !== undefined &&
        html`<p class="field">
          <label for="${id}-subject">${say('facts.subject')}</label>
          <select id="${id}-subject" name="subject">
            ${subjects.map((one) => html`<option value="${one.id}">${subjectText(one.id, incident, say)}</option>`)}
          </select>
        </p>`;
      return html`<details class="act">
        <summary>${fact.label[language]}</summary>
        ${deedForm(frame, incident.id, {
          deed: 'setFact',
          fixed: { fact: name },
          fields: html`${about}
            <p class="field">
              <label for="${id}-value">${valueLabel(fact, say)}</label>
              ${factInput(`${id}-value`, fact, say)}
            </p>
            <p class="field">
              <label for="${id}-source"
                >${say('act.optional', { label: say('facts.sourceField') })}</label
              >
              <input id="${id}-source" name="source" maxlength="500" />
            </p>
            <p class="field">
              <label for="${id}-sure"
                >${say('act.optional', { label: say('facts.confidence') })}</label
              >
              <select id="${id}-sure" name="confidence">
                <option value=""></option>
                ${CONFIDENCES.map((one) => html`<option value="${one}">${say(`confidence.${one}`)}</option>`)}
              </select>
            </p>`,
          button: say('facts.set'),
          label: `${say('facts.set')}: ${fact.label[language]}`,
        })}
      </details>`;
    });
  return html`<details class="rest">
    <summary>${say('facts.set')}</summary>
    ${forms}
  </details>`;
}

type FactShape = Playbook['facts'][string];

function valueLabel(fact: FactShape, say: Say): string {
  const label = say('facts.value');
  return fact.type === 'instant' ? say('act.utc', { label }) : label;
}

function factInput(id: string, fact: FactShape, say: Say): Html {
  const options =
    fact.type === 'boolean'
      ? [
          ['true', say('act.yes')],
          ['false', say('act.no')],
        ]
      : fact.options?.map((one) => [one, one]);
  if (options !== undefined) {
    return html`<select id="${id}" name="value" required>
      <option value="">${say('act.choose')}</option>
      ${options.map(([value, title]) => html`<option value="${value}">${title}</option>`)}
      <option value="unknown">${say('act.unknown')}</option>
    </select>`;
  }
  const type = { instant: 'datetime-local', number: 'number', text: 'text' }[
    fact.type === 'instant' || fact.type === 'number' ? fact.type : 'text'
  ];
  return html`<input id="${id}" name="value" type="${type}" maxlength="2000" required />`;
}

export function drawRoles(incident: Incident, frame: Frame): Html {
  const { say, people } = frame;
  const rows = incident.roles.map(({ role, subject, title, holders, reachable }) => {
    const names = holders.map(
      (id) =>
        html`<span class="who">${nameOf(id, people)}</span> ${drawNumber(id, incident, frame)} `,
    );
    const state =
      holders.length === 0
        ? html`<strong class="alarming">${say('roles.nobody')}</strong>`
        : !reachable && html`<strong class="alarming">${say('roles.unreachable')}</strong>`;
    return html`<li>
      <span class="role">${role}</span> ${title}
      ${subject !== undefined && subjectText(subject, incident, say)}: ${names} ${state}
    </li>`;
  });
  const short = incident.roles.some(({ holders, reachable }) => holders.length === 0 || !reachable);
  return html`<details class="rest" ${short ? html`open` : undefined}>
    <summary>${say('roles.title')}</summary>
    <ul>
      ${rows}
    </ul>
    ${mayAppoint(frame) && drawAppointment(incident, frame)}
  </details>`;
}

function mayAppoint({ visitor }: Frame): boolean {
  return visitor.access === 'coordinator' || visitor.access === 'administrator';
}

function drawAppointment(incident: Incident, frame: Frame): Html {
  const { say } = frame;
  const roles = [...new Map(incident.roles.map((one) => [one.role, one.title]))];
  return deedForm(frame, incident.id, {
    deed: 'appoint',
    fields: html`<p class="field">
        <label for="appoint-role">${say('roles.role')}</label>
        <select id="appoint-role" name="role" required>
          ${roles.map(([role, title]) => html`<option value="${role}">${role} ${title}</option>`)}
        </select>
      </p>
      ${personField('appoint-holder', 'holder', say('roles.appoint'), frame)}
      ${textField('appoint-reason', 'reason', say('act.reason'))}`,
    button: say('roles.appoint'),
  });
}

/** What can be done about the incident as a whole, as far as it stands. */
export function drawDeeds(incident: Incident, plan: Playbook | undefined, frame: Frame): Piece {
  if (!mayAct(frame) || incident.status === 'closed') return undefined;
  const { say, language } = frame;
  const { id, status } = incident;
  const isEarly = status === 'intake' || status === 'standby';
  const events = Object.entries(plan?.events ?? {});
  const note = html`<p class="field">
    <label for="raise-note">${say('act.optional', { label: say('act.note') })}</label>
    <input id="raise-note" name="note" maxlength="4000" />
  </p>`;
  return html`<section class="deeds" aria-labelledby="deeds">
    <h2 id="deeds">${say('do.title')}</h2>
    ${isEarly && deedForm(frame, id, { deed: 'activate', button: say('do.activate'), weight: 'main' })}
    ${
      events.length > 0 &&
      deedForm(frame, id, {
        deed: 'raise',
        fields: html`<p class="field">
            <label for="raise-event">${say('do.event')}</label>
            <select id="raise-event" name="event" required>
              <option value="">${say('act.choose')}</option>
              ${events.map(([event, { title }]) => html`<option value="${event}">${title[language]}</option>`)}
            </select>
          </p>
          ${note}`,
        button: say('do.raise'),
      })
    }
    ${deedForm(frame, id, {
      deed: 'note',
      fields: textField('note-text', 'text', say('act.note')),
      button: say('do.note'),
    })}
    ${
      incident.standDownAt === null &&
      deedForm(frame, id, {
        deed: 'standDown',
        fields: html`<p class="field">
          <label for="stand-down">${say('do.standDown')}</label>
          <select id="stand-down" name="reason">
            <option value="resolved">${say('do.resolved')}</option>
            <option value="falseAlarm">${say('do.falseAlarm')}</option>
          </select>
          <span class="hint">${say('do.standDownHint')}</span>
        </p>`,
        button: say('do.standDown'),
        weight: 'grave',
      })
    }
    ${incident.standDownAt !== null && deedForm(frame, id, { deed: 'close', button: say('do.close'), weight: 'grave' })}
    ${incident.mode === 'exercise' && deedForm(frame, id, { deed: 'real', button: say('do.real'), weight: 'grave' })}
  </section>`;
}
