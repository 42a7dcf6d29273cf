import type { PersonId } from '../people/person.ts';
import type { ApprovalRule, RoleCode } from '../plan.ts';
import type { Actor, Command, Via } from './commands.ts';
import type { Draft } from './draft.ts';
import type { Refusal } from './refusals.ts';
import { holdersOf, reachOf, rolesOf } from './roles.ts';
import { overdueStart } from './overdue.ts';
import type { Incident } from './state.ts';

/** How the log names the way by which an answer came. */
export function viaOf(actor: Actor): Via {
  if (actor.proof === 'sms' || actor.proof === 'link' || actor.proof === 'email')
    return actor.proof;
  return 'console';
}

/** R04: texts, mails and links never approve, decide gravely, waive, stand down or close. */
export function needsStrongPerson(actor: Actor): Refusal | undefined {
  if (actor.person === undefined) return { code: 'person-required' };
  const strong = actor.proof === 'key' || actor.proof === 'session';
  return strong ? undefined : { code: 'weak-proof' };
}

/** Whether this person holds one of the roles. An empty list asks for none. */
export function holdsAny(
  incident: Incident,
  person: PersonId | undefined,
  roles: readonly RoleCode[],
): boolean {
  if (roles.length === 0) return true;
  if (person === undefined) return false;
  const held = rolesOf(incident, person);
  return roles.some((role) => held.includes(role));
}

/**
 * Asks for the second person: the command is frozen in the request, those entitled are paged.
 * A matter of a LIFE task pages LIFE, everything else URGENT (contract).
 * @param more.proposal what is asked may come by a link: it only proposes
 */
export function requestApproval(
  draft: Draft,
  command: Command,
  rule: ApprovalRule,
  more: { life?: boolean; source?: string; proposal?: boolean } = {},
): Refusal | undefined {
  const weak = needsStrongPerson(draft.by);
  if (weak !== undefined && more.proposal !== true) return weak;
  const { incident, now } = draft;
  if (!holdsAny(incident, draft.by.person, rule.request)) return { code: 'request-not-entitled' };
  const id = `a${incident.lastApproval + 1}`;
  const expiresAt = now + rule.expiresAfter;
  const task = openApprovalTask(draft, id, rule, { life: more.life === true, expiresAt });
  draft.emit({
    type: 'approvalRequested',
    approval: id,
    task,
    command,
    ...(more.source === undefined ? {} : { source: more.source }),
    mayApprove: rule.approve,
    needed: rule.count,
    expiresAt,
    secondSource: rule.secondSource === true,
  });
  return undefined;
}

function openApprovalTask(
  draft: Draft,
  approval: string,
  rule: ApprovalRule,
  how: { life: boolean; expiresAt: number },
): string {
  const { incident, now } = draft;
  const ladder = how.life ? 'LIFE' : 'URGENT';
  const within = (incident.plan.ladders[ladder]?.rungs[1]?.after ?? 0) * 2;
  const number = incident.lastTaskNumber + 1;
  const task = `approval.${number}`;
  draft.emit({
    type: 'taskOpened',
    task,
    row: 'approval',
    number,
    mandatory: false,
    acknowledgeBy: now + within,
    completeFrom: now,
    completeBy: how.expiresAt,
    ...overdueStart(incident.plan.overdue, now, how.expiresAt),
    ladder,
    legs: approverRoles(incident, rule, draft.by.person).map((role) => ({
      role,
      ladder,
      nextAt: now,
    })),
    approval,
  });
  return task;
}

/** Roles asked: those with somebody else than the requester to ask; all of them if there is nobody. */
function approverRoles(
  incident: Incident,
  rule: ApprovalRule,
  requester: PersonId | undefined,
): readonly RoleCode[] {
  const others = rule.approve.filter((role) => {
    const owner = holdersOf(incident, role)[0];
    return owner !== undefined && owner !== requester && reachOf(incident, owner).ok;
  });
  return others.length > 0 ? others : rule.approve;
}
