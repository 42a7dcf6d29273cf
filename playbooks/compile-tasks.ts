import type {
  Anchor,
  CadenceStretch,
  Compartment,
  DecisionPlan,
  Opening,
  RepeatPlan,
  TaskPlan,
} from '../domain/plan.ts';
import { HOUR } from '../domain/time.ts';
import { compileApproval } from './compile-approval.ts';
import type { RepeatDefinition, TaskDefinition } from './language.ts';
import { milliseconds } from './language/basics.ts';

/** "–" for done is 24 h (domain page 0.3). */
const DONE_WITHIN = 24 * HOUR;

type OpeningDefinition = Exclude<NonNullable<TaskDefinition['opens']>, readonly unknown[]>;
type AnchorDefinition = RepeatDefinition['from'];
type DecisionDefinition = NonNullable<TaskDefinition['decision']>;

/** An anchor names exactly one moment; the schema has seen to it. */
function compileAnchor(anchor: AnchorDefinition): Anchor {
  if (anchor.phase !== undefined) return { kind: 'phase', phase: anchor.phase };
  if (anchor.quorum !== undefined) return { kind: 'quorum', quorum: anchor.quorum };
  if (anchor.holds !== undefined) return { kind: 'condition', when: anchor.holds };
  if (anchor.factSet !== undefined) return { kind: 'factSet', fact: anchor.factSet };
  if (anchor.factValue !== undefined) return { kind: 'factValue', fact: anchor.factValue };
  if (anchor.event !== undefined) return { kind: 'event', event: anchor.event };
  if (anchor.activation) return { kind: 'activation' };
  if (anchor.standDown) return { kind: 'standDown' };
  return compileTaskAnchor(anchor) ?? { kind: 'start' };
}

function compileTaskAnchor(anchor: AnchorDefinition): Anchor | undefined {
  for (const moment of ['issued', 'acknowledged', 'completed'] as const) {
    const row = anchor[moment];
    if (row !== undefined) return { kind: 'task', row, moment };
  }
  return undefined;
}

function compileOpening(opening: OpeningDefinition): Opening {
  return {
    on: compileAnchor(opening),
    ...(opening.after && { after: milliseconds(opening.after) }),
    ...(opening.when && { when: opening.when }),
  };
}

export function compileOpenings(opens: NonNullable<TaskDefinition['opens']>): readonly Opening[] {
  return (Array.isArray(opens) ? opens : [opens]).map(compileOpening);
}

/**
 * Each stretch goes on where the one before ended; the first counts from the anchor. The plan's
 * `from` is the instant before the first one: occurrences are `from + every`, `from + 2 × every` …
 */
function compileRepeat(repeat: RepeatDefinition): RepeatPlan {
  const stretches: CadenceStretch[] = [];
  let end = 0;
  for (const stretch of repeat.stretches ?? []) {
    const every = milliseconds(stretch.every);
    const from = stretch.from ? milliseconds(stretch.from) - every : end;
    const until = stretch.until && milliseconds(stretch.until);
    stretches.push({ from, every, ...(until && { until }) });
    end = until || from;
  }
  return {
    anchor: compileAnchor(repeat.from),
    at: (repeat.at ?? []).map(milliseconds),
    stretches,
    // `check` refuses a repeat without end.
    until: repeat.until ?? 'false',
    ...(repeat.onEvents && { onEvents: repeat.onEvents }),
  };
}

function compileOption(
  option: DecisionDefinition['options'][number],
): DecisionPlan['options'][number] {
  const reask = option.reask?.map(({ every, until }) => ({
    every: milliseconds(every),
    ...(until && { until: milliseconds(until) }),
  }));
  return {
    id: option.id,
    title: option.title,
    ...(option.when && { when: option.when }),
    ...(option.approval && { approval: compileApproval(option.approval) }),
    ...(option.sets && { sets: option.sets }),
    ...(option.incident && { incident: option.incident }),
    ...(reask && { reask }),
  };
}

function compileDecision(decision: DecisionDefinition): DecisionPlan {
  const silence = decision.onSilence;
  return {
    options: decision.options.map(compileOption),
    ...(silence && {
      onSilence: {
        option: silence.option,
        after: milliseconds(silence.after),
        page: silence.page ?? [],
        ...(silence.reask && { reask: milliseconds(silence.reask) }),
      },
    }),
  };
}

/** @param compartment - of the task's form, for a task that names none */
export function compileTask(task: TaskDefinition, compartment: Compartment): TaskPlan {
  const opens = task.opens ? compileOpenings(task.opens) : [];
  const whenTrue: Opening[] = task.opensWhen
    ? [{ on: { kind: 'condition', when: task.opensWhen } }]
    : [];
  return {
    row: task.id,
    phase: task.phase,
    title: task.title,
    role: task.role,
    with: task.with ?? [],
    opens: [...opens, ...whenTrue],
    blockedBy: task.blockedBy ?? [],
    doneWithin: task.doneWithin ? milliseconds(task.doneWithin) : DONE_WITHIN,
    ladder: task.ladder ?? 'ROUTINE',
    mandatory: task.mandatory ?? false,
    waivable: task.waivable ?? true,
    compartment: task.compartment ?? compartment,
    ...optionalParts(task),
  };
}

function optionalParts(task: TaskDefinition): Partial<TaskPlan> {
  return {
    ...(task.instructions && { instructions: task.instructions }),
    ...(task.forEach && { forEach: task.forEach }),
    ...(task.notNeededWhen && { notNeededWhen: task.notNeededWhen }),
    ...(task.acknowledgeWithin && { acknowledgeWithin: milliseconds(task.acknowledgeWithin) }),
    ...(task.doneFrom && { doneFrom: compileAnchor(task.doneFrom) }),
    ...(task.form && { form: task.form }),
    ...(task.decision && { decision: compileDecision(task.decision) }),
    ...(task.repeat && { repeat: compileRepeat(task.repeat) }),
    ...(task.approval && { approval: compileApproval(task.approval) }),
    ...(task.survivesStandDown && { survivesStandDown: task.survivesStandDown }),
    ...(task.automatic && { automatic: task.automatic }),
  };
}
