import type { CommandEnvelope } from '../../domain/incident/commands.ts';
import { blockers } from '../../domain/incident/closure.ts';
import type { Decision } from '../../domain/incident/decide.ts';
import { evolve } from '../../domain/incident/evolve.ts';
import type { MessageOrder } from '../../domain/incident/orders.ts';
import type { Incident, Leg, Task } from '../../domain/incident/state.ts';
import { normaliseAddress } from '../../domain/people/person.ts';
import { SECRET } from './chance-command.ts';

type Accepted = Extract<Decision, { ok: true }>;

/** One step of an incident: what came in, and what it led to. */
export interface Step {
  readonly before?: Incident;
  readonly envelope?: CommandEnvelope;
  readonly decision: Accepted;
  readonly now: number;
}

/**
 * The laws of design.md 4 and the rules of domain.md 0.3 and 6 that hold after every single step,
 * whatever happened.
 * @param keys the keys of all messages so far; the step's are added
 * @throws Error that names the law and the task or event that broke it
 */
export function holdLaws(step: Step, keys: Set<string>): void {
  logHasNoGap(step);
  nobodyIsForgotten(step.decision.incident, step.now);
  answersStand(step);
  answersCount(step);
  rungsComeInOrder(step);
  closingIsEarned(step);
  for (const message of step.decision.effects.messages) {
    messageIsLawful(message, step.decision.incident);
    if (keys.has(message.key)) throw new Error(`the message ${message.key} was ordered twice`);
    keys.add(message.key);
  }
}

function logHasNoGap({ before, decision }: Step): void {
  let seq = before?.seq ?? 0;
  for (const logged of decision.events) {
    seq += 1;
    if (logged.seq !== seq) throw new Error(`event ${seq} is missing`);
  }
  if (decision.incident.seq !== seq) throw new Error('the state is not at the end of its log');
}

const open = (task: Task) => task.status === 'open' || task.status === 'acknowledged';

/** R10, R11: what has to be done always has somebody who will be paged about it. */
function nobodyIsForgotten(incident: Incident, now: number): void {
  if (incident.status === 'closed') return;
  for (const task of Object.values(incident.tasks)) {
    if (!open(task)) continue;
    const silent = task.legs.filter((leg) => leg.acknowledgedBy === undefined);
    for (const leg of silent) legWakes(task, leg, now);
    if (task.overdueAt !== undefined && task.overdueAt <= now) {
      throw new Error(`${task.id}: a completion reminder that is due was not run`);
    }
    if (task.mandatory && task.overdueAt === undefined) {
      throw new Error(`${task.id} is mandatory and nobody will be reminded of it`);
    }
  }
}

function legWakes(task: Task, leg: Leg, now: number): void {
  if (leg.nextAt !== undefined && leg.nextAt <= now) {
    throw new Error(`${task.id}: a rung that is due was not run`);
  }
  // A notice ("–" for ack) is paged once; only OVERDUE runs.
  if (leg.nextAt === undefined && task.acknowledgeBy !== undefined) {
    throw new Error(`${task.id}: nobody answered for ${leg.role} and its ladder has ended`);
  }
}

/** "I have it" ends only by its holder's own "cannot", or by giving the task to somebody else. */
function answersStand({ before, decision }: Step): void {
  if (before === undefined) return;
  const undone = decision.events.flatMap(({ event }) => {
    if (event.type === 'declined' && event.handedBack) return [`${event.task} ${event.leg}`];
    if (event.type === 'taskReassigned') return [`${event.task} 0`];
    return [];
  });
  const archived = decision.events.flatMap(({ event }) =>
    event.type === 'archived' ? event.tasks : [],
  );
  for (const task of Object.values(before.tasks)) {
    if (archived.includes(task.id)) continue;
    task.legs.forEach((leg, index) => {
      if (leg.acknowledgedBy === undefined || undone.includes(`${task.id} ${index}`)) return;
      const after = decision.incident.tasks[task.id]?.legs[index];
      if (after?.acknowledgedBy !== leg.acknowledgedBy) {
        throw new Error(`${task.id}: the answer of ${leg.acknowledgedBy} was lost`);
      }
    });
  }
}

/** An accepted answer either takes what nobody had taken, or is logged as late, or was given before. */
function answersCount({ before, envelope, decision }: Step): void {
  if (before === undefined || envelope?.command.type !== 'acknowledge') return;
  const { command, by } = envelope;
  const who = command.person ?? by.person ?? '';
  const said = decision.events.some(
    ({ event }) =>
      (event.type === 'acknowledged' || event.type === 'acknowledgedLate') && event.person === who,
  );
  const held = before.tasks[command.task]?.legs.some((leg) => leg.acknowledgedBy === who) === true;
  if (!said && !held && !decision.repeated) throw new Error(`${command.task}: an answer was lost`);
}

/** No rung is skipped: one after the other, but for repeats that an outage merged. */
function rungsComeInOrder({ before, decision, now }: Step): void {
  let incident = before;
  for (const logged of decision.events) {
    const { event } = logged;
    if (event.type === 'rungReached') {
      const leg = incident?.tasks[event.task]?.legs[event.leg];
      const length = incident?.plan.ladders[leg?.ladder ?? '']?.rungs.length ?? 0;
      const next = event.nextRung === event.rung + 1 || event.rung >= length - 1;
      if (leg?.rung !== event.rung || !next) throw new Error(`${event.task}: a rung was skipped`);
      if (event.late !== now - event.plannedAt) throw new Error(`${event.task}: lateness is wrong`);
    }
    incident = evolve(incident, logged);
  }
}

/** Domain page 6: closing is impossible while anything blocks, but where an exercise turns real. */
function closingIsEarned({ before, decision }: Step): void {
  if (before === undefined || !decision.events.some(({ event }) => event.type === 'closed')) return;
  if (decision.events.some(({ event }) => event.type === 'exerciseEnded')) return;
  let incident = before;
  for (const logged of decision.events) {
    if (logged.event.type === 'closed') break;
    incident = evolve(incident, logged);
  }
  const left = blockers(incident);
  if (left.length > 0) throw new Error(`closed although ${JSON.stringify(left)}`);
}

const KNOWN = new Set(
  (
    'key kind incident codeName exercise person personNumber language timeZone sms email task ' +
    'number leg page answerBy at life'
  ).split(' '),
);

/** R01, R06, R29: to whom a message may go, and what it may say. */
function messageIsLawful(message: MessageOrder, incident: Incident): void {
  const to = incident.directory.people[message.person];
  const suppressed = new Set([...incident.suppressed, ...incident.directory.suppressed]);
  const addresses = [...message.sms, ...message.email];
  if (to === undefined) throw new Error('a message to a person whom nobody knows');
  if (to.outside === true) throw new Error(`a message to the outsider ${to.id}`);
  if (incident.mode === 'exercise' && to.exercise !== true) {
    throw new Error(`an exercise reached ${to.id}, who is not enrolled`);
  }
  if (incident.subjects.some((subject) => subject.person === to.id)) {
    throw new Error(`a message to the victim ${to.id}`);
  }
  if (addresses.some((address) => suppressed.has(normaliseAddress(address)))) {
    throw new Error(`a message to a suppressed address of ${to.id}`);
  }
  if (addresses.length === 0) throw new Error(`${message.key} goes nowhere`);
  if (Object.keys(message).some((key) => !KNOWN.has(key)) || asText(message).includes(SECRET)) {
    throw new Error(`the message ${message.key} carries content`);
  }
}

function asText(message: MessageOrder): string {
  return JSON.stringify(message);
}
