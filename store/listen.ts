/** Hearing of new log entries as they are written, through PostgreSQL's LISTEN and NOTIFY. */
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import type { StoreLogger } from './connect.ts';
import { EVENTS_CHANNEL } from './record-events.ts';
import { toStoreError } from './store-error.ts';

/** An incident's log has entries through `seq`. */
export interface LogNews {
  readonly incidentId: string;
  readonly seq: number;
}

export interface LogListener {
  onNews(news: LogNews): void;
  /**
   * Listening began, or began again: anything may have been written unheard, so whoever follows an
   * incident reads on from the last entry it has.
   */
  onReady?(): void;
}

export interface Listening {
  /** Ends the connection; nothing is told after it. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly url: string;
  readonly logger: StoreLogger;
  readonly connectTimeoutMs: number;
  /** How often the connection is proved alive. */
  readonly heartbeatMs: number;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** Listens until closed; a lost connection is made anew, at growing intervals up to five seconds. */
export function listen(options: ListenOptions, listener: LogListener): Listening {
  const stopping = new AbortController();
  const running = keepListening(options, listener, stopping.signal);
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}

async function keepListening(
  options: ListenOptions,
  listener: LogListener,
  stop: AbortSignal,
): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!stop.aborted) {
    const heard = await listenOnce(options, listener, stop);
    pauseMs = heard ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    await pause(pauseMs, stop);
  }
}

/** One connection's life. Answers whether it ever listened. */
async function listenOnce(
  options: ListenOptions,
  listener: LogListener,
  stop: AbortSignal,
): Promise<boolean> {
  const client = new Client({
    connectionString: options.url,
    connectionTimeoutMillis: options.connectTimeoutMs,
    query_timeout: options.connectTimeoutMs,
    keepAlive: true,
    application_name: 'tocsin-listen',
  });
  client.on('notification', ({ payload }) => {
    const news = readNews(payload ?? '');
    if (news !== undefined && !stop.aborted) listener.onNews(news);
  });
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  let listened = false;
  try {
    await client.connect();
    await client.query(`listen ${EVENTS_CHANNEL}`);
    listened = true;
    listener.onReady?.();
    await proveAlive(client, options.heartbeatMs, AbortSignal.any([stop, lost.signal]));
  } catch (error) {
    options.logger.warn({ reason: toStoreError(error).message }, 'not listening to the log');
  } finally {
    await client.end().catch(() => undefined);
  }
  return listened;
}

/** Returns when told to, throws when the server no longer answers. */
async function proveAlive(client: Client, everyMs: number, until: AbortSignal): Promise<void> {
  while (await pause(everyMs, until)) await client.query('select 1');
}

/** Answers whether the time passed without `until`. */
async function pause(milliseconds: number, until: AbortSignal): Promise<boolean> {
  try {
    await setTimeout(milliseconds, undefined, { signal: until });
    return true;
  } catch {
    return false;
  }
}

function readNews(payload: string): LogNews | undefined {
  const match = /^(.+):(\d+)$/.exec(payload);
  const [, incidentId, seq] = match ?? [];
  if (incidentId === undefined || seq === undefined) return undefined;
  return { incidentId, seq: Number(seq) };
}
