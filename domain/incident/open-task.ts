import type { RoleCode, TaskPlan } from '../plan.ts';
import { defined } from '../defined.ts';
import { anchorInstant } from './anchors.ts';
import type { Draft } from './draft.ts';
import { milestoneKey, taskId } from './keys.ts';
import { overdueStart } from './overdue.ts';
import type { Incident, Task, TaskId } from './state.ts';

/** Rows whose tasks carry an occurrence number: repeated ones, ones that events open, re-asked decisions. */
export function isSeries(row: TaskPlan): boolean {
  return (
    row.repeat !== undefined ||
    row.opens.some((opening) => opening.on.kind === 'event') ||
    row.decision?.onSilence?.reask !== undefined ||
    (row.decision?.options.some((option) => option.reask !== undefined) ?? false)
  );
}

/** Whether the clock opens its tasks again and again. Each event of a human's is a matter of its own. */
function isRepeated(row: TaskPlan): boolean {
  return isSeries(row) && (row.repeat !== undefined || row.decision !== undefined);
}

/** Open tasks of one series at most; the oldest one is merged into the next (state stays bounded). */
const OPEN_OF_A_SERIES = 3;

/** Opens a task of this row now. @param plannedAt the series' own instant */
export function openTask(
  draft: Draft,
  row: TaskPlan,
  how: { subject?: string; plannedAt?: number; alsoPage?: readonly RoleCode[]; by?: 'system' } = {},
): TaskId {
  const { incident, now } = draft;
  const occurrences = incident.milestones[milestoneKey(row.row, how.subject)]?.opened ?? 0;
  const occurrence = isSeries(row) ? occurrences + 1 : undefined;
  const id = taskId(row.row, how.subject, occurrence);
  if (isRepeated(row)) mergeOldest(draft, row, how.subject);
  const roles = [row.role, ...row.with, ...(how.alsoPage ?? [])];
  const from =
    row.doneFrom === undefined ? now : anchorInstant(incident, row.doneFrom, how.subject);
  const completeBy = from === undefined ? undefined : from + row.doneWithin;
  const silence = row.decision?.onSilence;
  const within = row.acknowledgeWithin;
  draft.emit({
    type: 'taskOpened',
    task: id,
    row: row.row,
    number: draft.incident.lastTaskNumber + 1,
    mandatory: row.mandatory,
    completeFrom: from ?? now,
    ladder: row.ladder,
    legs: [...new Set(roles)].map((role) => ({ role, ladder: row.ladder, nextAt: now })),
    ...defined({
      occurrence,
      subject: how.subject,
      acknowledgeBy: within === undefined ? undefined : now + within,
      completeBy,
      silenceAt: silence === undefined ? undefined : now + silence.after,
      plannedAt: how.plannedAt,
    }),
    ...overdueStart(incident.plan.overdue, from ?? now, completeBy),
  });
  return id;
}

function mergeOldest(draft: Draft, row: TaskPlan, subject: string | undefined): void {
  const open = openTasksOf(draft.incident, row.row, subject);
  if (open.length < OPEN_OF_A_SERIES) return;
  const oldest = open[0];
  if (oldest === undefined) return;
  draft.emit({ type: 'taskNotNeeded', task: oldest.id, why: 'superseded', told: [] });
}

/** Tasks of a row (and subject) that are neither done nor dropped, oldest first. */
export function openTasksOf(incident: Incident, row: string, subject?: string): readonly Task[] {
  return Object.values(incident.tasks).filter(
    (task) => task.row === row && task.subject === subject && isOpen(task),
  );
}

/** Open or acknowledged: somebody still has to do something. */
export function isOpen(task: Task): boolean {
  return task.status === 'open' || task.status === 'acknowledged';
}

/** Everybody who was paged for a task and has not declined, but these. */
export function pagedFor(task: Task, but: readonly string[] = []): readonly string[] {
  const people = task.legs.flatMap((leg) =>
    leg.pages.map((page) => page.person).filter((person) => !leg.declined.includes(person)),
  );
  return [...new Set(people)].filter((person) => !but.includes(person));
}

/** Those paged for a task who do not hold any of it: they are told when nothing more is asked of them. */
export function waitingFor(task: Task): readonly string[] {
  const waiting = task.legs
    .filter((leg) => leg.acknowledgedBy === undefined)
    .flatMap((leg) =>
      leg.pages.map((page) => page.person).filter((person) => !leg.declined.includes(person)),
    );
  const holders = task.legs.flatMap((leg) => leg.acknowledgedBy ?? []);
  return [...new Set(waiting)].filter((person) => !holders.includes(person));
}
