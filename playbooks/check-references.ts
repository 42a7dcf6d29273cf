import type { CheckContext } from './check-context.ts';
import type { Path } from './findings.ts';
import type { TaskDefinition } from './language.ts';
import { anchorsOf, approvalsOf } from './places.ts';

/** Whom LIFE, URGENT, ROUTINE and OVERDUE climb to (domain page 0.3). */
const LADDER_ROLES = ['DO', 'CC', 'CML', 'SPO'];

/** Every name that a definition uses is one that it declares. */
export function checkReferences(context: CheckContext): void {
  const { definition } = context;
  definition.tasks.forEach((task, index) => taskReferences(context, task, ['tasks', index]));
  anchorReferences(context);
  for (const { value, path } of approvalsOf(definition)) {
    context.expectAll('role', value.request, [...path, 'request']);
    context.expectAll('role', value.approve, [...path, 'approve']);
  }
  roleReferences(context);
  factReferences(context);
  ladderReferences(context);
  context.expect('form', definition.intakeForm, ['intakeForm']);
}

function taskReferences(context: CheckContext, task: TaskDefinition, path: Path): void {
  context.expect('phase', task.phase, [...path, 'phase']);
  context.expect('role', task.role, [...path, 'role']);
  context.expectAll('role', task.with, [...path, 'with']);
  context.expectAll('row', task.blockedBy, [...path, 'blockedBy']);
  context.expect('ladder', task.ladder, [...path, 'ladder']);
  context.expect('form', task.form, [...path, 'form']);
  context.expectAll('event', task.repeat?.onEvents, [...path, 'repeat', 'onEvents']);
  context.expectAll('role', task.decision?.onSilence?.page, [
    ...path,
    'decision',
    'onSilence',
    'page',
  ]);
}

function anchorReferences(context: CheckContext): void {
  for (const { value, path } of anchorsOf(context.definition)) {
    context.expect('phase', value.phase, [...path, 'phase']);
    context.expect('row', value.issued, [...path, 'issued']);
    context.expect('row', value.acknowledged, [...path, 'acknowledged']);
    context.expect('row', value.completed, [...path, 'completed']);
    context.expect('quorum', value.quorum, [...path, 'quorum']);
    context.expect('event', value.event, [...path, 'event']);
    context.expect('fact', value.factSet, [...path, 'factSet']);
    context.expect('fact', value.factValue, [...path, 'factValue']);
  }
}

function roleReferences(context: CheckContext): void {
  const { definition } = context;
  context.expectAll('role', definition.fallback, ['fallback']);
  context.expectAll('role', definition.alarmTo, ['alarmTo']);
  for (const [code, role] of Object.entries(definition.roles)) {
    context.expectAll('role', role.excludes, ['roles', code, 'excludes']);
  }
  for (const [id, quorum] of Object.entries(definition.quorums ?? {})) {
    context.expect('row', quorum.row, ['quorums', id, 'row']);
    context.expectAll('role', quorum.onMissed, ['quorums', id, 'onMissed']);
    quorum.needs.forEach((need, index) =>
      context.expectAll('role', need.of, ['quorums', id, 'needs', index, 'of']),
    );
  }
}

function factReferences(context: CheckContext): void {
  const { definition } = context;
  for (const [name, fact] of Object.entries(definition.facts)) {
    context.expectAll('role', fact.setters, ['facts', name, 'setters']);
    context.expectAll('role', fact.proposers, ['facts', name, 'proposers']);
  }
  for (const [id, form] of Object.entries(definition.forms ?? {})) {
    form.fields.forEach((field, index) =>
      context.expect('fact', field.sets, ['forms', id, 'fields', index, 'sets']),
    );
  }
  for (const [id, event] of Object.entries(definition.events ?? {})) {
    for (const fact of Object.keys(event.sets ?? {})) {
      context.expect('fact', fact, ['events', id, 'sets', fact]);
    }
  }
  definition.tasks.forEach((task, index) =>
    task.decision?.options.forEach((option, number) => {
      for (const fact of Object.keys(option.sets ?? {})) {
        context.expect('fact', fact, ['tasks', index, 'decision', 'options', number, 'sets', fact]);
      }
    }),
  );
}

function ladderReferences(context: CheckContext): void {
  const { ladders, overdue } = context.definition;
  for (const [name, ladder] of Object.entries(ladders ?? {})) {
    ladder.rungs.forEach((rung, index) =>
      targets(context, rung.to, ['ladders', name, 'rungs', index, 'to']),
    );
    targets(context, ladder.last?.to ?? [], ['ladders', name, 'last', 'to']);
  }
  for (const key of ['dueTo', 'firstStepTo', 'nextStepsTo'] as const) {
    targets(context, overdue?.[key] ?? [], ['overdue', key]);
  }
  for (const role of LADDER_ROLES) {
    if (context.names.role.includes(role)) continue;
    context.add(
      'unknown-role',
      ['roles'],
      `add \`${role}\`: the standard ladders climb to this role`,
    );
  }
}

function targets(context: CheckContext, to: readonly string[], path: Path): void {
  to.forEach((target, index) => {
    if (['owner', 'deputy', 'everyone'].includes(target)) return;
    context.expect('role', target.replace(/-D$/, ''), [...path, index]);
  });
}
