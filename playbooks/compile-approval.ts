import type { ApprovalRule } from '../domain/plan.ts';
import { HOUR } from '../domain/time.ts';
import type { ApprovalDefinition } from './language.ts';
import { milliseconds } from './language/basics.ts';

/** An approval expires after 12 hours, or as the playbook says (contract; domain page 4). */
const APPROVAL_EXPIRES = 12 * HOUR;

export function compileApproval(rule: ApprovalDefinition): ApprovalRule {
  return {
    request: rule.request ?? [],
    approve: rule.approve,
    count: rule.count ?? 1,
    expiresAfter: rule.expiresAfter ? milliseconds(rule.expiresAfter) : APPROVAL_EXPIRES,
    ...(rule.secondSource && { secondSource: true }),
  };
}
