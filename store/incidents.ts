/** The read model of incidents: enough to list them, and the newest state to show one. */
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { IncidentStatus, Mode } from '../domain/incident/state.ts';
import type { StoreContext } from './context.ts';
import { seal, unseal } from './envelope.ts';
import { findIncidentKey, lockIncident, takeIncidentKey } from './incident-keys.ts';
import { parseKept, parseText } from './parse-json.ts';
import type { Schema } from './schema.ts';

/** What everybody entitled to the incident's shell may see. Holds no content. */
export interface IncidentShell {
  readonly id: string;
  readonly status: IncidentStatus;
  readonly mode: Mode;
  readonly playbook: string;
  readonly codeName: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly closedAt?: number;
  /** The last entry of the log when the snapshot was taken. */
  readonly lastSeq: number;
}

export interface IncidentSnapshot extends IncidentShell {
  /** The incident's state as a JSON object; encrypted at rest. */
  readonly view: object;
}

export interface StoredIncident extends IncidentShell {
  /** Null once the content was erased. */
  readonly view: Readonly<Record<string, unknown>> | null;
}

export interface IncidentFilter {
  readonly status?: IncidentStatus;
  /** 50 when absent, 200 at most. */
  readonly limit?: number;
  /** Only incidents listed after this one: the `id` of the last of the page before. */
  readonly before?: string;
}

export interface Incidents {
  /** Keeps the snapshot unless a newer one is kept already; answers whether it did. Throws `erased`. */
  upsertSnapshot(snapshot: IncidentSnapshot): Promise<boolean>;
  get(id: string): Promise<StoredIncident | undefined>;
  /** Newest start first. */
  list(filter?: IncidentFilter): Promise<readonly IncidentShell[]>;
}

type IncidentRow = Selectable<Schema['incidents']>;

const statusSchema = z.enum(['intake', 'standby', 'active', 'stoodDown', 'inReview', 'closed']);
const modeSchema = z.enum(['live', 'exercise']);
const viewSchema = z.record(z.string(), z.unknown());

export function createIncidents(context: StoreContext): Incidents {
  return {
    upsertSnapshot: (snapshot) => upsertSnapshot(context, snapshot),
    get: (id) => getIncident(context, id),
    list: (filter = {}) => listIncidents(context, filter),
  };
}

async function upsertSnapshot(context: StoreContext, snapshot: IncidentSnapshot): Promise<boolean> {
  return context.db.transaction().execute(async (transaction) => {
    await lockIncident(transaction, snapshot.id);
    const key = await takeIncidentKey(context, transaction, snapshot.id);
    const kept = {
      status: snapshot.status,
      closed_at: snapshot.closedAt === undefined ? null : new Date(snapshot.closedAt),
      last_seq: snapshot.lastSeq,
      snapshot_seq: snapshot.lastSeq,
      view: seal(key, Buffer.from(JSON.stringify(snapshot.view)), viewPlace(snapshot.id)),
      updated_at: new Date(),
    };
    const result = await transaction
      .insertInto('incidents')
      .values({
        id: snapshot.id,
        mode: snapshot.mode,
        playbook: snapshot.playbook,
        code_name: snapshot.codeName,
        started_at: new Date(snapshot.startedAt),
        ...kept,
      })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet(kept)
          // Equal: the state before it may have been taken back by a crash.
          .where('incidents.snapshot_seq', '<=', snapshot.lastSeq),
      )
      .executeTakeFirst();
    return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
  });
}

async function getIncident(context: StoreContext, id: string): Promise<StoredIncident | undefined> {
  const row = await context.db
    .selectFrom('incidents')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const key = await findIncidentKey(context, context.db, id);
  if (key === undefined || row.view === null) return { ...toShell(row), view: null };
  const text = unseal(key, row.view, viewPlace(id)).toString('utf8');
  return {
    ...toShell(row),
    view: parseKept(viewSchema, parseText(text, 'incidents'), 'incidents'),
  };
}

async function listIncidents(
  context: StoreContext,
  filter: IncidentFilter,
): Promise<readonly IncidentShell[]> {
  let query = context.db
    .selectFrom('incidents')
    .selectAll()
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(Math.min(filter.limit ?? 50, 200));
  const { status, before } = filter;
  if (status !== undefined) query = query.where('status', '=', status);
  if (before !== undefined) {
    query = query.where(
      sql<boolean>`(started_at, id) < (select started_at, id from incidents where id = ${before})`,
    );
  }
  return (await query.execute()).map((row) => toShell(row));
}

function toShell(row: IncidentRow): IncidentShell {
  return {
    id: row.id,
    status: parseKept(statusSchema, row.status, 'incidents.status'),
    mode: parseKept(modeSchema, row.mode, 'incidents.mode'),
    playbook: row.playbook,
    codeName: row.code_name,
    startedAt: row.started_at.getTime(),
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at.getTime() }),
    lastSeq: row.last_seq,
  };
}

function viewPlace(id: string): string {
  return `incidents/${id}`;
}
