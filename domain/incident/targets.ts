import type { PersonId } from '../people/person.ts';
import type { RoleCode, RungTarget } from '../plan.ts';
import type { SkipReason } from './events.ts';
import { holdersOf, reachOf, wholeRoster } from './roles.ts';
import type { Incident, Leg, Task } from './state.ts';

/** Whom a rung meant and could not page. */
export interface Skipped {
  readonly person?: PersonId;
  readonly role?: RoleCode;
  readonly why: SkipReason;
}

/** First reachable holder of the first of these roles that has one. */
export function firstReachable(
  incident: Incident,
  roles: readonly RoleCode[],
): PersonId | undefined {
  for (const role of roles) {
    const person = holdersOf(incident, role).find((id) => reachOf(incident, id).ok);
    if (person !== undefined) return person;
  }
  return undefined;
}

/** Who may be paged for these targets, in order, without repeats; and who was skipped and why. */
export function resolve(
  incident: Incident,
  task: Task,
  leg: Leg,
  targets: readonly RungTarget[],
): { readonly people: readonly PersonId[]; readonly skipped: readonly Skipped[] } {
  const people: PersonId[] = [];
  const skipped: Skipped[] = [];
  for (const target of targets) {
    const found = candidates(incident, task, leg, target);
    if (found.length === 0) skipped.push({ ...roleOf(target, leg), why: 'noHolder' });
    const wanted = target.kind === 'everyone' ? found.length : 1;
    let taken = 0;
    for (const person of found) {
      if (taken === wanted) break;
      const why = unfit(incident, leg, person, target);
      if (why !== undefined) skipped.push({ person, why });
      // The owner's own rung waits for nobody else; other targets fall to the next of the role.
      if (why === undefined) {
        if (!people.includes(person)) people.push(person);
        taken += 1;
        // Who opted out of texts is reached otherwise, and the deputy gets the text besides (R02).
        if (target.kind === 'owner' && incident.optedOut.includes(person)) {
          people.push(...firstFit(incident, leg, deputiesOf(incident, task, leg)));
        }
      } else if (target.kind === 'owner') break;
    }
  }
  return { people, skipped };
}

function firstFit(incident: Incident, leg: Leg, people: readonly PersonId[]): PersonId[] {
  return people
    .filter((person) => unfit(incident, leg, person, { kind: 'deputy' }) === undefined)
    .slice(0, 1);
}

function unfit(
  incident: Incident,
  leg: Leg,
  person: PersonId,
  target: RungTarget,
): SkipReason | undefined {
  const reach = reachOf(incident, person);
  if (!reach.ok) return reach.why;
  // Who said "cannot" is asked again only at the whole-roster rung (domain.md 0.3).
  return target.kind !== 'everyone' && leg.declined.includes(person) ? 'declined' : undefined;
}

function roleOf(target: RungTarget, leg: Leg): { role?: RoleCode } {
  if (target.kind === 'role' || target.kind === 'roleDeputy') return { role: target.role };
  return target.kind === 'everyone' ? {} : { role: leg.role };
}

function candidates(
  incident: Incident,
  task: Task,
  leg: Leg,
  target: RungTarget,
): readonly PersonId[] {
  switch (target.kind) {
    case 'owner': {
      const owner = ownerOf(incident, task, leg);
      return owner === undefined ? [] : [owner];
    }
    case 'deputy':
      return deputiesOf(incident, task, leg);
    case 'role':
      return holdersOf(incident, target.role);
    case 'roleDeputy':
      return holdersOf(incident, target.role).slice(1);
    case 'everyone':
      return wholeRoster(incident);
  }
}

/** The leg's owner: named by hand, else the role's first holder. */
export function ownerOf(incident: Incident, task: Task, leg: Leg): PersonId | undefined {
  return leg.owner ?? holdersOf(incident, leg.role, task.subject)[0];
}

/** The next of the role after the owner, round the roster. */
function deputiesOf(incident: Incident, task: Task, leg: Leg): readonly PersonId[] {
  const holders = holdersOf(incident, leg.role, task.subject);
  const owner = ownerOf(incident, task, leg);
  const at = owner === undefined ? -1 : holders.indexOf(owner);
  return [...holders.slice(at + 1), ...holders.slice(0, Math.max(at, 0))].filter(
    (person) => person !== owner,
  );
}
