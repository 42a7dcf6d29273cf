import type { FactPlan, FactValue } from '../plan.ts';

/** What an unset fact is in a condition. */
export const UNKNOWN = 'unknown';

/** Values that conditions see: numbers are doubles, instants are epoch milliseconds. */
export type ScopeValue =
  | string
  | number
  | boolean
  | null
  | readonly ScopeValue[]
  | { readonly [key: string]: ScopeValue | undefined };
export interface ScopeMap {
  readonly [key: string]: ScopeValue | undefined;
}

/** What a condition is evaluated over. Names of persons have no place in it. */
export interface ConditionScope {
  /** Nested by the dots of the fact names, see `nestFacts`. */
  readonly facts: ScopeMap;
  /** `status`, `outcome`, `mode`, `review` (`full`, `short`, `none`), `standDown`. */
  readonly incident: ScopeMap;
  /** Row id → done (completed, waived or not needed). An absent row is not done. */
  readonly done: Readonly<Record<string, boolean>>;
  /** The person whose task it is, with the facts kept about that person. */
  readonly subject?: ScopeMap;
}

/** Nests facts by their dotted names, for `ConditionScope.facts`; one map per person by `personScope`. */
export function nestFacts(
  declared: Readonly<Record<string, FactPlan>>,
  valueOf: (fact: string, subject?: string) => FactValue | undefined,
  subjects: readonly { readonly id: string; readonly list: string }[],
): ScopeMap {
  let nested: ScopeMap = {};
  for (const [name, fact] of Object.entries(declared)) {
    if (fact.per !== undefined) continue;
    const value = fact.persons
      ? subjects
          .filter((each) => each.list === fact.persons)
          .map((each) => personScope(declared, valueOf, each))
      : conditionValue(fact, valueOf(name));
    nested = placed(nested, name.split('.'), value);
  }
  return nested;
}

/**
 * One person as conditions see him: `id`, and the facts kept about him under the last part of
 * their names (`victim.status` is `v.status`). His name stays out.
 */
export function personScope(
  declared: Readonly<Record<string, FactPlan>>,
  valueOf: (fact: string, subject?: string) => FactValue | undefined,
  subject: { readonly id: string; readonly list: string },
): ScopeMap {
  const about = Object.entries(declared).filter(([, fact]) => fact.per === subject.list);
  let person: ScopeMap = { id: subject.id };
  for (const [name, fact] of about) {
    const field = name.slice(name.lastIndexOf('.') + 1);
    person = { ...person, [field]: conditionValue(fact, valueOf(name, subject.id)) };
  }
  return person;
}

/** Instants are kept as RFC 3339 text and compared as epoch milliseconds. */
function conditionValue(fact: FactPlan, value: FactValue | undefined): ScopeValue {
  const known = value ?? UNKNOWN;
  if (fact.type !== 'instant' || typeof known !== 'string') return known;
  const instant = Date.parse(known);
  return Number.isFinite(instant) ? instant : UNKNOWN;
}

function placed(map: ScopeMap, path: readonly string[], value: ScopeValue): ScopeMap {
  const [key, ...rest] = path;
  if (key === undefined) return map;
  if (rest.length === 0) return { ...map, [key]: value };
  const inner = map[key];
  return { ...map, [key]: placed(isScopeMap(inner) ? inner : {}, rest, value) };
}

function isScopeMap(value: ScopeValue | undefined): value is ScopeMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
