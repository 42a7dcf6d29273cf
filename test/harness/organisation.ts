import type { Directory, Person, PersonId } from '../../domain/people/person.ts';
import type { Plan } from '../../domain/plan.ts';

/** A person of the test organisation, with a reserved number and domain. */
export function person(id: PersonId, index: number, more: Partial<Person> = {}): Person {
  return {
    id,
    name: `Person ${id}`,
    language: index % 2 === 0 ? 'en' : 'fr',
    timeZone: 'Europe/Paris',
    contacts: [
      { channel: 'sms', address: `+1202555${String(index).padStart(4, '0')}` },
      { channel: 'email', address: `${id.toLowerCase()}@tocsin.example` },
    ],
    exercise: true,
    ...more,
  };
}

/** A holder and a deputy for every role of the plan: ids are the role's code, `-D` for the deputy. */
export function organisationFor(plan: Plan, revision = 1): Directory {
  const codes = Object.keys(plan.roles).flatMap((role) => [role, `${role}-D`]);
  const people = codes.map((code, index) => person(code, index + 10));
  return {
    revision,
    people: Object.fromEntries(people.map((one) => [one.id, one])),
    roster: Object.fromEntries(Object.keys(plan.roles).map((role) => [role, [role, `${role}-D`]])),
    suppressed: [],
  };
}
