import type { Plan, TaskPlan } from '../../domain/plan.ts';
import { planFrom } from '../harness/plans.ts';

/** One LIFE task for one role: five minutes to answer, a quarter of an hour to do it. */
export function lonePage(): Plan {
  return planFrom(new URL('../harness/lone-page.yaml', import.meta.url));
}

/** A small incident with one of everything. */
export function smallCase(): Plan {
  return planFrom(new URL('small-case.yaml', import.meta.url));
}

/** The plan with one of its rows changed. */
export function withRow(plan: Plan, id: string, change: Partial<TaskPlan>): Plan {
  const tasks = plan.tasks.map((row) => (row.row === id ? { ...row, ...change } : row));
  return { ...plan, tasks };
}

/** The lone page as a notice: "–" for the time to acknowledge. */
export function loneNotice(change: Partial<TaskPlan> = {}): Plan {
  const plan = withRow(lonePage(), 'K0.01', change);
  const tasks = plan.tasks.map((row) => {
    const { acknowledgeWithin: _none, ...notice } = row;
    return row.row === 'K0.01' ? notice : row;
  });
  return { ...plan, tasks };
}
