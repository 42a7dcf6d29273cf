/**
 * Need-to-know: the one place that says who may read what of an incident (design, law 8;
 * domain.md 1). Everything that shows an incident asks `visibleTo` and shows nothing else.
 */
import type { Access } from '../incident/commands.ts';
import type { Incident } from '../incident/state.ts';
import type { Compartment, RoleCode } from '../plan.ts';
import type { PersonId } from './person.ts';

/** Who reads: a person's key or session, or the key that belongs to nobody (no `person`). */
export interface Reader {
  readonly person?: PersonId;
  readonly access: Access;
}

/** What stands where a reader may not see the value. */
export interface Withheld {
  readonly withheld: true;
}
export const WITHHELD: Withheld = { withheld: true };

/** What a reader may see of one incident. */
export interface Sight {
  /** False: the reader learns nothing, not even that the incident exists (R06). */
  readonly shell: boolean;
  readonly reader: Reader;
  /** Compartments readable for at least one subject, in order; what the access log keeps. */
  readonly compartments: readonly Compartment[];
  /**
   * May this be read? Without a subject: about the incident as a whole, which takes a role that
   * is not bound to one subject (an FLO of one family reads that family only).
   */
  reads(compartment: Compartment, subject?: string): boolean;
  /** The value, or the mark that stands for it. */
  show<T>(value: T, compartment: Compartment, subject?: string): T | Withheld;
}

/** The review lead reads from the review on, not before (domain.md 1: "REV (from K7)"). */
const REVIEW_LEAD: RoleCode = 'REV';

/** A role as somebody holds it: for the whole incident, or for one subject. */
export interface HeldRole {
  readonly role: RoleCode;
  readonly subject?: string;
}

/** Roles this person holds or deputises in the incident; an appointment wins over the roster. */
export function rolesHeldBy(person: PersonId, incident: Incident): readonly HeldRole[] {
  const held: HeldRole[] = [];
  for (const role of Object.keys(incident.plan.roles)) {
    const holders = incident.appointed[role] ?? incident.directory.roster[role] ?? [];
    if (holders.includes(person)) held.push({ role });
  }
  for (const [key, holders] of Object.entries(incident.appointed)) {
    const at = key.indexOf('@');
    if (at > 0 && holders.includes(person)) {
      held.push({ role: key.slice(0, at), subject: key.slice(at + 1) });
    }
  }
  return held;
}

/** What this reader may see of this incident. */
export function visibleTo(reader: Reader, incident: Incident): Sight {
  const person = reader.person;
  // A victim's keys may be in the captors' hands: the incident does not exist for them (R06).
  if (person !== undefined && incident.subjects.some((s) => s.person === person)) {
    return sightOf(reader, false, new Map());
  }
  const scopes = new Map<Compartment, Scope>([['C0', 'whole']]);
  // An administrator's key and the key of nobody see the shell whatever roles there are (contract).
  if (person !== undefined && reader.access !== 'administrator') {
    for (const held of rolesHeldBy(person, incident)) grant(scopes, held, incident);
  }
  return sightOf(reader, true, scopes);
}

/** The whole incident, or only what is about these subjects. */
type Scope = 'whole' | ReadonlySet<string>;

function grant(scopes: Map<Compartment, Scope>, held: HeldRole, incident: Incident): void {
  if (held.role === REVIEW_LEAD && !underReview(incident)) return;
  for (const compartment of incident.plan.roles[held.role]?.reads ?? []) {
    const scope = scopes.get(compartment);
    if (held.subject === undefined) scopes.set(compartment, 'whole');
    else if (scope !== 'whole') {
      scopes.set(compartment, new Set([...(scope ?? []), held.subject]));
    }
  }
}

function underReview(incident: Incident): boolean {
  return incident.status === 'inReview' || incident.status === 'closed';
}

function sightOf(reader: Reader, shell: boolean, scopes: ReadonlyMap<Compartment, Scope>): Sight {
  const reads = (compartment: Compartment, subject?: string): boolean => {
    const scope = scopes.get(compartment);
    if (scope === undefined || scope === 'whole') return scope === 'whole';
    return subject !== undefined && scope.has(subject);
  };
  return {
    shell,
    reader,
    compartments: [...scopes.keys()].sort(),
    reads,
    show: (value, compartment, subject) => (reads(compartment, subject) ? value : WITHHELD),
  };
}

// ---- which compartment a piece of an incident belongs to ------------------------------------------

/** A fact's compartment; one the plan does not know is situation (C1). */
export function compartmentOfFact(fact: string, incident: Pick<Incident, 'plan'>): Compartment {
  return incident.plan.facts[fact]?.compartment ?? 'C1';
}

/** Names of victims are C2, of families C4. */
export function compartmentOfSubject(list: 'victims' | 'families'): Compartment {
  return list === 'victims' ? 'C2' : 'C4';
}

/** What is written freely about a task: its own compartment, and never less than C1. */
export function compartmentOfTaskText(row: string, incident: Pick<Incident, 'plan'>): Compartment {
  const compartment = incident.plan.tasks.find((task) => task.row === row)?.compartment ?? 'C1';
  return compartment === 'C0' ? 'C1' : compartment;
}

/** Notes and reasons that belong to no task. */
export const FREE_TEXT: Compartment = 'C1';

/** Every compartment whose facts a condition speaks of: all are needed to read how it stands. */
export function compartmentsOfCondition(
  condition: string,
  incident: Pick<Incident, 'plan'>,
): readonly Compartment[] {
  const found = new Set<Compartment>([FREE_TEXT]);
  for (const [name, fact] of Object.entries(incident.plan.facts)) {
    const last = name.slice(name.lastIndexOf('.') + 1);
    if (condition.includes(last)) found.add(fact.compartment);
  }
  return [...found].sort();
}
