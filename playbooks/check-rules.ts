import type { CheckContext } from './check-context.ts';
import type { Path } from './findings.ts';
import type { Definition, TaskDefinition } from './language.ts';
import { milliseconds } from './language/basics.ts';

type FieldDefinition = NonNullable<Definition['forms']>[string]['fields'][number];

/** Rules of design 7 and domain page R10, R14, R15 that no schema can state. */
export function checkRules(context: CheckContext): void {
  const { definition } = context;
  unique(context, 'row', definition.tasks, ['tasks']);
  unique(context, 'phase', definition.phases, ['phases']);
  definition.tasks.forEach((task, index) => taskRules(context, task, ['tasks', index]));
  ladderRules(context);
  factRules(context);
  for (const [id, form] of Object.entries(definition.forms ?? {})) {
    unique(context, 'field', form.fields, ['forms', id, 'fields']);
    form.fields.forEach((field, index) =>
      fieldRules(context, field, ['forms', id, 'fields', index]),
    );
  }
}

function unique(
  context: CheckContext,
  kind: string,
  items: readonly { readonly id: string }[],
  path: Path,
): void {
  const seen = new Set<string>();
  items.forEach(({ id }, index) => {
    if (seen.has(id)) {
      context.add(
        `duplicate-${kind}`,
        [...path, index, 'id'],
        `${kind} \`${id}\` stands twice; rename one`,
      );
    }
    seen.add(id);
  });
}

function taskRules(context: CheckContext, task: TaskDefinition, path: Path): void {
  if (task.mandatory) mandatoryRules(context, task, path);
  if (context.definition.roles[task.role]?.deputy === false) {
    const message = `\`${task.role}\` has no deputy, so nobody would be next; give the task to another role or remove \`deputy: false\``;
    context.add('role-without-deputy', [...path, 'role'], message);
  }
  if (task.opens && task.opensWhen) {
    context.add('two-openings', [...path, 'opensWhen'], 'write it as `{ holds: … }` in `opens`');
  }
  repeatRules(context, task, path);
  decisionRules(context, task, path);
  if (task.forEach && !declaresPersons(context.definition, task.forEach)) {
    const message = `no fact has \`persons: ${task.forEach}\`; declare one`;
    context.add('unknown-list', [...path, 'forEach'], message);
  }
}

function mandatoryRules(context: CheckContext, task: TaskDefinition, path: Path): void {
  if (task.acknowledgeWithin === undefined && task.doneWithin === undefined) {
    const message = 'a mandatory task needs `acknowledgeWithin`, `doneWithin` or both';
    context.add('mandatory-without-time', path, message);
  }
  if (task.ladder === undefined) {
    context.add('mandatory-without-ladder', path, 'a mandatory task needs a `ladder`, as `LIFE`');
  }
}

function repeatRules(context: CheckContext, task: TaskDefinition, path: Path): void {
  const { repeat } = task;
  if (!repeat) return;
  const place = [...path, 'repeat'];
  if (repeat.until === undefined) {
    context.add('repeat-without-end', place, 'add `until`: the condition that ends the series');
  }
  const stretches = repeat.stretches ?? [];
  if (stretches.length + (repeat.at?.length ?? 0) === 0) {
    context.add('repeat-without-times', place, 'add `at` or `stretches`: when it is due');
  }
  stretches.forEach((stretch, index) => {
    if (stretch.until === undefined && index < stretches.length - 1) {
      const message = 'only the last stretch may go on; add `until`';
      context.add('stretch-without-end', [...place, 'stretches', index], message);
    }
    if (milliseconds(stretch.every) < 60_000) {
      context.add(
        'stretch-too-short',
        [...place, 'stretches', index, 'every'],
        'at least 1 minute',
      );
    }
  });
}

function decisionRules(context: CheckContext, task: TaskDefinition, path: Path): void {
  const { decision } = task;
  if (!decision) return;
  const options = [...path, 'decision', 'options'];
  unique(context, 'option', decision.options, options);
  const silence = decision.onSilence;
  if (!silence) return;
  const place = [...path, 'decision', 'onSilence', 'option'];
  const chosen = decision.options.find((option) => option.id === silence.option);
  if (!chosen) {
    const message = `\`${silence.option}\` is none of the options: ${decision.options.map((each) => each.id).join(', ')}`;
    context.add('unknown-option', place, message);
  } else if (chosen.incident === 'decline' || chosen.approval) {
    const message = 'silence may only choose what calls more people, never what two must approve';
    context.add('silence-decides-too-much', place, message);
  }
}

function ladderRules(context: CheckContext): void {
  for (const [name, ladder] of Object.entries(context.definition.ladders ?? {})) {
    const path = ['ladders', name];
    if (!ladder.last) {
      const message =
        'add `last: { every: 5 minutes, to: [everyone] }`: a ladder never ends silently';
      context.add('ladder-without-last-resort', path, message);
    } else if (milliseconds(ladder.last.every) < 60_000) {
      context.add('ladder-too-short', [...path, 'last', 'every'], 'at least 1 minute');
    }
    let before = 0;
    ladder.rungs.forEach((rung, index) => {
      const after = milliseconds(rung.after);
      if (after < before) {
        context.add(
          'rung-order',
          [...path, 'rungs', index, 'after'],
          'rungs stand in order of time',
        );
      }
      before = after;
    });
  }
}

function declaresPersons(definition: Definition, list: string): boolean {
  return Object.values(definition.facts).some((fact) => fact.persons === list);
}

function factRules(context: CheckContext): void {
  for (const [name, fact] of Object.entries(context.definition.facts)) {
    const path = ['facts', name];
    optionRules(context, fact, path);
    if (fact.persons && fact.type !== 'list') {
      context.add('wrong-type', [...path, 'type'], 'persons are a `list`');
    }
    if (fact.per && !declaresPersons(context.definition, fact.per)) {
      context.add(
        'unknown-list',
        [...path, 'per'],
        `no fact has \`persons: ${fact.per}\`; declare one`,
      );
    }
    for (const other of Object.keys(context.definition.facts)) {
      if (other.startsWith(`${name}.`)) {
        context.add('fact-inside-fact', path, `\`${other}\` would stand inside it; rename one`);
      }
    }
  }
}

function optionRules(
  context: CheckContext,
  of: { readonly type: string; readonly options?: readonly unknown[] | undefined },
  path: Path,
): void {
  if (of.type === 'choice' && !of.options) {
    context.add('choice-without-options', path, 'a choice needs `options`');
  } else if (of.type !== 'choice' && of.options) {
    context.add('options-without-choice', [...path, 'options'], 'only a `choice` has options');
  }
}

function fieldRules(context: CheckContext, field: FieldDefinition, path: Path): void {
  optionRules(context, field, path);
  if ((field.type === 'list') !== (field.items !== undefined)) {
    context.add('list-without-items', path, 'a `list` has `items`, and nothing else has');
  }
  const fact = field.sets === undefined ? undefined : context.definition.facts[field.sets];
  if (!fact) return;
  const place = [...path, 'sets'];
  if (fact.type !== field.type) {
    const message = `\`${field.sets ?? ''}\` is of type ${fact.type}, the field of type ${field.type}`;
    context.add('wrong-type', place, message);
  }
  const strange = field.options?.find(
    (option) => fact.options && !fact.options.includes(option.id),
  );
  if (strange) {
    const message = `\`${strange.id}\` is no option of \`${field.sets ?? ''}\`: ${fact.options?.join(', ') ?? ''}`;
    context.add('unknown-option', place, message);
  }
  if (fact.per && !perSubject(context.definition, path[1], fact.per)) {
    context.add('fact-per-person', place, `only a task with \`forEach: ${fact.per}\` can set it`);
  }
}

/** Whether the form is used, and only by tasks of one person of that list each. */
function perSubject(
  definition: Definition,
  form: string | number | undefined,
  list: string,
): boolean {
  const users = definition.tasks.filter((task) => task.form === form);
  return users.length > 0 && users.every((task) => task.forEach === list);
}
