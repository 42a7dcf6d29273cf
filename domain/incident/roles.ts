import { normaliseAddress } from '../people/person.ts';
import type { Person, PersonId } from '../people/person.ts';
import type { RoleCode } from '../plan.ts';
import type { SkipReason } from './events.ts';
import type { Incident } from './state.ts';

/** Holders of a role now: appointed for this incident, else by roster; owner first. */
export function holdersOf(
  incident: Incident,
  role: RoleCode,
  subject?: string,
): readonly PersonId[] {
  const own = subject === undefined ? undefined : incident.appointed[`${role}@${subject}`];
  return own ?? incident.appointed[role] ?? incident.directory.roster[role] ?? [];
}

/** Roles in which a person stands in this incident. */
export function rolesOf(incident: Incident, person: PersonId): readonly RoleCode[] {
  const suffix = (key: string) => key.split('@')[0] ?? key;
  const appointed = Object.entries(incident.appointed)
    .filter(([, holders]) => holders.includes(person))
    .map(([key]) => suffix(key));
  const rostered = Object.keys(incident.plan.roles).filter((role) =>
    holdersOf(incident, role).includes(person),
  );
  return [...new Set([...appointed, ...rostered])];
}

/** Addresses a page may go to, or why there is none. */
export type Reach =
  | { readonly ok: true; readonly sms: readonly string[]; readonly email: readonly string[] }
  | { readonly ok: false; readonly why: SkipReason };

/** Whether and how a person may be paged: victims, outsiders and suppressed addresses never are. */
export function reachOf(incident: Incident, id: PersonId): Reach {
  const person = incident.directory.people[id];
  if (person === undefined) return { ok: false, why: 'noHolder' };
  const barred = barredBy(incident, person);
  if (barred !== undefined) return { ok: false, why: barred };
  const usable = person.contacts.filter(
    (contact) => !isSuppressed(incident, normaliseAddress(contact.address)),
  );
  const addresses = (channel: string) =>
    usable.filter((contact) => contact.channel === channel).map((contact) => contact.address);
  const sms = incident.optedOut.includes(id) ? [] : addresses('sms');
  const email = addresses('email');
  if (sms.length + email.length > 0) return { ok: true, sms, email };
  return { ok: false, why: usable.length < person.contacts.length ? 'suppressed' : 'noChannel' };
}

function barredBy(incident: Incident, person: Person): SkipReason | undefined {
  if (person.outside === true) return 'outside';
  if (incident.subjects.some((subject) => subject.person === person.id)) return 'subject';
  if (incident.mode === 'exercise' && person.exercise !== true) return 'notEnrolled';
  return undefined;
}

function isSuppressed(incident: Incident, address: string): boolean {
  return incident.suppressed.includes(address) || incident.directory.suppressed.includes(address);
}

/** "Whole roster": holders and deputies of the playbook's roles, without REV, ADM and the like. */
export function wholeRoster(incident: Incident): readonly PersonId[] {
  const roles = Object.entries(incident.plan.roles).filter(([, role]) => role.offRoster !== true);
  return [...new Set(roles.flatMap(([code]) => holdersOf(incident, code)))];
}
