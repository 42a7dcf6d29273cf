/**
 * OVERDUE, the completion ladder of every task (domain.md 0.3): reminder at three quarters of the
 * time, then due, then steps of half the time allowed (at least 10 min, at most 24 h) without end.
 */
import type { Draft } from './draft.ts';
import type { OverduePlan, RungTarget } from '../plan.ts';
import { issued } from './ladders.ts';
import type { Incident, Leg, Task, TaskId } from './state.ts';
import { firstReachable, resolve } from './targets.ts';

/** First step and its instant for a task that is due at `completeBy`. */
export function overdueStart(
  plan: OverduePlan,
  from: number,
  completeBy: number | undefined,
): { overdueStep: number; overdueAt?: number } {
  if (completeBy === undefined) return { overdueStep: 0 };
  const allowed = completeBy - from;
  return allowed < plan.reminderMinimum
    ? { overdueStep: 1, overdueAt: completeBy }
    : { overdueStep: 0, overdueAt: from + allowed * plan.reminderShare };
}

/** Instant of a step: 0 reminder, 1 due, 2 first step after due, and so on. */
export function overdueInstant(plan: OverduePlan, task: Task, step: number): number | undefined {
  const { completeBy, completeFrom } = task;
  if (completeBy === undefined) return undefined;
  const allowed = Math.max(0, completeBy - completeFrom);
  if (step === 0) return completeFrom + allowed * plan.reminderShare;
  const half = Math.min(Math.max(allowed * plan.stepShare, plan.stepMinimum), plan.stepMaximum);
  return completeBy + (step - 1) * half;
}

/** Runs every completion reminder that is due. True when something happened. */
export function runDueOverdue(draft: Draft): boolean {
  let ran = false;
  for (const { id } of Object.values(draft.incident.tasks)) {
    if (runIfDue(draft, id)) ran = true;
  }
  return ran;
}

function runIfDue(draft: Draft, id: TaskId): boolean {
  const task = draft.incident.tasks[id];
  if (task?.overdueAt === undefined || task.overdueAt > draft.now) return false;
  const leg = task.legs[0];
  if (leg === undefined) return false;
  const plan = draft.incident.plan.overdue;
  // Steps missed during an outage make one wave: their targets together, each person once.
  const steps = dueSteps(plan, task, draft.now);
  const last = steps.at(-1) ?? task.overdueStep;
  const nextAt = overdueInstant(plan, task, last + 1);
  const people = remindedBy(draft.incident, task, leg, steps);
  draft.emit({
    type: 'overdueReached',
    task: id,
    step: last,
    plannedAt: task.overdueAt,
    late: Math.max(0, draft.now - task.overdueAt),
    pages: issued(draft, leg, people, 'reminder'),
    ...(nextAt === undefined ? {} : { nextAt }),
  });
  return true;
}

function dueSteps(plan: OverduePlan, task: Task, now: number): readonly number[] {
  const steps: number[] = [];
  for (let step = task.overdueStep; steps.length < 1_000; step += 1) {
    const at = overdueInstant(plan, task, step);
    if (at === undefined || at > now) break;
    steps.push(step);
  }
  return steps;
}

function remindedBy(incident: Incident, task: Task, leg: Leg, steps: readonly number[]) {
  const plan = incident.plan.overdue;
  const targets = steps.flatMap((step) => targetsOf(plan, step));
  // In OVERDUE the owner is the present holder, the deputy the next of that role.
  const held: Leg = {
    ...leg,
    declined: [],
    ...(task.holder === undefined ? {} : { owner: task.holder }),
  };
  const { people } = resolve(incident, task, held, targets);
  if (people.length > 0) return people;
  const fallback = firstReachable(incident, incident.plan.fallback);
  return fallback === undefined ? [] : [fallback];
}

/** Whom a step reminds. */
export function targetsOf(plan: OverduePlan, step: number): readonly RungTarget[] {
  if (step === 0) return [{ kind: 'owner' }];
  if (step === 1) return plan.dueTo;
  return step === 2 ? plan.firstStepTo : plan.nextStepsTo;
}
