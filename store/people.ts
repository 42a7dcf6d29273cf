/** People and how to reach them; encrypted at rest. */
import type { Person } from '../domain/people/person.ts';
import type { Queryable, StoreContext } from './context.ts';
import { nextRevision } from './directory-changes.ts';
import { personSchema } from './directory-schema.ts';
import { parseGiven } from './parse-json.ts';
import { sealPerson, unsealPerson } from './person-row.ts';
import { suppressNewAddresses } from './suppressions.ts';

/**
 * Keeps the person, new or changed, and answers the directory's revision. New addresses of somebody
 * suppressed are suppressed in the same step (R06). Throws `invalid`.
 */
export async function putPerson(context: StoreContext, given: Person): Promise<number> {
  const person = parseGiven(personSchema, given, 'a person');
  const body = sealPerson(context, person);
  return context.db.transaction().execute(async (transaction) => {
    const revision = await nextRevision(transaction, { kind: 'person', id: person.id });
    await transaction
      .insertInto('people')
      .values({ id: person.id, body, revision })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ body, revision }))
      .execute();
    await suppressNewAddresses(context, transaction, person);
    return revision;
  });
}

export async function getPerson(context: StoreContext, id: string): Promise<Person | undefined> {
  const row = await context.db
    .selectFrom('people')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : unsealPerson(context, row);
}

/** In order of id. */
export async function listPeople(
  context: StoreContext,
  db: Queryable = context.db,
): Promise<readonly Person[]> {
  const rows = await db.selectFrom('people').selectAll().orderBy('id').execute();
  return rows.map((row) => unsealPerson(context, row));
}

/** Forgets a person (R20: unused files go); answers the new revision, or undefined if unknown. */
export async function removePerson(context: StoreContext, id: string): Promise<number | undefined> {
  return context.db.transaction().execute(async (transaction) => {
    const known = await transaction
      .selectFrom('people')
      .select('id')
      .where('id', '=', id)
      .executeTakeFirst();
    if (known === undefined) return undefined;
    const revision = await nextRevision(transaction, { kind: 'person', id });
    await transaction.deleteFrom('people').where('id', '=', id).execute();
    return revision;
  });
}
