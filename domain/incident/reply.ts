import type { CommandEnvelope } from './commands.ts';
import type { Decision } from './decide.ts';
import { isOpen } from './open-task.ts';
import { findTask } from './resolve-task.ts';
import type { Incident, Task } from './state.ts';

/** What a confirmation tells a responder; says which role holds the task, never who. */
export type ReplyAnswer =
  | { readonly kind: 'acknowledged'; readonly number: number; readonly role: string }
  | { readonly kind: 'alreadyAcknowledged'; readonly number: number; readonly role: string }
  | { readonly kind: 'lateNotNeeded'; readonly number: number; readonly role?: string }
  | { readonly kind: 'declined'; readonly number: number }
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
    const kind = types.has('doneReported') ? 'doneNeedsForm' : 'doneNoted';
    return { kind, number: task.number };
  }
  const person = command.person ?? by.person;
  if (command.type === 'decline') return declined(incident, task, types.has('declined'));
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

function declined(incident: Incident, task: Task, took: boolean): ReplyAnswer {
  return took ? { kind: 'declined', number: task.number } : notNeeded(incident, task);
}

function notNeeded(incident: Incident, task: Task): ReplyAnswer {
  const holder = isOpen(task) ? task.holder : undefined;
  const role = holder === undefined ? undefined : roleShown(incident, task, holder, '');
  return role === undefined || role === ''
    ? { kind: 'lateNotNeeded', number: task.number }
    : { kind: 'lateNotNeeded', number: task.number, role };
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
