/**
 * Forgetting an incident's content for good (R20, R21): its key and bodies go, the chain of hashes
 * and a certificate stay. Answers remembered for repeats may hold content for 24 hours more.
 */
import { type Selectable, sql, type Transaction } from 'kysely';
import type { StoreContext } from './context.ts';
import { lockIncident } from './incident-keys.ts';
import type { Schema } from './schema.ts';
import { StoreError } from './store-error.ts';

export interface ErasureRequest {
  readonly incidentId: string;
  readonly requestedBy: string;
  /** Somebody else. */
  readonly approvedBy: string;
  /** The rule it rests on, for instance `R20 C4`; no personal data. */
  readonly reason: string;
}

export interface ErasureCertificate extends ErasureRequest {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly entriesErased: number;
  readonly lastSeq: number;
  /** The chain's head at that time, hexadecimal. */
  readonly head: string | null;
}

export interface Erasure {
  /**
   * Erases and certifies, in one step. Throws `conflict` while the incident is open, under legal
   * hold or erased already, `invalid` when one person alone asks, `notFound`.
   */
  eraseIncident(request: ErasureRequest): Promise<ErasureCertificate>;
  getCertificate(incidentId: string): Promise<ErasureCertificate | undefined>;
  /** Nothing of the incident is erased until the hold is released. */
  placeHold(incidentId: string, by: string): Promise<void>;
  releaseHold(incidentId: string, by: string): Promise<void>;
}

export function createErasure(context: StoreContext): Erasure {
  return {
    eraseIncident: (request) => eraseIncident(context, request),
    getCertificate: (incidentId) => getCertificate(context, incidentId),
    placeHold: (incidentId, by) => placeHold(context, incidentId, by),
    releaseHold: (incidentId, by) => releaseHold(context, incidentId, by),
  };
}

async function eraseIncident(
  context: StoreContext,
  request: ErasureRequest,
): Promise<ErasureCertificate> {
  if (request.requestedBy === request.approvedBy) {
    throw new StoreError(
      'invalid',
      'an erasure is approved by another person than who asks for it',
    );
  }
  return context.db.transaction().execute(async (transaction) => {
    await lockIncident(transaction, request.incidentId);
    await refuseTooEarly(transaction, request.incidentId);
    const last = await transaction
      .selectFrom('incident_events')
      .select('seq')
      .where('incident_id', '=', request.incidentId)
      .orderBy('seq', 'desc')
      .executeTakeFirst();
    const head = await transaction
      .selectFrom('incident_events')
      .select('hash')
      .where('incident_id', '=', request.incidentId)
      .where('hash', 'is not', null)
      .orderBy('seq', 'desc')
      .executeTakeFirst();
    const { rows } = await sql<{ erased: number }>`
      select erase_incident_content(${request.incidentId}) as erased`.execute(transaction);
    const certificate = await transaction
      .insertInto('erasures')
      .values({
        incident_id: request.incidentId,
        requested_by: request.requestedBy,
        approved_by: request.approvedBy,
        reason: request.reason,
        entries_erased: rows[0]?.erased ?? 0,
        last_seq: last?.seq ?? 0,
        head_hash: head?.hash ?? null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return toCertificate(certificate);
  });
}

async function refuseTooEarly(db: Transaction<Schema>, incidentId: string): Promise<void> {
  const incident = await db
    .selectFrom('incidents')
    .select('closed_at')
    .where('id', '=', incidentId)
    .executeTakeFirst();
  if (incident === undefined) throw new StoreError('notFound', `no incident ${incidentId}`);
  if (incident.closed_at === null) {
    throw new StoreError('conflict', `incident ${incidentId} is not closed`);
  }
  const hold = await db
    .selectFrom('legal_holds')
    .select('placed_at')
    .where('incident_id', '=', incidentId)
    .where('released_at', 'is', null)
    .executeTakeFirst();
  if (hold !== undefined) {
    throw new StoreError('conflict', `incident ${incidentId} is under legal hold`);
  }
}

async function getCertificate(
  context: StoreContext,
  incidentId: string,
): Promise<ErasureCertificate | undefined> {
  const row = await context.db
    .selectFrom('erasures')
    .selectAll()
    .where('incident_id', '=', incidentId)
    .executeTakeFirst();
  return row === undefined ? undefined : toCertificate(row);
}

async function placeHold(context: StoreContext, incidentId: string, by: string): Promise<void> {
  const placed = { placed_by: by, placed_at: new Date(), released_at: null, released_by: null };
  await context.db
    .insertInto('legal_holds')
    .values({ incident_id: incidentId, ...placed })
    .onConflict((conflict) =>
      conflict
        .column('incident_id')
        .doUpdateSet(placed)
        .where('legal_holds.released_at', 'is not', null),
    )
    .execute();
}

async function releaseHold(context: StoreContext, incidentId: string, by: string): Promise<void> {
  await context.db
    .updateTable('legal_holds')
    .set({ released_at: new Date(), released_by: by })
    .where('incident_id', '=', incidentId)
    .where('released_at', 'is', null)
    .execute();
}

function toCertificate(row: Selectable<Schema['erasures']>): ErasureCertificate {
  return {
    incidentId: row.incident_id,
    at: row.at.getTime(),
    requestedBy: row.requested_by,
    approvedBy: row.approved_by,
    reason: row.reason,
    entriesErased: row.entries_erased,
    lastSeq: row.last_seq,
    head: row.head_hash?.toString('hex') ?? null,
  };
}
