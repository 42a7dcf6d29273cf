/**
 * Every change of people, roster or suppressions leaves a row here, in the change's own
 * transaction: running incidents are told from these rows, so none is missed.
 */
import { sql, type Transaction } from 'kysely';
import { z } from 'zod';
import type { Queryable, StoreContext } from './context.ts';
import { parseKept } from './parse-json.ts';
import type { Schema } from './schema.ts';

export type ChangeKind = 'person' | 'role' | 'suppression';

export interface DirectoryChange {
  readonly revision: number;
  readonly kind: ChangeKind;
  /** The person's or role's id; for suppressions the incident's. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const kindSchema = z.enum(['person', 'role', 'suppression']);

/** Any number that no other lock uses ("dir" in ASCII). */
const DIRECTORY_LOCK = 0x646972;

/** Until the transaction ends, nobody else changes the directory; always taken before any row. */
export async function lockDirectory(db: Transaction<Schema>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${DIRECTORY_LOCK})`.execute(db);
}

/**
 * Makes the directory's next revision; call it first in the transaction. Writers queue here, so that
 * revisions become visible in their order: with revision 7 in sight, 6 is too.
 */
export async function nextRevision(
  db: Transaction<Schema>,
  change: { readonly kind: ChangeKind; readonly id: string },
): Promise<number> {
  await lockDirectory(db);
  const { revision } = await db
    .insertInto('directory_changes')
    .values({ kind: change.kind, id: change.id })
    .returning('revision')
    .executeTakeFirstOrThrow();
  return revision;
}

/** The newest revision; 0 before the first change. */
export async function directoryRevision(db: Queryable): Promise<number> {
  const row = await db
    .selectFrom('directory_changes')
    .select('revision')
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.revision ?? 0;
}

/** Changes that running incidents have not been told of, oldest first. */
export async function pendingDirectoryChanges(
  context: StoreContext,
): Promise<readonly DirectoryChange[]> {
  const rows = await context.db
    .selectFrom('directory_changes')
    .selectAll()
    .where('fanned_out_at', 'is', null)
    .orderBy('revision')
    .limit(500)
    .execute();
  return rows.map((row) => ({
    revision: row.revision,
    kind: parseKept(kindSchema, row.kind, 'directory_changes.kind'),
    id: row.id,
    at: row.at.getTime(),
  }));
}

/** Running incidents know the directory as of this revision. */
export async function markFannedOut(context: StoreContext, through: number): Promise<void> {
  await context.db
    .updateTable('directory_changes')
    .set({ fanned_out_at: new Date() })
    .where('revision', '<=', through)
    .where('fanned_out_at', 'is', null)
    .execute();
}
