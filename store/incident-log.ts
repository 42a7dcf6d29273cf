/** Reading the log, and proving that nobody changed it. */
import { type Selectable, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import type { PayloadKeys } from './envelope.ts';
import { findIncidentKey } from './incident-keys.ts';
import { CHAIN_START, hashContent, hashEntry } from './log-chain.ts';
import { type EntryBody, readBody, unsealContent } from './log-entry.ts';
import { recordEvents, type Recorded, type RecordRequest } from './record-events.ts';
import type { Schema } from './schema.ts';
import { StoreError } from './store-error.ts';

export interface LogEntry {
  readonly seq: number;
  /** Epoch milliseconds, on the incident's clock. */
  readonly at: number;
  readonly type: string;
  /** Null once the incident's content was erased. */
  readonly body: EntryBody | null;
  /** The entry's place in the chain, hexadecimal; null while Temporal may still take it back. */
  readonly hash: string | null;
}

export interface LogRange {
  /** Entries with a greater seq; from the start when absent. */
  readonly after?: number;
  /** 200 when absent, 1,000 at most. */
  readonly limit?: number;
}

export type ChainVerdict =
  | {
      readonly intact: true;
      readonly sealedThrough: number;
      /** Hash of the last sealed entry, hexadecimal: keep it elsewhere to notice a cut-off end. */
      readonly head: string | null;
    }
  | {
      readonly intact: false;
      /** The first entry that is not what was sealed, or is missing. */
      readonly brokenAt: number;
      readonly why: 'missing' | 'content' | 'hash';
    };

/** Entries that must exist but do not. */
export interface LogGap {
  readonly incidentId: string;
  /** The first seq that is missing. */
  readonly missingFrom: number;
}

export interface IncidentLog {
  /** See `recordEvents`. */
  record(incidentId: string, request: RecordRequest): Promise<Recorded>;
  /** In order of seq; empty for an unknown incident. Throws `unreadable` for changed content. */
  readLog(incidentId: string, range?: LogRange): Promise<readonly LogEntry[]>;
  /** 0 for an unknown incident. */
  lastSeq(incidentId: string): Promise<number>;
  verifyChain(incidentId: string): Promise<ChainVerdict>;
  /** Every incident whose log lacks entries, also at its end when the read model is ahead of it. */
  gaps(): Promise<readonly LogGap[]>;
}

type EventRow = Selectable<Schema['incident_events']>;

const MOST_ENTRIES = 1_000;

export function createIncidentLog(context: StoreContext): IncidentLog {
  return {
    record: (incidentId, request) => recordEvents(context, incidentId, request),
    readLog: (incidentId, range = {}) => readLog(context, incidentId, range),
    lastSeq: (incidentId) => lastSeq(context, incidentId),
    verifyChain: (incidentId) => verifyChain(context, incidentId),
    gaps: () => findGaps(context),
  };
}

async function readLog(
  context: StoreContext,
  incidentId: string,
  range: LogRange,
): Promise<readonly LogEntry[]> {
  const rows = await readRows(context, incidentId, range);
  const key = await findIncidentKey(context, context.db, incidentId);
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at.getTime(),
    type: row.type,
    body: key === undefined || row.body === null ? null : readBody(contentOf(key, row, row.body)),
    hash: row.hash?.toString('hex') ?? null,
  }));
}

function readRows(
  context: StoreContext,
  incidentId: string,
  range: LogRange,
): Promise<readonly EventRow[]> {
  return context.db
    .selectFrom('incident_events')
    .selectAll()
    .where('incident_id', '=', incidentId)
    .where('seq', '>', range.after ?? 0)
    .orderBy('seq')
    .limit(Math.min(range.limit ?? 200, MOST_ENTRIES))
    .execute();
}

function contentOf(key: PayloadKeys, row: EventRow, body: Buffer): Buffer {
  return unsealContent(key, { incidentId: row.incident_id, seq: row.seq }, body);
}

async function lastSeq(context: StoreContext, incidentId: string): Promise<number> {
  const row = await context.db
    .selectFrom('incident_events')
    .select('seq')
    .where('incident_id', '=', incidentId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.seq ?? 0;
}

async function verifyChain(context: StoreContext, incidentId: string): Promise<ChainVerdict> {
  const key = await findIncidentKey(context, context.db, incidentId);
  const end = await lastSealed(context, incidentId);
  let previous: Buffer = CHAIN_START;
  let seq = 0;
  while (seq < end) {
    const rows = await readRows(context, incidentId, { after: seq, limit: MOST_ENTRIES });
    for (const row of rows.filter((one) => one.seq <= end)) {
      const why = faultOf(row, { key, previous, expected: seq + 1 });
      if (why !== undefined) return { intact: false, brokenAt: seq + 1, why };
      previous = row.hash ?? previous;
      seq = row.seq;
    }
  }
  return { intact: true, sealedThrough: end, head: end === 0 ? null : previous.toString('hex') };
}

async function lastSealed(context: StoreContext, incidentId: string): Promise<number> {
  const row = await context.db
    .selectFrom('incident_events')
    .select('seq')
    .where('incident_id', '=', incidentId)
    .where('hash', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.seq ?? 0;
}

interface Expectation {
  readonly key: PayloadKeys | undefined;
  readonly previous: Buffer;
  readonly expected: number;
}

function faultOf(
  row: EventRow,
  expectation: Expectation,
): 'missing' | 'content' | 'hash' | undefined {
  if (row.seq !== expectation.expected) return 'missing';
  if (!isContentIntact(row, expectation.key)) return 'content';
  const hash = hashEntry(expectation.previous, {
    incidentId: row.incident_id,
    seq: row.seq,
    at: row.at.getTime(),
    type: row.type,
    contentHash: row.content_hash,
  });
  const linked = row.previous_hash?.equals(expectation.previous) === true;
  return linked && row.hash?.equals(hash) === true ? undefined : 'hash';
}

/** Erased content cannot be checked, and need not: its hash stays in the chain. */
function isContentIntact(row: EventRow, key: PayloadKeys | undefined): boolean {
  if (row.body === null) return key === undefined;
  if (key === undefined) return false;
  try {
    return hashContent(contentOf(key, row, row.body)).equals(row.content_hash);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'unreadable') return false;
    throw error;
  }
}

async function findGaps(context: StoreContext): Promise<readonly LogGap[]> {
  const { rows } = await sql<{ incident_id: string; missing: number }>`
    select incident_id, min(missing)::int as missing from (
      select incident_id, before + 1 as missing from (
        select incident_id, seq, lag(seq, 1, 0) over (partition by incident_id order by seq) as before
        from incident_events) as pairs
      where seq > before + 1
      union all
      select id, coalesce((select max(seq) from incident_events where incident_id = id), 0) + 1
      from incidents
      where last_seq > coalesce((select max(seq) from incident_events where incident_id = id), 0)
    ) as holes group by incident_id order by incident_id`.execute(context.db);
  return rows.map((row) => ({ incidentId: row.incident_id, missingFrom: row.missing }));
}
