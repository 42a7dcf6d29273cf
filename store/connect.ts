/**
 * The pool: connects when first asked, brings the schema up to date before the first statement,
 * gives up in time, and throws away any connection whose server stopped answering.
 */
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import { Pool, type PoolClient } from 'pg';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';
import { isSchemaMissing, isServerAnswer, StoreError, toStoreError } from './store-error.ts';

/** What the store tells its operator; fits pino. Fields never hold personal data. */
export interface StoreLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export type Database = Kysely<Schema>;

export interface ConnectOptions {
  /** `postgres://…` */
  readonly url: string;
  readonly logger: StoreLogger;
  /** Until a connection stands or a pooled one is free. */
  readonly connectTimeoutMs: number;
  /** For one statement, at the server; the client waits half a second longer. */
  readonly statementTimeoutMs: number;
  readonly poolSize: number;
}

/** How much longer than the server the client waits, in case the server is gone. */
const GRACE_MS = 500;

/** Opens nothing yet: the first statement does. */
export function connect(options: ConnectOptions): Database {
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: options.connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    query_timeout: options.statementTimeoutMs + GRACE_MS,
    idle_in_transaction_session_timeout: options.statementTimeoutMs + GRACE_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'tocsin',
    // What was answered as kept must outlive a crash, whatever the server's default is.
    options: '-c synchronous_commit=on',
  });
  pool.on('error', (error) => {
    options.logger.warn({ reason: toStoreError(error).message }, 'a database connection was lost');
  });
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: guardPool(pool, options) }) });
}

function guardPool(pool: Pool, options: ConnectOptions): PostgresPool {
  const schema = ensureOnce(options);
  return {
    async connect() {
      await schema.ensure();
      const client = await pool.connect().catch((error: unknown) => {
        throw toStoreError(error);
      });
      return guardClient(client, schema.forget);
    },
    end: () => pool.end(),
  };
}

interface EnsuredSchema {
  ensure(): Promise<void>;
  /** The database turned out to be another one, for instance restored from an old copy. */
  readonly forget: () => void;
}

/** Migrates before the first statement; tries anew at the next one after a failure. */
function ensureOnce(options: ConnectOptions): EnsuredSchema {
  let done = false;
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    try {
      const applied = await migrate(options);
      done = true;
      if (applied.length > 0) options.logger.info({ applied }, 'the database schema was updated');
    } finally {
      running = undefined;
    }
  };
  return {
    async ensure() {
      if (done) return;
      running ??= run();
      await withinTime(running, options.connectTimeoutMs + options.statementTimeoutMs);
    },
    forget: () => {
      done = false;
    },
  };
}

async function withinTime(work: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new StoreError('unavailable', 'the database schema is still being updated'));
    }, milliseconds);
  });
  try {
    await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Translates errors, and lets no connection back into the pool whose state is unknown. */
function guardClient(client: PoolClient, forgetSchema: () => void): PostgresPoolClient {
  let broken: StoreError | undefined;
  // A pooled client in use has no listener of its own, and an unheard 'error' ends the process.
  const onLost = (error: Error): void => {
    broken ??= toStoreError(error);
  };
  client.on('error', onLost);
  const query = async (sql: string, parameters: readonly unknown[]): Promise<unknown> => {
    if (broken !== undefined) throw broken;
    try {
      return await client.query(sql, [...parameters]);
    } catch (error) {
      const told = toStoreError(error);
      if (!isServerAnswer(error)) broken = told;
      if (isSchemaMissing(error)) forgetSchema();
      throw told;
    }
  };
  return {
    // Kysely also declares a form for cursors, which nothing here uses.
    query: query as PostgresPoolClient['query'],
    release() {
      client.off('error', onLost);
      // An ended client may still report its own end.
      if (broken !== undefined) client.on('error', () => undefined);
      client.release(broken !== undefined);
    },
  };
}
