/** Addresses that nothing may be sent to (R06), each with the incident that asked for it. */
import type { Transaction } from 'kysely';
import { normaliseAddress, type Person } from '../domain/people/person.ts';
import { keyedHash, type Queryable, type StoreContext } from './context.ts';
import { nextRevision } from './directory-changes.ts';
import { seal, unseal } from './envelope.ts';
import { unsealPerson } from './person-row.ts';
import type { Schema } from './schema.ts';

export interface Suppression {
  readonly incidentId: string;
  /** In any spelling. */
  readonly addresses: readonly string[];
  /** Enrolled people: their addresses of today are suppressed too, and those they get later. */
  readonly persons?: readonly string[];
}

export interface SuppressedAddress {
  /** Normalised. */
  readonly address: string;
  readonly incidentId: string;
  /** Epoch milliseconds. */
  readonly since: number;
}

/** Suppresses, and answers the directory's revision. Suppressing again changes nothing but that. */
export async function suppressAddresses(
  context: StoreContext,
  suppression: Suppression,
): Promise<number> {
  return context.db.transaction().execute(async (transaction) => {
    const { incidentId, persons = [] } = suppression;
    const revision = await nextRevision(transaction, { kind: 'suppression', id: incidentId });
    await addSuppressions(context, transaction, suppression);
    for (const id of persons) await suppressPerson(context, transaction, { id, incidentId });
    return revision;
  });
}

/** Undoes what this incident asked for (two people decided so); another incident's stays. */
export async function restoreAddresses(
  context: StoreContext,
  suppression: Suppression,
): Promise<number> {
  return context.db.transaction().execute(async (transaction) => {
    const { incidentId, persons = [], addresses } = suppression;
    const revision = await nextRevision(transaction, { kind: 'suppression', id: incidentId });
    const hashes = addresses.map((address) => hashAddress(context, address));
    if (hashes.length > 0) {
      await transaction
        .updateTable('suppressions')
        .set({ restored_at: new Date() })
        .where('incident_id', '=', incidentId)
        .where('address_hash', 'in', hashes)
        .execute();
    }
    if (persons.length > 0) {
      await transaction
        .deleteFrom('suppressed_people')
        .where('person_id', 'in', persons)
        .where('incident_id', '=', incidentId)
        .execute();
    }
    return revision;
  });
}

/** A suppressed person's new addresses are suppressed for every incident that asked for it. */
export async function suppressNewAddresses(
  context: StoreContext,
  db: Transaction<Schema>,
  person: Person,
): Promise<void> {
  const rows = await db
    .selectFrom('suppressed_people')
    .select('incident_id')
    .where('person_id', '=', person.id)
    .execute();
  const addresses = person.contacts.map((contact) => contact.address);
  for (const row of rows) {
    await addSuppressions(context, db, { incidentId: row.incident_id, addresses });
  }
}

async function suppressPerson(
  context: StoreContext,
  db: Transaction<Schema>,
  suppressed: { readonly id: string; readonly incidentId: string },
): Promise<void> {
  await db
    .insertInto('suppressed_people')
    .values({ person_id: suppressed.id, incident_id: suppressed.incidentId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await db
    .selectFrom('people')
    .selectAll()
    .where('id', '=', suppressed.id)
    .executeTakeFirst();
  if (row !== undefined) await suppressNewAddresses(context, db, unsealPerson(context, row));
}

async function addSuppressions(
  context: StoreContext,
  db: Transaction<Schema>,
  suppression: Suppression,
): Promise<void> {
  for (const address of new Set(suppression.addresses.map((one) => normaliseAddress(one)))) {
    const hash = hashAddress(context, address);
    await db
      .insertInto('suppressions')
      .values({
        address_hash: hash,
        incident_id: suppression.incidentId,
        address: seal(context.keys, Buffer.from(address), addressPlace(hash)),
      })
      .onConflict((conflict) =>
        conflict.columns(['address_hash', 'incident_id']).doUpdateSet({ restored_at: null }),
      )
      .execute();
  }
}

/** All that are in force, oldest first; an address stands here once for each incident. */
export async function listSuppressed(
  context: StoreContext,
  db: Queryable = context.db,
): Promise<readonly SuppressedAddress[]> {
  const rows = await db
    .selectFrom('suppressions')
    .selectAll()
    .where('restored_at', 'is', null)
    .orderBy('since')
    .orderBy('address_hash')
    .execute();
  return rows.map((row) => ({
    address: unseal(context.keys, row.address, addressPlace(row.address_hash)).toString('utf8'),
    incidentId: row.incident_id,
    since: row.since.getTime(),
  }));
}

function hashAddress(context: StoreContext, address: string): Buffer {
  return keyedHash(context.idKey, 'address', normaliseAddress(address));
}

/** What binds an encrypted address to its row. */
export function addressPlace(hash: Buffer): string {
  return `suppressions/${hash.toString('hex')}`;
}
