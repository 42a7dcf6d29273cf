import type { Path } from './findings.ts';
import type {
  ApprovalDefinition,
  Definition,
  RepeatDefinition,
  TaskDefinition,
} from './language.ts';

export type AnchorDefinition = RepeatDefinition['from'];
type Opens = NonNullable<TaskDefinition['opens']>;
export type OpeningDefinition = Exclude<Opens, readonly unknown[]>;

/** Something of a definition and where it stands. */
export interface At<T> {
  readonly value: T;
  readonly path: Path;
}

function at<T>(value: T | undefined, path: Path): readonly At<T>[] {
  return value === undefined ? [] : [{ value, path }];
}

export function openingsAt(opens: Opens | undefined, path: Path): readonly At<OpeningDefinition>[] {
  if (opens === undefined) return [];
  if (!Array.isArray(opens)) return [{ value: opens, path }];
  return opens.map((value, index) => ({ value, path: [...path, index] }));
}

/** Every moment that something is counted from. */
export function anchorsOf(definition: Definition): readonly At<AnchorDefinition>[] {
  const phases = definition.phases.flatMap((phase, index) =>
    openingsAt(phase.opens, ['phases', index, 'opens']),
  );
  const tasks = definition.tasks.flatMap((task, index) => [
    ...openingsAt(task.opens, ['tasks', index, 'opens']),
    ...at(task.doneFrom, ['tasks', index, 'doneFrom']),
    ...at(task.repeat?.from, ['tasks', index, 'repeat', 'from']),
  ]);
  return [...phases, ...tasks];
}

/** Every rule about a second person. */
export function approvalsOf(definition: Definition): readonly At<ApprovalDefinition>[] {
  const facts = Object.entries(definition.facts).flatMap(([name, fact]) =>
    at(fact.guarded?.approval, ['facts', name, 'guarded', 'approval']),
  );
  const tasks = definition.tasks.flatMap((task, index) => [
    ...at(task.approval, ['tasks', index, 'approval']),
    ...(task.decision?.options ?? []).flatMap((option, number) =>
      at(option.approval, ['tasks', index, 'decision', 'options', number, 'approval']),
    ),
  ]);
  return [
    ...facts,
    ...tasks,
    ...at(definition.standDown.resolved, ['standDown', 'resolved']),
    ...at(definition.standDown.falseAlarm, ['standDown', 'falseAlarm']),
    ...at(definition.waiver, ['waiver']),
    ...at(definition.close.approval, ['close', 'approval']),
  ];
}

export interface ConditionPlace extends At<string> {
  /** The list whose persons are `subject` here. */
  readonly subject?: 'victims' | 'families';
}

/** Every condition. */
export function conditionsOf(definition: Definition): readonly ConditionPlace[] {
  return [
    ...at(definition.standDown.resolvedWhen, ['standDown', 'resolvedWhen']),
    ...(definition.close.blockers ?? []).flatMap((blocker, index) =>
      at(blocker.unless, ['close', 'blockers', index, 'unless']),
    ),
    ...definition.phases.flatMap((phase, index) => [
      ...at(phase.exit, ['phases', index, 'exit']),
      ...openingsAt(phase.opens, ['phases', index, 'opens']).flatMap(openingConditions),
    ]),
    ...definition.tasks.flatMap((task, index) =>
      taskConditions(task, ['tasks', index]).map((place) => ({
        ...place,
        ...(task.forEach && { subject: task.forEach }),
      })),
    ),
  ];
}

function taskConditions(task: TaskDefinition, path: Path): readonly At<string>[] {
  const options = task.decision?.options ?? [];
  return [
    ...openingsAt(task.opens, [...path, 'opens']).flatMap(openingConditions),
    ...at(task.opensWhen, [...path, 'opensWhen']),
    ...at(task.notNeededWhen, [...path, 'notNeededWhen']),
    ...at(task.survivesStandDown, [...path, 'survivesStandDown']),
    ...at(task.doneFrom?.holds, [...path, 'doneFrom', 'holds']),
    ...at(task.repeat?.until, [...path, 'repeat', 'until']),
    ...at(task.repeat?.from.holds, [...path, 'repeat', 'from', 'holds']),
    ...options.flatMap((option, index) =>
      at(option.when, [...path, 'decision', 'options', index, 'when']),
    ),
  ];
}

function openingConditions({ value, path }: At<OpeningDefinition>): readonly At<string>[] {
  return [...at(value.holds, [...path, 'holds']), ...at(value.when, [...path, 'when'])];
}
