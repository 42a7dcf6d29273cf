import type { CommandEnvelope } from './commands.ts';
import type { Decision } from './decide.ts';
import { isOpen } from './open-task.ts';
import { findTask } from './resolve-task.ts';
import type { Incident, Task } from './state.ts';

/** How an incident answered a reply, for the confirmation: which role holds the task, never who (contract, Messages). */
export type ReplyAnswer =
  | { readonly kind: 'acknowledged'; readonly number: number; readonly role: string }
  | { readonly kind: 'alreadyAcknowledged'; readonly number: number; readonly role: string }
  | { readonly kind: 'lateNotNeeded'; readonly number: number; readonly role?: string }
  | { readonly kind: 'declined'; readonly number: number }
  /** The holder gave it back: open again at the next rung. */
  | { readonly kind: 'handedBack'; readonly number: number }
  /** "Cannot" from somebody who does not hold it: nothing changed. */
  | { readonly kind: 'notYours'; readonly number: number; readonly role: string }
  | { readonly kind: 'doneNoted'; readonly number: number }
  | { readonly kind: 'doneNeedsForm'; readonly number: number }
  | { readonly kind: 'callBack'; readonly number?: number };

/** The accepted command's short answer. */
export function answerOf(
  incident: Incident,
  envelope: CommandEnvelope,
  decision: Extract<Decision, { ok: true }>,
): {
  readonly incident: string;
  readonly seq: number;
  readonly events: readonly string[];
  readonly approval?: string;
  readonly reply?: ReplyAnswer;
  readonly repeated?: boolean;
} {
  const known = incident.applied.find((one) => one.id === envelope.id);
  const reply = replyTo(incident, envelope, decision);
  return {
    incident: incident.id,
    seq: known?.seq ?? incident.seq,
    events: decision.events.map((logged) => logged.event.type),
    ...(decision.approval === undefined ? {} : { approval: decision.approval }),
    ...(reply === undefined ? {} : { reply }),
    ...(decision.repeated ? { repeated: true } : {}),
  };
}

function replyTo(
  incident: Incident,
  { command, by }: CommandEnvelope,
  decision: Extract<Decision, { ok: true }>,
): ReplyAnswer | undefined {
  if (command.type === 'callBack') return callBack(incident, command.task);
  if (command.type !== 'acknowledge' && command.type !== 'decline' && command.type !== 'complete') {
    return undefined;
  }
  const task = findTask(incident, command.task);
  if ('code' in task) return undefined;
  const types = new Set(decision.events.map((logged) => logged.event.type));
  if (command.type === 'complete') {
    const needsForm = types.has('doneReported') || (decision.repeated && isOpen(task));
    return { kind: needsForm ? 'doneNeedsForm' : 'doneNoted', number: task.number };
  }
  const person = command.person ?? by.person;
  if (command.type === 'decline') return declined(incident, task, { person, decision });
  const leg = task.legs.find((one) => one.acknowledgedBy === person);
  if (leg === undefined) return notNeeded(incident, task);
  const role = roleShown(incident, task, person, leg.role);
  const fresh = types.has('acknowledged') || decision.repeated;
  return { kind: fresh ? 'acknowledged' : 'alreadyAcknowledged', number: task.number, role };
}

function callBack(incident: Incident, ref: string | undefined): ReplyAnswer {
  const task = ref === undefined ? undefined : findTask(incident, ref);
  return task === undefined || 'code' in task
    ? { kind: 'callBack' }
    : { kind: 'callBack', number: task.number };
}

function declined(
  incident: Incident,
  task: Task,
  { person, decision }: { person: string | undefined; decision: Extract<Decision, { ok: true }> },
): ReplyAnswer {
  const { number } = task;
  const took = decision.events.flatMap(({ event }) => (event.type === 'declined' ? [event] : []));
  if (took.some(({ handedBack }) => handedBack)) return { kind: 'handedBack', number };
  const before = task.legs.some((leg) => person !== undefined && leg.declined.includes(person));
  if (took.length > 0 || (decision.repeated && before)) return { kind: 'declined', number };
  const role = holderRole(incident, task);
  return role === undefined
    ? { kind: 'lateNotNeeded', number }
    : { kind: 'notYours', number, role };
}

function notNeeded(incident: Incident, task: Task): ReplyAnswer {
  const { number } = task;
  const role = holderRole(incident, task);
  return { kind: 'lateNotNeeded', number, ...(role === undefined ? {} : { role }) };
}

/** The role in which an open task is held; undefined when nobody holds it. */
function holderRole(incident: Incident, task: Task): string | undefined {
  const holder = isOpen(task) ? task.holder : undefined;
  const role = holder === undefined ? '' : roleShown(incident, task, holder, '');
  return role === '' ? undefined : role;
}

/** The role in which a person holds it: the task's own where he holds that, else one of his. */
function roleShown(
  incident: Incident,
  task: Task,
  person: string | undefined,
  otherwise: string,
): string {
  const own = task.legs.map((leg) => leg.role);
  const held = Object.entries(incident.directory.roster)
    .filter(([, holders]) => person !== undefined && holders.includes(person))
    .map(([role]) => role);
  return held.find((role) => own.includes(role)) ?? held[0] ?? otherwise;
}
