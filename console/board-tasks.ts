/** Tasks on the board: what is late first, who is silent and how to ring them, what can be done. */
import { deedForm } from './deed-form.ts';
import { drawFields } from './fields.ts';
import { mayAct, nameOf, numberOf, time } from './frame.ts';
import type { Frame } from './frame.ts';
import { html } from './html.ts';
import type { Html, Piece } from './html.ts';
import { isUnanswered, silences, sortTasks } from './reading.ts';
import type { Silence } from './reading.ts';
import type { Incident, Task } from './shown.ts';

/** Silent people shown at once: who was paged first is nearest to the task. */
const SILENT_SHOWN = 6;

/** All tasks, in the order in which they need somebody. */
export function drawTasks(incident: Incident, frame: Frame): Html {
  const { say } = frame;
  const sorted = sortTasks(incident.tasks);
  const group = (name: string, title: string, tasks: readonly Task[]): Piece =>
    tasks.length > 0 &&
    html`<section aria-labelledby="tasks-${name}" class="tasks ${name}">
      <h2 id="tasks-${name}">${title} <span class="count">${tasks.length}</span></h2>
      ${tasks.map((task) => drawTask(task, incident, frame))}
    </section>`;
  const rest = (title: string, tasks: readonly Task[]): Piece =>
    tasks.length > 0 &&
    html`<details class="rest">
      <summary>${title} <span class="count">${tasks.length}</span></summary>
      <ul>
        ${tasks.map((task) => drawLine(task, frame))}
      </ul>
    </details>`;
  const nothing = sorted.late.length + sorted.open.length + sorted.held.length === 0;
  return html`${nothing && html`<p class="calm">${say('tasks.noneOpen')}</p>`}
  ${group('late', say('tasks.late'), sorted.late)} ${group('open', say('tasks.open'), sorted.open)}
  ${group('held', say('tasks.held'), sorted.held)} ${rest(say('tasks.waiting'), sorted.waiting)}
  ${rest(say('tasks.done'), sorted.done)}`;
}

function drawTask(task: Task, incident: Incident, frame: Frame): Html {
  const { say } = frame;
  const id = `task-${task.number ?? task.id}`;
  return html`<article class="task ${task.ladder.toLowerCase()}" aria-labelledby="${id}">
    <h3 id="${id}"><span class="number">${task.number}</span> ${titleOf(task, frame)}</h3>
    <p class="meta">
      <span class="code">${task.id}</span> <span class="role">${task.role}</span>
      <span class="ladder">${task.ladder}</span>
      ${task.mandatory && html`<span>${say('tasks.mandatory')}</span>`}
    </p>
    ${typeof task.instructions === 'string' && html`<p class="how">${task.instructions}</p>`}
    ${drawDue(task, incident, frame)} ${drawHolders(task, frame)}
    ${drawSilences(task, incident, frame)}
    ${mayAct(frame) && task.approval === undefined && drawActions(task, incident, frame)}
  </article>`;
}

function titleOf(task: Task, { say }: Frame): string {
  return typeof task.title === 'string' ? task.title : say('tasks.withheld');
}

function drawDue(task: Task, incident: Incident, frame: Frame): Html {
  const { say } = frame;
  const answer = isUnanswered(task, incident.now)
    ? html`<strong class="alarming"
        >${filled(say('tasks.answerWasDue'), task.acknowledgeBy, frame)}</strong
      >`
    : task.status === 'open' &&
      html`<span>${filled(say('tasks.answerBy'), task.acknowledgeBy, frame)}</span>`;
  const isLate = task.completeBy !== null && task.completeBy < incident.now;
  const done = isLate
    ? html`<strong class="alarming"
        >${filled(say('tasks.doneWasDue'), task.completeBy, frame)}</strong
      >`
    : html`<span>${filled(say('tasks.doneBy'), task.completeBy, frame)}</span>`;
  return html`<p class="due">${answer} ${done}</p>`;
}

/** A sentence with an instant in it; nothing where there is no instant. */
function filled(sentence: string, at: string | null, frame: Frame): Piece {
  // `say` has left the gap empty, at the sentence's end.
  return at !== null && html`${sentence.trimEnd()} ${time(at, frame)}`;
}

function drawHolders(task: Task, { say, people }: Frame): Html {
  const holder =
    task.holder === null
      ? html`<strong class="nobody">${say('tasks.nobody')}</strong>`
      : html`<strong class="holder"
          >${say('tasks.heldBy', { person: nameOf(task.holder, people) })}</strong
        >`;
  const answered = task.with.flatMap(({ role, acknowledgedBy }) =>
    typeof acknowledgedBy === 'string'
      ? [say('tasks.answered', { person: nameOf(acknowledgedBy, people), role })]
      : [],
  );
  const declined = task.declinedBy ?? [];
  return html`<p class="holders">
    ${holder} ${answered.map((one) => html`<span>${one}</span>`)}
    ${
      declined.length > 0 &&
      html`<span
        >${say('tasks.declined', { people: declined.map((one) => nameOf(one, people)).join(', ') })}</span
      >`
    }
  </p>`;
}

function drawSilences(task: Task, incident: Incident, frame: Frame): Piece {
  const silent = silences(task, incident);
  if (silent.length === 0) return undefined;
  const { say } = frame;
  const draw = (shown: readonly Silence[]): Html =>
    html`<ul>
      ${shown.map((one) => drawSilence(one, incident, frame))}
    </ul>`;
  const rest = silent.slice(SILENT_SHOWN);
  return html`<div class="silent">
    <p>${say('tasks.silent')}</p>
    ${draw(silent.slice(0, SILENT_SHOWN))}
    ${
      rest.length > 0 &&
      html`<details class="rest">
        <summary>${say('tasks.silentMore', { count: rest.length })}</summary>
        ${draw(rest)}
      </details>`
    }
  </div>`;
}

function drawSilence(one: Silence, incident: Incident, frame: Frame): Html {
  const { say, people } = frame;
  const states = one.states.map(({ channel, state }) => {
    const text = `${channel} ${say(`tasks.page.${state}`)}`;
    return state === 'failed'
      ? html` <strong class="alarming">${text}</strong>`
      : html` <span class="state">${text}</span>`;
  });
  return html`<li>
    <span class="who">${nameOf(one.person, people)}</span>
    <span class="role">${one.roles.slice(0, 3).join('/')}</span>
    ${drawNumber(one.person, incident, frame)}
    ${one.pagedAt !== undefined && html`<span class="state">${filled(say('tasks.pagedAt'), one.pagedAt, frame)}</span>`}
    ${states}
  </li>`;
}

/** The number to ring; never that of somebody who is the matter of the incident (R06). */
export function drawNumber(person: string, incident: Incident, { say, people }: Frame): Piece {
  const isSubject = incident.subjects.some((subject) => subject.person === person);
  const number = isSubject ? undefined : numberOf(person, people);
  if (number === undefined) return undefined;
  return html`<a class="call" href="tel:${number}">${say('tasks.call', { number })}</a>`;
}

function drawLine(task: Task, frame: Frame): Html {
  const { say } = frame;
  const ends = {
    completed:
      task.completedAt !== null && filled(say('tasks.completedAt'), task.completedAt, frame),
    waived: say('tasks.waived'),
    notNeeded: say('tasks.notNeeded'),
    waiting: undefined,
    open: undefined,
    acknowledged: undefined,
  };
  const by = task.completedBy === undefined ? undefined : nameOf(task.completedBy, frame.people);
  return html`<li>
    <span class="number">${task.number}</span>
    <span class="code">${task.id}</span> ${titleOf(task, frame)}
    <span class="role">${task.role}</span>
    <span class="state">${ends[task.status]} ${by}</span>
  </li>`;
}

function drawActions(task: Task, incident: Incident, frame: Frame): Html {
  const { say } = frame;
  const number = task.number ?? task.id;
  const fixed = { task: task.id };
  const label = (button: string): string => `${button}: ${say('tasks.number', { number })}`;
  const isDecision = incident.decisions.some(({ id }) => id === task.id);
  return html`<details class="act">
    <summary>${say('tasks.act', { number })}</summary>
    ${deedForm(frame, incident.id, {
      deed: 'answer',
      fixed,
      fields: answerFields(task, incident, frame),
    })}
    ${!isDecision && drawCompletion(task, incident, frame)}
    ${deedForm(frame, incident.id, {
      deed: 'reassign',
      fixed,
      fields: html`${personField(`to-${number}`, 'to', say('act.reassign'), frame)}
      ${textField(`reason-${number}`, 'reason', say('act.reason'))}`,
      button: say('act.reassign'),
      label: label(say('act.reassign')),
    })}
    ${
      task.mandatory &&
      deedForm(frame, incident.id, {
        deed: 'waive',
        fixed,
        fields: textField(`waive-${number}`, 'reason', say('act.reason')),
        button: say('act.waive'),
        label: label(say('act.waive')),
      })
    }
  </details>`;
}

function answerFields(task: Task, incident: Incident, frame: Frame): Html {
  const { say, people } = frame;
  const number = task.number ?? task.id;
  const likely = [...new Set(task.pages.map(({ person }) => person))];
  const others = incident.roles.flatMap(({ holders }) => holders);
  const options = [...new Set([...likely, ...others])];
  const vias = ['phone', 'radio', 'inPerson'] as const;
  return html`<p class="field">
      <label for="person-${number}">${say('act.person')}</label>
      <select id="person-${number}" name="person">
        <option value="">${say('act.myself')}</option>
        ${options.map((id) => html`<option value="${id}">${nameOf(id, people)}</option>`)}
      </select>
    </p>
    <p class="field">
      <label for="via-${number}">${say('act.via')}</label>
      <select id="via-${number}" name="via">
        ${vias.map((via) => html`<option value="${via}">${say(`act.via.${via}`)}</option>`)}
      </select>
    </p>
    <p class="field">
      <label for="note-${number}">${say('act.optional', { label: say('act.note') })}</label>
      <input id="note-${number}" name="note" maxlength="4000" />
    </p>
    <p class="buttons">
      <button class="main" name="says" value="acknowledge">${say('act.acknowledge')}</button>
      <button class="plain" name="says" value="decline">${say('act.decline')}</button>
    </p>`;
}

function drawCompletion(task: Task, incident: Incident, frame: Frame): Html {
  const { say, people } = frame;
  const fields = task.form?.fields ?? [];
  const prefix = `t${task.number ?? task.id}`;
  return deedForm(frame, incident.id, {
    deed: 'complete',
    fixed: { task: task.id },
    fields: drawFields(fields, { say, people, prefix }),
    button:
      fields.length > 0 ? say('act.form', { form: task.form?.title ?? '' }) : say('act.complete'),
    weight: 'main',
    label: `${say('act.complete')}: ${say('tasks.number', { number: task.number ?? task.id })}`,
  });
}

/** A line of text that has to be filled. */
export function textField(id: string, name: string, label: string): Html {
  return html`<p class="field">
    <label for="${id}">${label}</label>
    <input id="${id}" name="${name}" maxlength="2000" required />
  </p>`;
}

/** Somebody out of those the reader may look up, else an id. */
export function personField(id: string, name: string, label: string, { people, say }: Frame): Html {
  const input =
    people.size === 0
      ? html`<input id="${id}" name="${name}" maxlength="64" required />`
      : html`<select id="${id}" name="${name}" required>
          <option value="">${say('act.choose')}</option>
          ${[...people.values()].map((one) => html`<option value="${one.id}">${one.name}</option>`)}
        </select>`;
  return html`<p class="field"><label for="${id}">${label}</label>${input}</p>`;
}
