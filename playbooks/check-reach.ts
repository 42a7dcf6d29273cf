import type { CheckContext } from './check-context.ts';
import type { Path } from './findings.ts';
import type { TaskDefinition } from './language.ts';
import { openingsAt } from './places.ts';
import type { AnchorDefinition } from './places.ts';

interface Reached {
  readonly phases: Set<string>;
  readonly rows: Set<string>;
}

/**
 * Every task can open. Rows and phases are marked as reachable until no more can be; what is left
 * waits for itself (a cycle) or for something that never comes. Conditions over facts count as
 * possible; whether anybody would set the fact is the simulation's to say.
 */
export function checkReach(context: CheckContext): void {
  const reached: Reached = { phases: new Set(), rows: new Set() };
  while (grows(context, reached));
  context.definition.phases.forEach((phase, index) => {
    if (reached.phases.has(phase.id)) return;
    context.add(
      'unreachable-phase',
      ['phases', index, 'opens'],
      'nothing that can happen opens it',
    );
  });
  context.definition.tasks.forEach((task, index) => {
    if (!reached.rows.has(task.id)) unreachable(context, task, ['tasks', index]);
  });
}

function grows(context: CheckContext, reached: Reached): boolean {
  const before = reached.phases.size + reached.rows.size;
  for (const phase of context.definition.phases) {
    const opens = openingsAt(phase.opens, []);
    if (opens.some(({ value }) => happens(context, value, reached))) reached.phases.add(phase.id);
  }
  for (const task of context.definition.tasks) {
    if (canOpen(context, task, reached)) reached.rows.add(task.id);
  }
  return reached.phases.size + reached.rows.size > before;
}

function canOpen(context: CheckContext, task: TaskDefinition, reached: Reached): boolean {
  if (!reached.phases.has(task.phase)) return false;
  if (task.blockedBy?.some((row) => !reached.rows.has(row))) return false;
  const opens = openingsAt(task.opens, []);
  if (task.opensWhen || opens.some(({ value }) => happens(context, value, reached))) return true;
  if (task.repeat && opens.length === 0) return happens(context, task.repeat.from, reached);
  // By hand only: fine for what is optional, but nobody would miss a mandatory one.
  return opens.length === 0 && !task.repeat && !task.mandatory;
}

function happens(context: CheckContext, anchor: AnchorDefinition, reached: Reached): boolean {
  const row = anchor.issued ?? anchor.acknowledged ?? anchor.completed;
  if (row !== undefined) return reached.rows.has(row);
  if (anchor.phase !== undefined) return reached.phases.has(anchor.phase);
  if (anchor.quorum === undefined) return true;
  return reached.rows.has(context.definition.quorums?.[anchor.quorum]?.row ?? '');
}

function unreachable(context: CheckContext, task: TaskDefinition, path: Path): void {
  const circle = circleThrough(context, task.id);
  if (circle) {
    const message = `waits for itself: ${circle.join(' → ')}; break the circle`;
    context.add('cycle', path, message);
  } else if (!task.opens && !task.opensWhen && !task.repeat) {
    context.add('unreachable-task', path, 'add `opens`: nobody would ever see this mandatory task');
  } else {
    const message = 'nothing that can happen opens it; look at `opens`, `blockedBy` and its phase';
    context.add('unreachable-task', path, message);
  }
}

/** The shortest way from a row over what it waits for back to itself. */
function circleThrough(context: CheckContext, start: string): readonly string[] | undefined {
  const queue: string[][] = [[start]];
  const seen = new Set<string>();
  for (let way = queue.shift(); way; way = queue.shift()) {
    for (const next of waitsFor(context, way.at(-1) ?? '')) {
      if (next === start) return [...way, start];
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push([...way, next]);
    }
  }
  return undefined;
}

function waitsFor(context: CheckContext, row: string): readonly string[] {
  const task = context.definition.tasks.find((each) => each.id === row);
  if (!task) return [];
  const opened = openingsAt(task.opens, []).flatMap(({ value }) => [
    ...[value.issued, value.acknowledged, value.completed].filter((each) => each !== undefined),
    ...(value.quorum ? [context.definition.quorums?.[value.quorum]?.row ?? ''] : []),
  ]);
  return [...(task.blockedBy ?? []), ...opened];
}
