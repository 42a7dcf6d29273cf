/**
 * Recording. A workflow writes the events of a task before Temporal has committed that task, so a
 * fresh row may turn out never to have happened: it stays unsealed, and the next write replaces it
 * or, once `committedThrough` covers it, seals it into the chain for ever.
 */
import { type Selectable, sql, type Transaction } from 'kysely';
import { z } from 'zod';
import type { StoreContext } from './context.ts';
import type { PayloadKeys } from './envelope.ts';
import { CHAIN_START, hashEntry } from './log-chain.ts';
import { isSameContent, sealContent, unsealContent } from './log-entry.ts';
import { lockIncident, takeIncidentKey } from './incident-keys.ts';
import { parseGiven } from './parse-json.ts';
import type { Schema } from './schema.ts';
import { LogConflict, StoreError } from './store-error.ts';

/** Where listeners hear of new entries; the payload is `<incident id>:<last seq>`. */
export const EVENTS_CHANNEL = 'tocsin_events';

export interface EventToRecord {
  readonly seq: number;
  /** Epoch milliseconds, on the incident's clock. */
  readonly at: number;
  readonly type: string;
  /** A JSON object; encrypted at rest. */
  readonly body: object;
}

export interface RecordRequest {
  /** In order, without gaps; may be empty, to seal only. */
  readonly events: readonly EventToRecord[];
  /** The last seq that Temporal is known to have committed; 0 for none. */
  readonly committedThrough: number;
}

export interface Recorded {
  /** `gap`: nothing was written, entries from `lastSeq + 1` on are needed first. */
  readonly outcome: 'recorded' | 'gap';
  /** The last entry the log now has; 0 for none. */
  readonly lastSeq: number;
  /**
   * The last entry that can no longer change. A caller sends again everything after it: that heals
   * rows that a process which only believed itself alive wrote over.
   */
  readonly sealedThrough: number;
}

type Transacted = Transaction<Schema>;
type EventRow = Selectable<Schema['incident_events']>;

const requestSchema = z.strictObject({
  events: z.array(
    z.strictObject({
      seq: z.int().min(1),
      at: z.int(),
      type: z.string().min(1),
      body: z.record(z.string(), z.unknown()),
    }),
  ),
  committedThrough: z.int().min(0),
});

/**
 * Writes and seals in one transaction; the same request twice changes nothing. Throws `LogConflict`
 * when a sealed entry would become another one, `erased` after an erasure, `invalid`, `unavailable`.
 */
export async function recordEvents(
  context: StoreContext,
  incidentId: string,
  request: RecordRequest,
): Promise<Recorded> {
  const { events, committedThrough } = parseGiven(requestSchema, request, 'a record request');
  refuseHoles(events);
  return context.db.transaction().execute(async (transaction) => {
    await lockIncident(transaction, incidentId);
    const before = await readCursor(transaction, incidentId);
    const [first] = events;
    if (first !== undefined && first.seq > before.lastSeq + 1) {
      return { outcome: 'gap', lastSeq: before.lastSeq, sealedThrough: before.sealedThrough };
    }
    const written = await writeEvents(context, transaction, { incidentId, events });
    const sealed = await sealThrough(transaction, incidentId, committedThrough);
    if (written + sealed === 0) return { outcome: 'recorded', ...before };
    const after = await readCursor(transaction, incidentId);
    await notify(transaction, incidentId, after.lastSeq);
    return { outcome: 'recorded', ...after };
  });
}

function refuseHoles(events: readonly EventToRecord[]): void {
  const first = events[0]?.seq ?? 0;
  if (events.every((event, index) => event.seq === first + index)) return;
  throw new StoreError('invalid', 'events to record must follow each other without gaps');
}

async function readCursor(
  db: Transacted,
  incidentId: string,
): Promise<{ lastSeq: number; sealedThrough: number }> {
  const row = await db
    .selectFrom('incident_events')
    .select((select) => [
      select.fn.max('seq').as('last'),
      select.fn.max('seq').filterWhere('hash', 'is not', null).as('sealed'),
    ])
    .where('incident_id', '=', incidentId)
    .executeTakeFirst();
  // An incident without entries has no maximum.
  const { last, sealed }: { last?: number | null; sealed?: number | null } = row ?? {};
  return { lastSeq: last ?? 0, sealedThrough: sealed ?? 0 };
}

interface Batch {
  readonly incidentId: string;
  readonly events: readonly EventToRecord[];
}

/** Answers how many rows it inserted. */
async function writeEvents(context: StoreContext, db: Transacted, batch: Batch): Promise<number> {
  const [first] = batch.events;
  if (first === undefined) return 0;
  const key = await takeIncidentKey(context, db, batch.incidentId);
  const present = await db
    .selectFrom('incident_events')
    .selectAll()
    .where('incident_id', '=', batch.incidentId)
    .where('seq', '>=', first.seq)
    .orderBy('seq')
    .execute();
  const fresh = batch.events.slice(countSame(key, batch.events, present));
  const [next] = fresh;
  if (next === undefined) return 0;
  await deleteUnsealedFrom(db, batch.incidentId, next.seq);
  await insertEvents(db, key, { incidentId: batch.incidentId, events: fresh });
  return fresh.length;
}

/** How many events, from the first on, stand in the log already. */
function countSame(
  key: PayloadKeys,
  events: readonly EventToRecord[],
  present: readonly EventRow[],
): number {
  const differing = events.findIndex((event, index) => {
    const row = present[index];
    if (row === undefined) return true;
    if (isSameEvent(key, event, row)) return false;
    if (row.hash !== null) throw new LogConflict(row.incident_id, row.seq);
    return true;
  });
  return differing === -1 ? events.length : differing;
}

function isSameEvent(key: PayloadKeys, event: EventToRecord, row: EventRow): boolean {
  if (row.seq !== event.seq || row.type !== event.type || row.at.getTime() !== event.at)
    return false;
  if (row.body === null) return false;
  const place = { incidentId: row.incident_id, seq: row.seq };
  return isSameContent(unsealContent(key, place, row.body), event.body);
}

async function deleteUnsealedFrom(db: Transacted, incidentId: string, seq: number): Promise<void> {
  await db
    .deleteFrom('incident_events')
    .where('incident_id', '=', incidentId)
    .where('seq', '>=', seq)
    .where('hash', 'is', null)
    .execute();
}

/** Rows in one statement: six parameters each, of at most 65,535. */
const ROWS_AT_ONCE = 1_000;

async function insertEvents(db: Transacted, key: PayloadKeys, batch: Batch): Promise<void> {
  for (let start = 0; start < batch.events.length; start += ROWS_AT_ONCE) {
    const rows = batch.events.slice(start, start + ROWS_AT_ONCE).map((event) => {
      const place = { incidentId: batch.incidentId, seq: event.seq };
      const content = sealContent(key, place, event.body);
      return {
        incident_id: batch.incidentId,
        seq: event.seq,
        at: new Date(event.at),
        type: event.type,
        body: content.body,
        content_hash: content.contentHash,
      };
    });
    await db.insertInto('incident_events').values(rows).execute();
  }
}

/** Chains the rows that Temporal has committed, oldest first, and answers how many. */
async function sealThrough(db: Transacted, incidentId: string, through: number): Promise<number> {
  const open = await db
    .selectFrom('incident_events')
    .select(['seq', 'at', 'type', 'content_hash'])
    .where('incident_id', '=', incidentId)
    .where('seq', '<=', through)
    .where('hash', 'is', null)
    .orderBy('seq')
    .execute();
  const [first] = open;
  if (first === undefined) return 0;
  let previous = await headBefore(db, incidentId, first.seq);
  const links = open.map((row) => {
    const entry = {
      incidentId,
      seq: row.seq,
      at: row.at.getTime(),
      type: row.type,
      contentHash: row.content_hash,
    };
    const link = { seq: row.seq, previous, hash: hashEntry(previous, entry) };
    previous = link.hash;
    return link;
  });
  await sql`
    update incident_events as entry set previous_hash = link.previous_hash, hash = link.hash
    from unnest(${links.map((link) => link.seq)}::int[], ${links.map((link) => link.previous)}::bytea[],
      ${links.map((link) => link.hash)}::bytea[]) as link (seq, previous_hash, hash)
    where entry.incident_id = ${incidentId} and entry.seq = link.seq`.execute(db);
  return links.length;
}

async function headBefore(db: Transacted, incidentId: string, seq: number): Promise<Buffer> {
  const row = await db
    .selectFrom('incident_events')
    .select('hash')
    .where('incident_id', '=', incidentId)
    .where('seq', '=', seq - 1)
    .executeTakeFirst();
  return row?.hash ?? CHAIN_START;
}

/** Heard by listeners only once the transaction commits. */
async function notify(db: Transacted, incidentId: string, lastSeq: number): Promise<void> {
  await sql`select pg_notify(${EVENTS_CHANNEL}, ${`${incidentId}:${lastSeq}`})`.execute(db);
}
