import type { Selectable } from 'kysely';
import type { Person } from '../domain/people/person.ts';
import type { StoreContext } from './context.ts';
import { personSchema } from './directory-schema.ts';
import { seal, unseal } from './envelope.ts';
import { parseKept, parseText } from './parse-json.ts';
import type { Schema } from './schema.ts';

/** A person as the database holds one: name and numbers only encrypted. */
export function sealPerson(context: StoreContext, person: Person): Buffer {
  return seal(context.keys, Buffer.from(JSON.stringify(person)), personPlace(person.id));
}

/** Throws `unreadable`. */
export function unsealPerson(
  context: StoreContext,
  row: Pick<Selectable<Schema['people']>, 'id' | 'body'>,
): Person {
  const text = unseal(context.keys, row.body, personPlace(row.id)).toString('utf8');
  return parseKept(personSchema, parseText(text, 'people'), 'people');
}

/** What binds an encrypted person to its row. */
export function personPlace(id: string): string {
  return `people/${id}`;
}
