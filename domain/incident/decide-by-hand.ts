/** What people do by hand to a task (R16): put one in, hand it on, move its times, waive it. */
import { defined } from '../defined.ts';
import { DAY } from '../time.ts';
import { requestApproval } from './authority.ts';
import type { Command } from './commands.ts';
import { rowOf } from './decide-tasks.ts';
import type { Draft } from './draft.ts';
import type { IncidentEvent } from './events.ts';
import { acknowledgeWithin, ladderOf, rungAfter } from './ladders.ts';
import { isOpen, pagedFor } from './open-task.ts';
import { overdueStart } from './overdue.ts';
import type { Refusal } from './refusals.ts';
import { findTask } from './resolve-task.ts';
import { reachOf } from './roles.ts';
import type { Task } from './state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

/** Time to complete where nobody names one (domain.md 0.3: "–" for done is 24 h). */
const DONE_WITHIN = DAY;

/** A task put in by hand, with its reason (R16). */
export function insertTask(draft: Draft, command: Of<'insertTask'>): Refusal | undefined {
  const { incident, now } = draft;
  if (incident.plan.roles[command.role] === undefined) return { code: 'role-unknown' };
  if (incident.plan.ladders[command.ladder] === undefined) return { code: 'ladder-unknown' };
  if (command.completeBy !== undefined && command.completeBy <= now) return { code: 'time-past' };
  const number = incident.lastTaskNumber + 1;
  const completeBy = command.completeBy ?? now + DONE_WITHIN;
  const within = command.acknowledgeWithin;
  draft.emit({
    type: 'taskOpened',
    task: `X${number}`,
    row: 'inserted',
    number,
    mandatory: command.mandatory,
    completeFrom: now,
    completeBy,
    ...overdueStart(incident.plan.overdue, now, completeBy),
    ...defined({ acknowledgeBy: within === undefined ? undefined : now + within }),
    ladder: command.ladder,
    legs: [{ role: command.role, ladder: command.ladder, nextAt: now }],
    title: command.title,
    reason: command.reason,
  });
  return undefined;
}

/** Gives a task to somebody by name: a fresh ladder to him, the others are told. */
export function reassign(draft: Draft, command: Of<'reassign'>): Refusal | undefined {
  const found = findTask(draft.incident, command.task);
  if ('code' in found) return found;
  if (!isOpen(found)) return { code: 'task-closed' };
  if (draft.incident.directory.people[command.to] === undefined) return { code: 'person-unknown' };
  if (!reachOf(draft.incident, command.to).ok) return { code: 'person-suppressed' };
  draft.emit({
    type: 'taskReassigned',
    task: found.id,
    to: command.to,
    reason: command.reason,
    nextAt: draft.now,
    told: pagedFor(found, [command.to]),
  });
  freshTimes(draft, found);
  return undefined;
}

/** Whoever gets a late task gets its time anew: OVERDUE ends with the reassignment (domain.md 0.3). */
function freshTimes(draft: Draft, task: Task): void {
  const { now } = draft;
  const within = acknowledgeWithin(task);
  const late = task.completeBy !== undefined && task.completeBy <= now;
  const completeBy = late ? now + ((task.completeBy ?? now) - task.completeFrom) : undefined;
  if (within === undefined && completeBy === undefined) return;
  draft.emit({
    type: 'taskRetimed',
    task: task.id,
    ...defined({
      acknowledgeBy: within === undefined ? undefined : now + within,
      completeFrom: completeBy === undefined ? undefined : now,
      completeBy,
    }),
    ...(completeBy === undefined ? {} : overdueStart(draft.incident.plan.overdue, now, completeBy)),
    reason: 'reassigned',
  });
}

/** Moves a task's deadlines; its ladder keeps running. */
export function retime(draft: Draft, command: Of<'retime'>): Refusal | undefined {
  const found = findTask(draft.incident, command.task);
  if ('code' in found) return found;
  if (!isOpen(found)) return { code: 'task-closed' };
  const { acknowledgeBy, completeBy } = command;
  if ([acknowledgeBy, completeBy].some((at) => at !== undefined && at <= draft.now)) {
    return { code: 'time-past' };
  }
  const overdue =
    completeBy === undefined
      ? undefined
      : overdueStart(draft.incident.plan.overdue, found.completeFrom, completeBy);
  const past = overdue?.overdueAt !== undefined && overdue.overdueAt <= draft.now;
  draft.emit({
    type: 'taskRetimed',
    task: found.id,
    ...(acknowledgeBy === undefined
      ? {}
      : { acknowledgeBy, ...resumed(draft, found, acknowledgeBy) }),
    ...(completeBy === undefined ? {} : { completeBy }),
    ...(past && completeBy !== undefined ? { overdueStep: 1, overdueAt: completeBy } : overdue),
    reason: command.reason,
  });
  return undefined;
}

/** A notice that now asks for an answer climbs its ladder when that time passes without one. */
function resumed(
  draft: Draft,
  task: Task,
  at: number,
): Pick<Extract<IncidentEvent, { type: 'taskRetimed' }>, 'resumed'> {
  const legs = task.legs.flatMap((leg, index) => {
    if (leg.nextAt !== undefined || leg.acknowledgedBy !== undefined) return [];
    const after = rungAfter(ladderOf(draft.incident, leg), leg.rung, undefined);
    return [{ leg: index, since: at - after, nextAt: at }];
  });
  return legs.length === 0 ? {} : { resumed: legs };
}

/** A waiver needs a reason and a second person; some rows can never be waived (R14). */
export function waive(draft: Draft, command: Of<'waive'>, approved: boolean): Refusal | undefined {
  const found = findTask(draft.incident, command.task);
  if ('code' in found) return found;
  if (!isOpen(found)) return { code: 'task-closed' };
  if (rowOf(draft.incident, found)?.waivable === false) return { code: 'task-not-waivable' };
  if (!approved) {
    const life = found.ladder === 'LIFE';
    return requestApproval(draft, command, draft.incident.plan.waiverApproval, { life });
  }
  draft.emit({
    type: 'taskWaived',
    task: found.id,
    reason: command.reason,
    ...(command.reviewAt === undefined ? {} : { reviewAt: command.reviewAt }),
    told: pagedFor(found),
  });
  return undefined;
}
