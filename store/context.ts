import { createHmac } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Database } from './connect.ts';
import type { PayloadKeys } from './envelope.ts';
import type { Schema } from './schema.ts';

/** What every part of the store is given. */
export interface StoreContext {
  readonly db: Database;
  readonly keys: PayloadKeys;
  /** `ID_KEY`: hashes addresses and idempotency keys; never rotates. */
  readonly idKey: Uint8Array;
}

/** The database, or a transaction under way in it. */
export type Queryable = Database | Transaction<Schema>;

/** A keyed hash, so that short values such as phone numbers cannot be guessed from it. */
export function keyedHash(idKey: Uint8Array, purpose: string, value: string): Buffer {
  return createHmac('sha256', idKey).update(`${purpose}\0${value}`).digest();
}
