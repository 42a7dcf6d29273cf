import { sql, type Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/** Until the transaction ends, nobody else changes this playbook. */
export async function lockPlaybook(db: Transaction<Schema>, id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`playbook/${id}`}, 0))`.execute(db);
}

/** One more than the greatest number in use; call it under the lock. */
export async function nextVersion(db: Transaction<Schema>, id: string): Promise<number> {
  const last = await db
    .selectFrom('playbook_versions')
    .select('version')
    .where('playbook_id', '=', id)
    .orderBy('version', 'desc')
    .executeTakeFirst();
  return (last?.version ?? 0) + 1;
}
