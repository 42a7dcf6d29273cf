import { defined } from '../defined.ts';
import { nestFacts, personScope } from './condition-scope.ts';
import type { ConditionScope } from './condition-scope.ts';
import { evaluate } from './conditions.ts';
import { factKey } from './keys.ts';
import type { Incident } from './state.ts';

/** What a scope is made from: while these are the same objects and words, so is the scope. */
type Source = Pick<
  Incident,
  'facts' | 'subjects' | 'milestones' | 'status' | 'outcome' | 'standDownAt'
>;
interface Kept {
  readonly source: Source;
  readonly scope: ConditionScope;
  /** Conditions already evaluated over it, by their text and subject. */
  readonly held: Map<string, Held>;
}
/** Scopes are asked for many times a step, and most steps change none of their sources. */
const kept = new WeakMap<Incident['facts'], Kept>();

/** Which review the outcome asks for (domain.md 6): everything but a resolved case takes the short form. */
export function reviewForm(incident: Incident): 'full' | 'short' | 'none' {
  if (incident.outcome === undefined) return 'none';
  return incident.outcome === 'resolved' ? 'full' : 'short';
}

function valueOf(incident: Incident) {
  return (fact: string, subject?: string) => incident.facts[factKey(fact, subject)]?.value;
}

function keptFor(incident: Incident): Kept {
  const known = kept.get(incident.facts);
  if (known !== undefined && sameSource(known.source, incident)) return known;
  const { facts, subjects, milestones, status, outcome, standDownAt } = incident;
  // Typed wider than `Source` allows under exactOptionalPropertyTypes, hence `defined`.
  const source = defined({ facts, subjects, milestones, status, outcome, standDownAt });
  const fresh: Kept = { source, scope: scopeFrom(incident), held: new Map() };
  kept.set(incident.facts, fresh);
  return fresh;
}

function sameSource(one: Source, other: Source): boolean {
  return (
    one.milestones === other.milestones &&
    one.subjects === other.subjects &&
    one.status === other.status &&
    one.outcome === other.outcome &&
    one.standDownAt === other.standDownAt
  );
}

function scopeFrom(incident: Incident): ConditionScope {
  const { plan } = incident;
  const done: Record<string, boolean> = {};
  for (const [key, milestone] of Object.entries(incident.milestones)) done[key] = milestone.done;
  return {
    facts: nestFacts(plan.facts, valueOf(incident), incident.subjects),
    incident: {
      status: incident.status,
      outcome: incident.outcome ?? 'none',
      mode: incident.mode,
      review: reviewForm(incident),
      standDown: incident.standDownAt !== undefined,
    },
    done,
  };
}

/** Result of a condition: what to do when it cannot be evaluated is the caller's to say. */
export interface Held {
  readonly value: boolean;
  readonly error?: string;
}

/**
 * Evaluates a condition; absent is true.
 * @param onError what an unexpected error counts as: `true` fails open (a task opens), `false` keeps things running
 */
export function holds(
  incident: Incident,
  condition: string | undefined,
  onError: boolean,
  subject?: string,
): Held {
  if (condition === undefined) return { value: true };
  const { scope, held } = keptFor(incident);
  const key = subject === undefined ? condition : `${subject} ${condition}`;
  const known = held.get(key);
  const found = known ?? evaluated(incident, scope, condition, subject);
  if (known === undefined) held.set(key, found);
  return found.error === undefined ? found : { value: onError, error: found.error };
}

function evaluated(
  incident: Incident,
  base: ConditionScope,
  condition: string,
  subject: string | undefined,
): Held {
  const scope =
    subject === undefined ? base : { ...base, subject: subjectScope(incident, subject) };
  const result = evaluate(condition, scope);
  return result.ok ? { value: result.value } : { value: false, error: result.error };
}

function subjectScope(incident: Incident, id: string) {
  const subject = incident.subjects.find((one) => one.id === id);
  return subject === undefined ? {} : personScope(incident.plan.facts, valueOf(incident), subject);
}
