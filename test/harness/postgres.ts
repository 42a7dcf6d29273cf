import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../workers/free-port.ts';
import {
  awaitDatabase,
  clusterUrl,
  initialiseCluster,
  spawnPostgres,
  type PostgresCluster,
} from '../../workers/postgres-cluster.ts';
import { postgresPrograms } from '../../workers/postgres-programs.ts';

/** A PostgreSQL of a test's own: real, empty, on a free port, gone after `stop`. */
export interface TestPostgres {
  /** The URL of a fresh, empty database of this server; every call makes another one. */
  readonly freshDatabase: () => Promise<string>;
  /** Ends the server at once and keeps its files: "the database is gone". */
  readonly crash: () => Promise<void>;
  /** Brings a crashed server back on the same port, with its data. */
  readonly restart: () => Promise<void>;
  /** Ends the server and deletes its files. */
  readonly stop: () => Promise<void>;
}

/** Starts a PostgreSQL (about a second); call it once in `beforeAll` and stop it in `afterAll`. */
export async function startPostgres(): Promise<TestPostgres> {
  const home = await mkdtemp(join(tmpdir(), 'tocsin-postgres-'));
  await chmod(home, 0o755); // the server may run as another user
  const cluster: PostgresCluster = {
    programs: await postgresPrograms(
      join(tmpdir(), `tocsin-postgres-programs-${process.getuid?.() ?? 0}`),
    ),
    directory: join(home, 'data'),
    port: await freePort(),
    password: randomBytes(18).toString('base64url'),
    durable: false,
  };
  await initialiseCluster(cluster);
  let server = spawnPostgres(cluster);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  };
  let databases = 0;
  return {
    freshDatabase: async () => {
      databases += 1;
      const name = `test_${databases}`;
      await awaitDatabase(cluster, name);
      return clusterUrl(cluster, name);
    },
    crash: () => end('SIGQUIT'), // immediate shutdown: no checkpoint, recovery at the next start
    restart: async () => {
      server = spawnPostgres(cluster);
      await awaitDatabase(cluster, 'postgres');
    },
    stop: async () => {
      await end('SIGQUIT');
      await rm(home, { recursive: true, force: true });
    },
  };
}
