import type { ApprovalRule, FactPlan, FactValue } from '../plan.ts';
import { HOUR } from '../time.ts';
import { holdsAny } from './authority.ts';
import type { Draft } from './draft.ts';

/** The rule that guards this value, when it is one that needs two sources and two people. */
export function guardOf(fact: FactPlan, value: FactValue): ApprovalRule | undefined {
  return fact.guarded?.values.includes(value) === true ? fact.guarded.approval : undefined;
}

/** Whether the actor's role may set the fact by himself. The start itself may set all. */
export function maySet(draft: Draft, fact: FactPlan): boolean {
  if (fact.setters === undefined || draft.by.proof === 'system') return true;
  const { person, proof } = draft.by;
  const strong = proof === 'key' || proof === 'session';
  return strong && holdsAny(draft.incident, person, fact.setters);
}

/** How long a proposed fact waits for a setter (contract: 12 h). */
const PROPOSAL_EXPIRES = 12 * HOUR;

/** The rule by which somebody who may only propose gets the fact set by one who may set it. */
export function mayPropose(draft: Draft, fact: FactPlan): ApprovalRule | undefined {
  if (fact.setters === undefined) return undefined;
  const may =
    fact.proposers === undefined || holdsAny(draft.incident, draft.by.person, fact.proposers);
  if (!may) return undefined;
  return { request: [], approve: fact.setters, count: 1, expiresAfter: PROPOSAL_EXPIRES };
}
