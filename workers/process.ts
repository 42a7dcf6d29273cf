import { join } from 'node:path';
import type { Logger } from 'pino';
import { createLinkTokens, type LinkTokens } from '../channels/link-token.ts';
import { readConfig, type Config } from '../config/config.ts';
import { keyedHash } from '../config/keyed-hash.ts';
import { createLogger } from '../config/logger.ts';
import { completeSecrets, type Secrets } from '../config/secrets.ts';
import { createTemporalClient, type TemporalClient } from '../config/temporal.ts';
import { createEncryptedCache, type EncryptedCache } from '../store/encrypted-cache.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { realPeopleOnly } from './real-people.ts';

/** What worker and API are both made of. */
export interface Process {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly store: Store;
  readonly temporal: TemporalClient;
  readonly links: LinkTokens;
  /** What the API saves and every process reads while the database is away. */
  readonly offlineFile: EncryptedCache;
  /** Keyed hash under which conversations and commands are named. */
  readonly hash: (text: string) => string;
}

/**
 * Reads the configuration and makes the clients of a process; connects to nothing yet.
 * @throws ConfigError with every finding
 */
export async function openProcess(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Process> {
  const config = await readConfig(environment);
  const secrets = await completeSecrets(config);
  const logger = createLogger(name);
  const { idKey, payloadKeys } = secrets;
  const url = config.database.url;
  if (url === undefined) {
    throw new Error(
      'DATABASE_URL: expected postgres://…; `npm start` sets it for its own PostgreSQL',
    );
  }
  const isSimulated = config.channels.sms === 'simulated';
  const store = openStore({ url, keys: payloadKeys, idKey, logger: storeLogger(logger) });
  return {
    config,
    secrets,
    logger,
    store: isSimulated ? store : realPeopleOnly(store),
    temporal: createTemporalClient(config, payloadKeys, name),
    links: createLinkTokens(idKey),
    offlineFile: createEncryptedCache(join(config.dataDir, 'offline.enc'), payloadKeys),
    hash: (text) => keyedHash(idKey, 'names', text),
  };
}

function storeLogger(logger: Logger) {
  return {
    info: (fields: object, message: string) => logger.info(fields, message),
    warn: (fields: object, message: string) => logger.warn(fields, message),
  };
}

/** Runs `stop` once, on the first SIGTERM or SIGINT, and ends the process when it is done. */
export function stopOnSignals(logger: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const end = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
}
