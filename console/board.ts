/** One incident on one page: what is wrong first, then what waits, then what comes. */
import { drawAlarms } from './board-alarms.ts';
import { drawBlockers, drawDeeds, drawFacts, drawRoles } from './board-case.ts';
import { drawApprovals, drawDecisions, drawTimers } from './board-matters.ts';
import { drawTasks } from './board-tasks.ts';
import { eventText } from './event-text.ts';
import { time } from './frame.ts';
import type { Frame } from './frame.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { drawPage } from './layout.ts';
import type { Incident, LogLine, Playbook } from './shown.ts';
import { isTextKey } from './texts.ts';

export interface BoardContent {
  readonly incident: Incident;
  /** What the forms offer; without it, forms for facts and events are left out. */
  readonly plan?: Playbook | undefined;
  /** The latest lines of the log, oldest first. */
  readonly log: readonly LogLine[];
}

/** The page of an incident. `frame.now` is the incident's clock. */
export function drawBoard({ incident, plan, log }: BoardContent, frame: Frame): string {
  const { mode, timeFactor } = incident;
  return drawPage(
    {
      title: incident.codeName,
      ...(mode === 'exercise'
        ? { exercise: timeFactor === undefined ? {} : { factor: timeFactor } }
        : {}),
      live: incident.status === 'closed' ? undefined : { incident: incident.id, seq: incident.seq },
      content: html`${drawHead(incident, frame)}
        <div class="board">
          <div class="first">
            ${drawAlarms(incident, frame)} ${drawApprovals(incident, frame)}
            ${drawDecisions(incident, frame)} ${drawTasks(incident, frame)}
          </div>
          <div class="second">
            ${drawTimers(incident, frame)} ${drawDeeds(incident, plan, frame)}
            ${drawBlockers(incident, frame)} ${drawFacts(incident, plan, frame)}
            ${drawRoles(incident, frame)} ${drawLog(incident, log, frame)}
          </div>
        </div>`,
    },
    frame,
  );
}

function drawHead(incident: Incident, frame: Frame): Html {
  const { say } = frame;
  const phases = incident.phases.filter(
    ({ enteredAt, leftAt }) => enteredAt !== null && leftAt === null,
  );
  const outcome = `outcome.${incident.outcome ?? ''}`;
  return html`<div class="head">
    <h1>${incident.codeName}</h1>
    <p class="status">
      <strong>${say(`status.${incident.status}`)}</strong>
      ${isTextKey(outcome) && html`<span>${say(outcome)}</span>`}
      <span>${say(`mode.${incident.mode}`)}</span> <span>${incident.title}</span>
      ${phases.map(({ title }) => html`<span class="phase">${title}</span>`)}
    </p>
    <p class="clock">${say('app.refreshed')} ${time(incident.now, frame)}</p>
  </div>`;
}

function drawLog(incident: Incident, log: readonly LogLine[], frame: Frame): Html {
  const { say } = frame;
  return html`<section class="log" aria-labelledby="log">
    <h2 id="log">${say('log.title')}</h2>
    <ol reversed>
      ${log
        .toReversed()
        .map(
          (line) => html`<li>${time(line.at, frame)} ${eventText(line, { incident, frame })}</li>`,
        )}
    </ol>
  </section>`;
}
