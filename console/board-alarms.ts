import { alarmText } from './alarm-text.ts';
import { deedForm } from './deed-form.ts';
import { drawNumber } from './board-tasks.ts';
import { mayAct, nameOf, time } from './frame.ts';
import type { Frame } from './frame.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { standingAlarms, taskLabel } from './reading.ts';
import type { Alarm, Incident } from './shown.ts';

/** Alarms nobody has seen to, gravest first. */
export function drawAlarms(incident: Incident, frame: Frame): Html {
  const { say } = frame;
  const standing = standingAlarms(incident);
  const cleared = incident.alarms.length - standing.length;
  return html`<section
    class="alarms ${standing.length > 0 ? 'some' : 'none'}"
    aria-labelledby="alarms"
  >
    <h2 id="alarms">${say('alarms.title')} <span class="count">${standing.length}</span></h2>
    ${standing.length === 0 && html`<p class="calm">${say('alarms.none')}</p>`}
    <ul>
      ${standing.map((alarm) => drawAlarm(alarm, incident, frame))}
    </ul>
    ${cleared > 0 && html`<p class="quiet">${say('alarms.cleared', { count: cleared })}</p>`}
  </section>`;
}

function drawAlarm(alarm: Alarm, incident: Incident, frame: Frame): Html {
  const { say, people } = frame;
  return html`<li class="alarm ${alarm.severity}">
    <p>
      <strong class="severity">${say(`alarm.${alarm.severity}`)}</strong>
      <span class="what">${alarmText(alarm.code, say)}</span>
    </p>
    <p class="meta">
      ${time(alarm.at, frame)}
      ${alarm.task !== undefined && html`<span>${taskLabel(alarm.task, incident)}</span>`}
      ${
        alarm.person !== undefined &&
        html`<span class="who">${nameOf(alarm.person, people)}</span>
          ${drawNumber(alarm.person, incident, frame)}`
      }
    </p>
    ${
      mayAct(frame) &&
      deedForm(frame, incident.id, {
        deed: 'clearAlarm',
        fixed: { alarm: alarm.id },
        button: say('alarms.clear'),
        label: `${say('alarms.clear')}: ${alarmText(alarm.code, say)}`,
      })
    }
  </li>`;
}
