/** Bearer keys. Only a hash is kept: a key is 32 random bytes, so nothing stronger is needed. */
import { createHash, randomBytes } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { Access } from '../domain/incident/commands.ts';
import type { Queryable, StoreContext } from './context.ts';
import { parseGiven, parseKept } from './parse-json.ts';
import type { Schema } from './schema.ts';

export interface ApiKey {
  readonly id: string;
  /** SHA-256 of the key, hexadecimal. */
  readonly hash: string;
  /** Whoever acts with it; nobody for a key of automation. */
  readonly person?: string;
  readonly access: Access;
}

export interface KeyClaim {
  readonly person: string;
  readonly access: Access;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface KeyHolder {
  readonly person?: string;
  readonly access: Access;
}

/** A key in clear, seen once, by whoever it was made for. */
export interface FreshKey extends ApiKey {
  readonly secret: string;
}

export interface ApiKeys {
  createKey(holder: KeyHolder): Promise<FreshKey>;
  /** The key in force with this secret, if there is one. */
  findKey(secret: string): Promise<ApiKey | undefined>;
  /** All in force, for the encrypted copy. */
  listKeys(person?: string): Promise<readonly ApiKey[]>;
  /** Ends a key; answers false for one that is unknown or has ended. */
  revokeKey(id: string): Promise<boolean>;
  noteUse(id: string): Promise<void>;
  /** Makes the one-time secret behind a link that yields a key. */
  createClaim(claim: KeyClaim): Promise<string>;
  /** Trades the one-time secret for a key; undefined when unknown, used or expired at `now`. */
  redeemClaim(secret: string, now: number): Promise<FreshKey | undefined>;
}

const PREFIX = 'tocsin_';
export const accessSchema: z.ZodType<Access> = z.enum([
  'administrator',
  'coordinator',
  'responder',
  'reader',
]);

export function createApiKeys(context: StoreContext): ApiKeys {
  return {
    createKey: (holder) => insertKey(context.db, holder),
    findKey: (secret) => findKey(context, secret),
    listKeys: (person) => listKeys(context, person),
    revokeKey: (id) => revokeKey(context, id),
    noteUse: (id) => noteUse(context, id),
    createClaim: (claim) => createClaim(context, claim),
    redeemClaim: (secret, now) => redeemClaim(context, secret, now),
  };
}

/** What is kept of a key or claim; the encrypted copy is searched by it too. Hexadecimal. */
export function hashSecret(secret: string): string {
  return digest(secret).toString('hex');
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

async function insertKey(db: Queryable, holder: KeyHolder): Promise<FreshKey> {
  const access = parseGiven(accessSchema, holder.access, "a key's access");
  const secret = PREFIX + randomBytes(32).toString('base64url');
  const id = randomBytes(8).toString('hex');
  await db
    .insertInto('api_keys')
    .values({ id, key_hash: digest(secret), person_id: holder.person ?? null, access })
    .execute();
  return { ...holder, id, hash: hashSecret(secret), secret };
}

async function findKey(context: StoreContext, secret: string): Promise<ApiKey | undefined> {
  const row = await context.db
    .selectFrom('api_keys')
    .selectAll()
    .where('key_hash', '=', digest(secret))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? undefined : toKey(row);
}

async function listKeys(context: StoreContext, person?: string): Promise<readonly ApiKey[]> {
  let query = context.db
    .selectFrom('api_keys')
    .selectAll()
    .where('revoked_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id');
  if (person !== undefined) query = query.where('person_id', '=', person);
  return (await query.execute()).map((row) => toKey(row));
}

async function revokeKey(context: StoreContext, id: string): Promise<boolean> {
  const result = await context.db
    .updateTable('api_keys')
    .set({ revoked_at: new Date() })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** To the minute: a busy key must not mean a write for every request. */
async function noteUse(context: StoreContext, id: string): Promise<void> {
  await context.db
    .updateTable('api_keys')
    .set({ last_used_at: new Date() })
    .where('id', '=', id)
    .where(sql<boolean>`coalesce(last_used_at < now() - interval '1 minute', true)`)
    .execute();
}

async function createClaim(context: StoreContext, claim: KeyClaim): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  await context.db
    .insertInto('key_claims')
    .values({
      claim_hash: digest(secret),
      person_id: claim.person,
      access: parseGiven(accessSchema, claim.access, "a claim's access"),
      expires_at: new Date(claim.expiresAt),
    })
    .execute();
  return secret;
}

async function redeemClaim(
  context: StoreContext,
  secret: string,
  now: number,
): Promise<FreshKey | undefined> {
  return context.db.transaction().execute(async (transaction) => {
    const claim = await transaction
      .updateTable('key_claims')
      .set({ used_at: new Date(now) })
      .where('claim_hash', '=', digest(secret))
      .where('used_at', 'is', null)
      .where('expires_at', '>', new Date(now))
      .returning(['person_id', 'access'])
      .executeTakeFirst();
    if (claim === undefined) return undefined;
    const access = parseKept(accessSchema, claim.access, 'key_claims.access');
    return insertKey(transaction, { person: claim.person_id, access });
  });
}

function toKey(row: Selectable<Schema['api_keys']>): ApiKey {
  return {
    id: row.id,
    hash: row.key_hash.toString('hex'),
    ...(row.person_id === null ? {} : { person: row.person_id }),
    access: parseKept(accessSchema, row.access, 'api_keys.access'),
  };
}
