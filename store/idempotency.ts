/** Answers already given, so that a repeated POST is answered and not done again. */
import { z } from 'zod';
import { keyedHash, type StoreContext } from './context.ts';
import { seal, unseal } from './envelope.ts';
import { parseKept } from './parse-json.ts';

/** A caller's own name for a request. */
export interface RequestKey {
  /** Who asks, for instance the API key's id. */
  readonly caller: string;
  /** `Idempotency-Key` as it was sent. */
  readonly key: string;
}

export interface GivenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Encrypted at rest: it may hold an incident's content. */
  readonly body: string;
}

export interface RememberedAnswer extends GivenAnswer {
  /** False: the key was used for another request (422). */
  readonly sameRequest: boolean;
}

export interface Idempotency {
  /** Keeps the first answer under this key; `request` is method, path and body in one text. */
  remember(key: RequestKey, request: string, answer: GivenAnswer): Promise<void>;
  /** The answer given under this key within the last 24 hours. */
  find(key: RequestKey, request: string): Promise<RememberedAnswer | undefined>;
  /** Deletes what is older than 24 hours; answers how many. */
  sweep(): Promise<number>;
}

const headersSchema = z.record(z.string(), z.string());
/** How long a repeat is recognised; channels and clients give up long before. */
const KEPT_MS = 24 * 60 * 60 * 1_000;

export function createIdempotency(context: StoreContext): Idempotency {
  return {
    remember: (key, request, answer) => remember(context, { key, request, answer }),
    find: (key, request) => find(context, key, request),
    sweep: () => sweep(context),
  };
}

interface Memory {
  readonly key: RequestKey;
  readonly request: string;
  readonly answer: GivenAnswer;
}

async function remember(context: StoreContext, memory: Memory): Promise<void> {
  const place = placeOf(context, memory.key);
  const kept = {
    body_hash: keyedHash(context.idKey, 'request', memory.request),
    status: memory.answer.status,
    headers: JSON.stringify(memory.answer.headers),
    body: seal(context.keys, Buffer.from(memory.answer.body), place.context),
    created_at: new Date(),
  };
  await context.db
    .insertInto('idempotency')
    .values({ caller_hash: place.caller, key_hash: place.key, ...kept })
    .onConflict((conflict) =>
      conflict
        .columns(['caller_hash', 'key_hash'])
        .doUpdateSet(kept)
        .where('idempotency.created_at', '<=', oldestKept()),
    )
    .execute();
}

async function find(
  context: StoreContext,
  key: RequestKey,
  request: string,
): Promise<RememberedAnswer | undefined> {
  const place = placeOf(context, key);
  const row = await context.db
    .selectFrom('idempotency')
    .selectAll()
    .where('caller_hash', '=', place.caller)
    .where('key_hash', '=', place.key)
    .where('created_at', '>', oldestKept())
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    sameRequest: row.body_hash.equals(keyedHash(context.idKey, 'request', request)),
    status: row.status,
    headers: parseKept(headersSchema, row.headers, 'idempotency.headers'),
    body: unseal(context.keys, row.body, place.context).toString('utf8'),
  };
}

async function sweep(context: StoreContext): Promise<number> {
  const result = await context.db
    .deleteFrom('idempotency')
    .where('created_at', '<=', oldestKept())
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

function oldestKept(): Date {
  return new Date(Date.now() - KEPT_MS);
}

function placeOf(context: StoreContext, key: RequestKey) {
  const caller = keyedHash(context.idKey, 'caller', key.caller);
  const keyHash = keyedHash(context.idKey, 'idempotency-key', key.key);
  return {
    caller,
    key: keyHash,
    context: `idempotency/${caller.toString('hex')}/${keyHash.toString('hex')}`,
  };
}
