/** The first page: every incident with what is wrong in it, and the form that starts one. */
import { formKeys } from './deed-form.ts';
import { alarmText } from './alarm-text.ts';
import { time } from './frame.ts';
import type { Frame } from './frame.ts';
import { html, flag } from './html.ts';
import type { Html, Piece } from './html.ts';
import { drawPage } from './layout.ts';
import { sortTasks, standingAlarms } from './reading.ts';
import type { Incident, Shell } from './shown.ts';

/** Persons taken that can be named in the form; more are named in the intake task. */
export const VICTIM_LINES = 2;

export interface ListedIncident {
  readonly shell: Shell;
  /** What stands in it; only read for incidents that are not closed. */
  readonly incident?: Incident | undefined;
}

export interface ListContent {
  readonly incidents: readonly ListedIncident[];
  readonly playbooks: readonly { readonly id: string; readonly title?: string | undefined }[];
}

export function drawList({ incidents, playbooks }: ListContent, frame: Frame): string {
  const { say } = frame;
  const open = incidents.filter(({ shell }) => shell.status !== 'closed');
  const closed = incidents.filter(({ shell }) => shell.status === 'closed');
  return drawPage(
    {
      title: say('list.title'),
      live: {},
      content: html`<h1>${say('list.title')}</h1>
        ${open.length === 0 && html`<p class="calm">${say('list.none')}</p>`}
        ${open.map((one) => drawListed(one, frame))} ${drawStart(playbooks, frame)}
        ${
          closed.length > 0 &&
          html`<details class="rest">
            <summary>${say('list.closed')} <span class="count">${closed.length}</span></summary>
            ${closed.map((one) => drawListed(one, frame))}
          </details>`
        }`,
    },
    frame,
  );
}

function drawListed({ shell, incident }: ListedIncident, frame: Frame): Html {
  const { say } = frame;
  const alarms = incident === undefined ? [] : standingAlarms(incident);
  const late = incident === undefined ? 0 : sortTasks(incident.tasks).late.length;
  const gravest = alarms[0];
  return html`<article class="listed ${gravest?.severity ?? 'calm'}">
    <h2>
      <a href="/incidents/${shell.id}">${shell.codeName}</a>
      ${shell.mode === 'exercise' && html`<span class="mark">${say('banner.exercise')}</span>`}
    </h2>
    <p class="meta">
      <strong>${say(`status.${shell.status}`)}</strong>
      ${
        shell.startedAt !== undefined &&
        html`<span>${say('list.started').trim()} ${time(shell.startedAt, frame)}</span>`
      }
    </p>
    ${
      incident !== undefined &&
      html`<p>
        ${
          alarms.length > 0 &&
          html`<strong class="alarming">${say('list.alarms', { count: alarms.length })}</strong>`
        }
        ${
          late > 0
            ? html`<strong class="alarming">${say('list.late', { count: late })}</strong>`
            : html`<span>${say('list.calm')}</span>`
        }
      </p>`
    }
    ${
      gravest !== undefined &&
      html`<p class="what">${say(`alarm.${gravest.severity}`)} ${alarmText(gravest.code, say)}</p>`
    }
  </article>`;
}

function drawStart(playbooks: ListContent['playbooks'], frame: Frame): Piece {
  const { say, visitor } = frame;
  const may = visitor.access === 'coordinator' || visitor.access === 'administrator';
  if (!may || playbooks.length === 0) return undefined;
  const victims = Array.from({ length: VICTIM_LINES }, (_, line) => drawVictim(line + 1, frame));
  return html`<details class="start">
    <summary>${say('start.title')}</summary>
    <form method="post" action="/incidents">
      ${formKeys(frame)}
      <p class="field">
        <label for="playbook">${say('start.playbook')}</label>
        <select id="playbook" name="playbook" required>
          ${playbooks.map(({ id, title }) => html`<option value="${id}">${title ?? id}</option>`)}
        </select>
      </p>
      <fieldset>
        <legend>${say('start.mode')}</legend>
        ${(['live', 'exercise'] as const).map(
          (mode) =>
            html`<p class="choice">
              <input id="mode-${mode}" type="radio" name="mode" value="${mode}" required />
              <label for="mode-${mode}">${say(`start.${mode}`)}</label>
            </p>`,
        )}
        <p class="field">
          <label for="factor">${say('start.timeFactor')}</label>
          <input id="factor" name="timeFactor" type="number" min="1" max="60" value="1" />
        </p>
      </fieldset>
      ${victims}
      <p class="choice">
        <input
          id="activate"
          type="checkbox"
          name="activate"
          value="true"
          ${flag('checked', false)}
        />
        <label for="activate">${say('start.activate')}</label>
      </p>
      <button class="main">${say('start.go')}</button>
    </form>
  </details>`;
}

function drawVictim(number: number, { say, people }: Frame): Html {
  const id = `victim-${number}`;
  const text = (name: string, label: string, type: string): Html =>
    html`<p class="field">
      <label for="${id}-${name}">${label}</label>
      <input id="${id}-${name}" name="victim.${number}.${name}" type="${type}" maxlength="200" />
    </p>`;
  const known =
    people.size > 0 &&
    html`<p class="field">
      <label for="${id}-person">${say('start.victimPerson')}</label>
      <select id="${id}-person" name="victim.${number}.person">
        <option value=""></option>
        ${[...people.values()].map((one) => html`<option value="${one.id}">${one.name}</option>`)}
      </select>
    </p>`;
  return html`<fieldset>
    <legend>${say('start.victim', { number })}</legend>
    <p class="hint">${say('start.victimHint')}</p>
    ${text('name', say('start.victimName'), 'text')} ${known}
    ${text('number', say('start.victimNumber'), 'tel')}
    ${text('mail', say('start.victimMail'), 'email')}
  </fieldset>`;
}
