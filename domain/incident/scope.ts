import { nestFacts, personScope } from './condition-scope.ts';
import type { ConditionScope } from './condition-scope.ts';
import { evaluate } from './conditions.ts';
import { factKey } from './keys.ts';
import type { Incident } from './state.ts';

/** Scopes are asked for many times a step; an incident is immutable, so one each is enough. */
const scopes = new WeakMap<Incident, ConditionScope>();

/** Which review the outcome asks for (domain.md 6): everything but a resolved case takes the short form. */
export function reviewForm(incident: Incident): 'full' | 'short' | 'none' {
  if (incident.outcome === undefined) return 'none';
  return incident.outcome === 'resolved' ? 'full' : 'short';
}

function valueOf(incident: Incident) {
  return (fact: string, subject?: string) => incident.facts[factKey(fact, subject)]?.value;
}

/** What conditions see of this incident. */
export function scopeOf(incident: Incident): ConditionScope {
  const known = scopes.get(incident);
  if (known !== undefined) return known;
  const { plan } = incident;
  const done: Record<string, boolean> = {};
  for (const [key, milestone] of Object.entries(incident.milestones)) done[key] = milestone.done;
  const scope: ConditionScope = {
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
  scopes.set(incident, scope);
  return scope;
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
  const base = scopeOf(incident);
  const result = evaluate(
    condition,
    subject === undefined ? base : { ...base, subject: subjectScope(incident, subject) },
  );
  return result.ok ? { value: result.value } : { value: onError, error: result.error };
}

function subjectScope(incident: Incident, id: string) {
  const subject = incident.subjects.find((one) => one.id === id);
  return subject === undefined ? {} : personScope(incident.plan.facts, valueOf(incident), subject);
}
