import type { PersonId } from '../people/person.ts';
import type { Incident } from './state.ts';

/** Everybody who got a message is told of a stand-down. */
export function withReached(incident: Incident, people: readonly PersonId[]): Incident {
  const fresh = people.filter((person) => !incident.reached.includes(person));
  return fresh.length === 0 ? incident : { ...incident, reached: [...incident.reached, ...fresh] };
}
