/** After a change of payload keys: what the older ones hold moves under the newest. */
import type { StoreContext } from './context.ts';
import { isUnderOldKey, seal, unseal } from './envelope.ts';
import { keyPlace } from './incident-keys.ts';
import { personPlace } from './person-row.ts';
import { addressPlace } from './suppressions.ts';

/**
 * Answers how many rows were re-encrypted. Rows that somebody changes meanwhile are left to them;
 * remembered answers are not touched, they end within 24 hours. Safe to repeat and to interrupt.
 */
export async function rotateKeys(context: StoreContext): Promise<number> {
  const keys = await rotateIncidentKeys(context);
  const people = await rotatePeople(context);
  const addresses = await rotateAddresses(context);
  return keys + people + addresses;
}

/** An incident's content stays as it is: only the key it is under is wrapped anew. */
async function rotateIncidentKeys(context: StoreContext): Promise<number> {
  const rows = await context.db.selectFrom('incident_keys').selectAll().execute();
  const old = rows.filter((row) => isUnderOldKey(context.keys, row.wrapped));
  for (const row of old) {
    await context.db
      .updateTable('incident_keys')
      .set({ wrapped: reseal(context, row.wrapped, keyPlace(row.incident_id)) })
      .where('incident_id', '=', row.incident_id)
      .where('wrapped', '=', row.wrapped)
      .execute();
  }
  return old.length;
}

async function rotatePeople(context: StoreContext): Promise<number> {
  const rows = await context.db.selectFrom('people').select(['id', 'body']).execute();
  const old = rows.filter((row) => isUnderOldKey(context.keys, row.body));
  for (const row of old) {
    await context.db
      .updateTable('people')
      .set({ body: reseal(context, row.body, personPlace(row.id)) })
      .where('id', '=', row.id)
      .where('body', '=', row.body)
      .execute();
  }
  return old.length;
}

async function rotateAddresses(context: StoreContext): Promise<number> {
  const rows = await context.db.selectFrom('suppressions').selectAll().execute();
  const old = rows.filter((row) => isUnderOldKey(context.keys, row.address));
  for (const row of old) {
    await context.db
      .updateTable('suppressions')
      .set({ address: reseal(context, row.address, addressPlace(row.address_hash)) })
      .where('address_hash', '=', row.address_hash)
      .where('incident_id', '=', row.incident_id)
      .where('address', '=', row.address)
      .execute();
  }
  return old.length;
}

function reseal(context: StoreContext, sealed: Buffer, place: string): Buffer {
  return seal(context.keys, unseal(context.keys, sealed, place), place);
}
