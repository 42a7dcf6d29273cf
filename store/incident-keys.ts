/** Each incident's content has a key of its own, so that forgetting one key erases one incident. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Queryable, StoreContext } from './context.ts';
import { type PayloadKeys, seal, unseal } from './envelope.ts';
import { StoreError } from './store-error.ts';

/** Until the transaction ends, nobody else writes to this incident. */
export async function lockIncident(db: Queryable, incidentId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${incidentId}, 0))`.execute(db);
}

/** The incident's key, or undefined where none was made yet or it was erased. */
export async function findIncidentKey(
  context: StoreContext,
  db: Queryable,
  incidentId: string,
): Promise<PayloadKeys | undefined> {
  const row = await db
    .selectFrom('incident_keys')
    .select('wrapped')
    .where('incident_id', '=', incidentId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return [{ id: '', key: unseal(context.keys, row.wrapped, keyPlace(incidentId)) }];
}

/** The incident's key, made now where there was none. Throws `erased` after an erasure. */
export async function takeIncidentKey(
  context: StoreContext,
  db: Queryable,
  incidentId: string,
): Promise<PayloadKeys> {
  const found = await findIncidentKey(context, db, incidentId);
  if (found !== undefined) return found;
  await refuseErased(db, incidentId);
  const wrapped = seal(context.keys, randomBytes(32), keyPlace(incidentId));
  await db
    .insertInto('incident_keys')
    .values({ incident_id: incidentId, wrapped })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  // Another process may have been first: what stands in the table is the key.
  const made = await findIncidentKey(context, db, incidentId);
  if (made === undefined) throw new StoreError('erased', `incident ${incidentId} was erased`);
  return made;
}

async function refuseErased(db: Queryable, incidentId: string): Promise<void> {
  const erasure = await db
    .selectFrom('erasures')
    .select('at')
    .where('incident_id', '=', incidentId)
    .executeTakeFirst();
  if (erasure !== undefined) throw new StoreError('erased', `incident ${incidentId} was erased`);
}

/** What binds a wrapped key to its incident. */
export function keyPlace(incidentId: string): string {
  return `incident_keys/${incidentId}`;
}
