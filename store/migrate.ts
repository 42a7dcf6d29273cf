import { Client } from 'pg';
import { MIGRATIONS, type Migration } from './migrations/in-order.ts';
import { toStoreError } from './store-error.ts';

/** Any number that no other program locks in the same database ("tocsin" in ASCII, shortened). */
const MIGRATION_LOCK = 0x746f6373;

export interface MigrateOptions {
  /** `postgres://…` */
  readonly url: string;
  readonly connectTimeoutMs: number;
}

/**
 * Brings the database to this code's schema and returns the names of what was applied. Safe to run
 * from any number of processes at once: one does the work, the others wait for it. Migrations that
 * this code does not know (a newer neighbour ran them) are left alone. Throws `StoreError`.
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const client = new Client({
    connectionString: options.url,
    connectionTimeoutMillis: options.connectTimeoutMs,
    statement_timeout: 60_000,
    query_timeout: 61_000,
    application_name: 'tocsin-migrate',
    options: '-c synchronous_commit=on',
  });
  // Without a listener a dying connection would end the process; the query itself tells the error.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await applyMissing(client);
  } catch (error) {
    throw toStoreError(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function applyMissing(client: Client): Promise<readonly string[]> {
  // Held until the connection ends.
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  await client.query(
    'create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())',
  );
  const { rows } = await client.query<{ name: string }>('select name from migrations');
  const known = new Set(rows.map((row) => row.name));
  const missing = MIGRATIONS.filter((migration) => !known.has(migration.name));
  for (const migration of missing) await applyOne(client, migration);
  return missing.map((migration) => migration.name);
}

async function applyOne(client: Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query('insert into migrations (name) values ($1)', [migration.name]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
