import type { TaskPlan } from '../plan.ts';
import { isOpen } from './open-task.ts';
import { subjectsOf } from './openings.ts';
import { milestoneKey } from './keys.ts';
import type { Blocker } from './refusals.ts';
import { holds } from './scope.ts';
import type { Incident } from './state.ts';

/**
 * Everything that keeps an incident from closing (domain.md 6): not stood down, a mandatory task
 * neither done nor waived, a step of the review that has not come yet, an approval still waiting,
 * and whatever the playbook adds.
 */
export function blockers(incident: Incident): readonly Blocker[] {
  const found: Blocker[] = [];
  if (incident.standDownAt === undefined) found.push({ code: 'not-stood-down' });
  for (const task of Object.values(incident.tasks)) {
    if (task.mandatory && isOpen(task)) found.push({ code: 'task-open', task: task.id });
  }
  found.push(...waitingReview(incident));
  for (const approval of Object.values(incident.approvals)) {
    found.push({ code: 'approval-waiting', task: approval.task, detail: approval.id });
  }
  for (const rule of incident.plan.closure) {
    if (!holds(incident, rule.unless, false).value) found.push({ code: rule.code });
  }
  return found;
}

/** Mandatory rows of demobilisation and review that apply and have not been opened yet. */
function waitingReview(incident: Incident): readonly Blocker[] {
  const after = new Map(
    incident.plan.phases
      .filter((phase) => !phase.live && applies(incident, phase.opens))
      .map((phase) => [phase.id, phase.review === true]),
  );
  return incident.plan.tasks.flatMap((row) => {
    const review = after.get(row.phase);
    if (review === undefined || !row.mandatory || row.repeat !== undefined) return [];
    if (row.opens.length === 0 || !applies(incident, row.opens)) return [];
    return unopened(incident, row).map((task) => ({
      code: review ? 'review-incomplete' : 'task-waiting',
      task,
    }));
  });
}

function applies(incident: Incident, opens: TaskPlan['opens']): boolean {
  return opens.some((one) => one.on.kind !== 'event' && holds(incident, one.when, true).value);
}

function unopened(incident: Incident, row: TaskPlan): readonly string[] {
  return subjectsOf(incident, row)
    .filter((subject) => {
      const milestone = incident.milestones[milestoneKey(row.row, subject)];
      if (milestone !== undefined) return false;
      return !holds(incident, row.notNeededWhen ?? 'false', false, subject).value;
    })
    .map((subject) => milestoneKey(row.row, subject));
}
