import type { Incident, Task } from '../../domain/incident/state.ts';
import type { FactValue, FieldPlan, FormPlan } from '../../domain/plan.ts';
import { byKey, bySms } from './core-story.ts';
import type { CoreStory } from './core-story.ts';

/** Some valid answer for each field that a form needs. */
export function filledForm(form: FormPlan): Record<string, FactValue> {
  const needed = form.fields.filter((field) => field.required && field.sets === undefined);
  const setting = form.fields.filter((field) => field.required && field.sets !== undefined);
  return Object.fromEntries([...needed, ...setting].map((field) => [field.id, valueFor(field)]));
}

function valueFor(field: FieldPlan): FactValue {
  switch (field.type) {
    case 'text':
    case 'person':
      return 'said and done';
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'choice':
      return field.options?.[0]?.id ?? 'unknown';
    case 'instant':
      return '2026-03-02T10:00:00Z';
    case 'list':
      return [Object.fromEntries((field.items ?? []).map((item) => [item.id, valueFor(item)]))];
  }
}

export function rowFormOf(incident: Incident, task: Task): FormPlan | undefined {
  const row = incident.plan.tasks.find((one) => one.row === task.row);
  return row?.form === undefined ? undefined : incident.plan.forms[row.form];
}

/**
 * A team that acknowledges every page and does every task at once: for long stories in which the
 * clocks matter, not the people. Decisions take the named option, or the first one.
 */
export function doEverything(
  story: CoreStory,
  choose: Readonly<Record<string, string>> = {},
  leave: readonly string[] = [],
): void {
  for (let pass = 0; pass < 50; pass += 1) {
    const open = Object.values(story.incident.tasks).filter(
      (task) =>
        (task.status === 'open' || task.status === 'acknowledged') && !leave.includes(task.row),
    );
    if (open.length === 0) return;
    for (const task of open) doOne(story, task, choose);
  }
}

function doOne(story: CoreStory, task: Task, choose: Readonly<Record<string, string>>): void {
  for (const leg of task.legs) {
    const page = leg.pages[0];
    if (
      leg.acknowledgedBy === undefined &&
      page !== undefined &&
      story.incident.tasks[task.id]?.status !== 'completed'
    ) {
      story.does(bySms(page.person), { type: 'acknowledge', task: task.id });
    }
  }
  const approval = story.incident.approvals[task.approval ?? ''];
  if (approval !== undefined) {
    const other = approverOf(story, approval.mayApprove, [
      approval.requestedBy.person ?? '',
      ...approval.approvedBy,
    ]);
    story.does(byKey(other), {
      type: 'approve',
      approval: approval.id,
      verdict: 'approve',
      source: 'a second source',
    });
    return;
  }
  const now = story.incident.tasks[task.id];
  if (now === undefined || now.status === 'completed' || now.status === 'notNeeded') return;
  const waiting = Object.values(story.incident.approvals).some(
    ({ command }) =>
      ('task' in command && command.task === task.id) ||
      (command.type === 'decide' && command.decision === task.id),
  );
  if (waiting) return;
  finishOne(story, now, choose);
}

function finishOne(story: CoreStory, task: Task, choose: Readonly<Record<string, string>>): void {
  const row = story.incident.plan.tasks.find((one) => one.row === task.row);
  const by = byKey(requesterOf(story, row?.approval?.request ?? [], task));
  if (row?.decision !== undefined) {
    const option = choose[task.row] ?? row.decision.options[0]?.id ?? '';
    story.does(by, { type: 'decide', decision: task.id, option });
    return;
  }
  const form = rowFormOf(story.incident, task);
  story.does(by, {
    type: 'complete',
    task: task.id,
    ...(form === undefined ? {} : { form: filledForm(form) }),
  });
}

function requesterOf(story: CoreStory, roles: readonly string[], task: Task): string {
  const role = roles[0] ?? task.legs[0]?.role ?? 'CC';
  return story.incident.directory.roster[role]?.[0] ?? 'CC';
}

function approverOf(story: CoreStory, roles: readonly string[], but: readonly string[]): string {
  const people = roles.flatMap((role) => story.incident.directory.roster[role] ?? []);
  return people.find((person) => !but.includes(person)) ?? 'CC';
}
