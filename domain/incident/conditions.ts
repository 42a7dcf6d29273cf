/**
 * Conditions of a playbook: CEL over `facts`, `incident`, `done` and `subject`. The only file that
 * loads the CEL library; its version is pinned with the history of running incidents.
 *
 * An unset fact (absent, null, or the word `unknown`) makes every comparison it takes part in
 * false, `!=` too; only a comparison with the literal `"unknown"` asks whether a fact is unset. A
 * list with nobody in it is unset as well: nothing holds "of all victims" before one is named.
 */
import { Environment } from '@marcbachmann/cel-js';
import { childrenOf, emit, LIST_MACROS, pathOf } from './condition-syntax.ts';
import type { ConditionNode } from './condition-syntax.ts';
import { UNKNOWN } from './condition-scope.ts';
import type { ConditionScope } from './condition-scope.ts';

export type Evaluation =
  { readonly ok: true; readonly value: boolean } | { readonly ok: false; readonly error: string };

export type Parsed =
  | { readonly ok: true; readonly ast: ConditionNode }
  | { readonly ok: false; readonly error: string; readonly at: number };

const ROOTS: readonly string[] = ['facts', 'incident', 'subject'];
/** A definition's condition is a line, not a programme. */
const LIMITS = { maxAstNodes: 2_000, maxDepth: 40, maxListElements: 200, maxMapEntries: 20 };

const environment = new Environment({ unlistedVariablesAreDyn: false, limits: LIMITS })
  .registerVariable('facts', 'map')
  .registerVariable('incident', 'map')
  .registerVariable('subject', 'map')
  .registerVariable('done', 'map<string, bool>')
  .registerFunction('known(dyn): bool', (value: unknown) => isKnown(value));

function isKnown(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== UNKNOWN && value !== null && value !== undefined;
}

/** Parses and type-checks the grammar alone; `at` is the character where it goes wrong. */
export function parseCondition(condition: string): Parsed {
  try {
    const parsed = environment.parse(condition);
    const checked = parsed.check();
    if (!checked.valid) {
      return {
        ok: false,
        error: checked.error?.summary ?? 'wrong type',
        at: checked.error?.range?.start ?? 0,
      };
    }
    if (checked.type !== 'bool' && checked.type !== 'dyn') {
      return {
        ok: false,
        error: `a condition is true or false, not ${String(checked.type)}`,
        at: 0,
      };
    }
    return { ok: true, ast: parsed.ast };
  } catch (error) {
    return { ok: false, error: summaryOf(error), at: startOf(error) };
  }
}

function summaryOf(error: unknown): string {
  if (error instanceof Error) {
    return 'summary' in error && typeof error.summary === 'string' ? error.summary : error.message;
  }
  return String(error);
}

function startOf(error: unknown): number {
  if (!(error instanceof Error) || !('range' in error)) return 0;
  const range = error.range;
  if (typeof range !== 'object' || range === null || !('start' in range)) return 0;
  return typeof range.start === 'number' ? range.start : 0;
}

interface Prepared {
  readonly run: (scope: Record<string, unknown>) => unknown;
  /** Paths read, so that absent ones can be put there as unknown. */
  readonly paths: readonly (readonly string[])[];
  /** The same inside the elements of lists. */
  readonly elementPaths: readonly {
    readonly list: readonly string[];
    readonly path: readonly string[];
  }[];
}

/** A pure function of the text, so a cache at module level cannot break a replay. */
const prepared = new Map<string, Prepared | { readonly error: string }>();
const CACHE_LIMIT = 5_000;

function prepare(condition: string): Prepared | { readonly error: string } {
  const known = prepared.get(condition);
  if (known) return known;
  const parsed = parseCondition(condition);
  const made = parsed.ok ? prepareNode(parsed.ast) : { error: parsed.error };
  if (prepared.size >= CACHE_LIMIT) prepared.clear();
  prepared.set(condition, made);
  return made;
}

function prepareNode(ast: ConditionNode): Prepared {
  const paths: (readonly string[])[] = [];
  const elementPaths: { list: readonly string[]; path: readonly string[] }[] = [];
  const visit = (node: ConditionNode, bound: ReadonlyMap<string, readonly string[]>): void => {
    const path = pathOf(node);
    const list = path && bound.get(path[0] ?? '');
    if (path && list) elementPaths.push({ list, path: path.slice(1) });
    else if (path && ROOTS.includes(path[0] ?? '')) paths.push(path);
    if (path) return;
    const inner = new Map(bound);
    if (node.op === 'rcall' && LIST_MACROS.includes(node.args[0])) {
      const [variable] = node.args[2];
      const receiver = pathOf(node.args[1]);
      if (variable?.op === 'id' && receiver) inner.set(variable.args, receiver);
    }
    childrenOf(node).forEach((child) => visit(child, inner));
  };
  visit(ast, new Map());
  return { run: environment.parse(emit(ast, true)), paths, elementPaths };
}

/** Puts `unknown` where a path that the condition reads is absent. */
function filled(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value ?? UNKNOWN;
  const record = isRecord(value) ? value : {};
  const own = Object.hasOwn(record, key) ? record[key] : undefined;
  return { ...record, [key]: filled(own, rest) };
}

function filledElements(value: unknown, list: readonly string[], path: readonly string[]): unknown {
  const [key, ...rest] = list;
  if (key === undefined)
    return Array.isArray(value) ? value.map((each) => filled(each, path)) : value;
  if (!isRecord(value)) return value;
  return { ...value, [key]: filledElements(value[key], rest, path) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether the condition holds. An error in which an unset fact takes part is "does not hold"; any
 * other error is `ok: false`, upon which the caller opens the task all the same (fail open) and
 * raises an alarm.
 */
export function evaluate(condition: string, scope: ConditionScope): Evaluation {
  const made = prepare(condition);
  if ('error' in made) return { ok: false, error: made.error };
  let full: unknown = { ...scope, subject: scope.subject ?? {} };
  for (const path of made.paths) {
    if ((valueAt(full, path) ?? null) === null) full = filled(full, path);
  }
  for (const { list, path } of made.elementPaths) full = filledElements(full, list, path);
  if (!isRecord(full)) return { ok: false, error: 'the scope is no map' };
  try {
    const value = made.run(full);
    return typeof value === 'boolean'
      ? { ok: true, value }
      : { ok: false, error: 'the condition gave neither true nor false' };
  } catch (error) {
    return readsUnset(made, full)
      ? { ok: true, value: false }
      : { ok: false, error: summaryOf(error) };
  }
}

function readsUnset(made: Prepared, scope: unknown): boolean {
  return (
    made.paths.some((path) => !isKnown(valueAt(scope, path))) ||
    made.elementPaths.some(({ list, path }) => {
      const elements = valueAt(scope, list);
      return Array.isArray(elements) && elements.some((each) => !isKnown(valueAt(each, path)));
    })
  );
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    value,
  );
}
