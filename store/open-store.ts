/**
 * What is kept, in PostgreSQL: one file a table, opened here. Connects at the first statement, migrates
 * before it, and answers `unavailable` within seconds when the database is away.
 */
import { sql } from 'kysely';
import { type Alarms, createAlarms } from './alarms.ts';
import { type ApiKeys, createApiKeys } from './api-keys.ts';
import { connect, type Database, type StoreLogger } from './connect.ts';
import type { StoreContext } from './context.ts';
import { createDirectory, type DirectoryStore } from './directory.ts';
import type { PayloadKeys } from './envelope.ts';
import { createErasure, type Erasure } from './erase.ts';
import { createIdempotency, type Idempotency } from './idempotency.ts';
import { createIncidentLog, type IncidentLog } from './incident-log.ts';
import { createIncidents, type Incidents } from './incidents.ts';
import { listen, type Listening, type LogListener } from './listen.ts';
import { createPlaybooks, type Playbooks } from './playbooks.ts';
import { createReads, type Reads } from './reads.ts';
import { rotateKeys } from './rotate-keys.ts';
import { StoreError, toStoreError } from './store-error.ts';

export interface StoreOptions {
  /** `postgres://…` */
  readonly url: string;
  /** `PAYLOAD_KEYS`, newest first. */
  readonly keys: PayloadKeys;
  /** `ID_KEY`. */
  readonly idKey: Uint8Array;
  /** Silent when absent. */
  readonly logger?: StoreLogger;
  /** Milliseconds until a connection stands; 1,000 when absent. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds for one statement; 2,000 when absent. */
  readonly statementTimeoutMs?: number;
  /** Connections at most; 10 when absent. */
  readonly poolSize?: number;
}

export type Readiness =
  | { readonly ready: true }
  /** Why not, without personal data. */
  | { readonly ready: false; readonly reason: string };

/** All that Tocsin keeps. Every call throws `StoreError`; `unavailable` within the time limits. */
export interface Store {
  readonly log: IncidentLog;
  readonly incidents: Incidents;
  readonly directory: DirectoryStore;
  readonly playbooks: Playbooks;
  readonly apiKeys: ApiKeys;
  readonly idempotency: Idempotency;
  readonly alarms: Alarms;
  readonly reads: Reads;
  readonly erasure: Erasure;
  /**
   * Re-encrypts under the newest payload key what an older one holds, and answers how many rows;
   * once it answers 0 the store needs the older keys no more.
   */
  rotateKeys(): Promise<number>;
  /** Whether the database answers and has this code's schema. Never throws. */
  ready(): Promise<Readiness>;
  /** Tells of new log entries until closed; survives a lost database. */
  listen(listener: LogListener): Listening;
  /** Ends all connections, listeners included. */
  close(): Promise<void>;
}

const SILENT: StoreLogger = { info: () => undefined, warn: () => undefined };
const HEARTBEAT_MS = 15_000;

/** Returns at once; the database is first asked when something is read or written. */
export function openStore(options: StoreOptions): Store {
  const connection = {
    url: options.url,
    logger: options.logger ?? SILENT,
    connectTimeoutMs: options.connectTimeoutMs ?? 1_000,
    statementTimeoutMs: options.statementTimeoutMs ?? 2_000,
    poolSize: options.poolSize ?? 10,
  };
  if (options.keys.length === 0) throw new StoreError('invalid', 'the store needs a payload key');
  const db = connect(connection);
  const context: StoreContext = { db, keys: options.keys, idKey: options.idKey };
  const listeners = new Set<Listening>();
  return {
    log: createIncidentLog(context),
    incidents: createIncidents(context),
    directory: createDirectory(context),
    playbooks: createPlaybooks(context),
    apiKeys: createApiKeys(context),
    idempotency: createIdempotency(context),
    alarms: createAlarms(context),
    reads: createReads(context),
    erasure: createErasure(context),
    rotateKeys: () => rotateKeys(context),
    ready: () => readiness(db),
    listen(listener) {
      const inner = listen({ ...connection, heartbeatMs: HEARTBEAT_MS }, listener);
      const listening: Listening = {
        async close() {
          listeners.delete(listening);
          await inner.close();
        },
      };
      listeners.add(listening);
      return listening;
    },
    async close() {
      await Promise.all([...listeners].map((listening) => listening.close()));
      await db.destroy();
    },
  };
}

async function readiness(db: Database): Promise<Readiness> {
  try {
    await sql`select 1`.execute(db);
    return { ready: true };
  } catch (error) {
    return { ready: false, reason: toStoreError(error).message };
  }
}
