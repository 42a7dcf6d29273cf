import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { access, chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { postgresIdentity } from './postgres-programs.ts';

const run = promisify(execFile);

/** The owner of the embedded cluster; it exists nowhere else. */
const OWNER = 'tocsin';
/** Recovery after a kill -9 replays the write-ahead log before the first connection is taken. */
const READY_LIMIT_MS = 60_000;
const READY_POLL_MS = 50;

/** One embedded PostgreSQL: where its programs and data are, and how it is reached. */
export interface PostgresCluster {
  /** The directory with `bin`, `lib` and `share` (see `postgresPrograms`). */
  readonly programs: string;
  /** The cluster's own data directory. */
  readonly directory: string;
  readonly port: number;
  readonly password: string;
  /** False only in tests: a cluster that may be lost with the machine starts faster. */
  readonly durable: boolean;
}

/** The connection string of one database of the cluster; it holds the password, so never log it. */
export const clusterUrl = (
  cluster: Pick<PostgresCluster, 'port' | 'password'>,
  database: string,
): string => `postgres://${OWNER}:${cluster.password}@127.0.0.1:${cluster.port}/${database}`;

/**
 * Makes the cluster's files when there are none. Interrupted half way, it starts afresh next time.
 * @throws what initdb says.
 */
export async function initialiseCluster(cluster: PostgresCluster): Promise<void> {
  if (await exists(join(cluster.directory, 'PG_VERSION'))) return;
  const parent = dirname(cluster.directory);
  await mkdir(parent, { recursive: true });
  const making = `${cluster.directory}.making`;
  const passwordFile = `${cluster.directory}.password`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { mode: 0o700 });
  await writeFile(passwordFile, cluster.password, { mode: 0o600 });
  await giveToPostgres(making);
  await giveToPostgres(passwordFile);
  const auth = ['--auth=scram-sha-256', `--username=${OWNER}`, `--pwfile=${passwordFile}`];
  const text = [
    '--encoding=UTF8',
    '--locale=C',
    cluster.durable ? '--sync-method=fsync' : '--no-sync',
  ];
  try {
    await run(join(cluster.programs, 'bin', 'initdb'), [...auth, ...text, '--pgdata', making], {
      ...postgresIdentity(),
      cwd: '/',
    });
    await run('mv', [making, cluster.directory]);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** The command line that serves the cluster on loopback, and nowhere else. */
export function postgresCommand(cluster: PostgresCluster): { file: string; args: string[] } {
  const settings = [
    `port=${cluster.port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=60',
    'log_destination=stderr',
    'log_min_messages=warning',
    'log_min_error_statement=panic', // a statement could hold what no log may hold
    ...(cluster.durable ? [] : ['fsync=off', 'full_page_writes=off']),
  ];
  const args = ['-D', cluster.directory, ...settings.flatMap((setting) => ['-c', setting])];
  return { file: join(cluster.programs, 'bin', 'postgres'), args };
}

/** Starts the server as a child of this process, in a process group of its own. */
export function spawnPostgres(cluster: PostgresCluster): ChildProcess {
  const { file, args } = postgresCommand(cluster);
  return spawn(file, args, {
    ...postgresIdentity(),
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/**
 * Waits until the cluster takes connections, and makes the named database if it is missing.
 * @throws when it does not within a minute, with PostgreSQL's last answer.
 */
export async function awaitDatabase(
  cluster: Pick<PostgresCluster, 'port' | 'password'>,
  database: string,
): Promise<void> {
  const deadline = Date.now() + READY_LIMIT_MS;
  for (;;) {
    try {
      await createDatabase(cluster, database);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
    }
  }
}

async function createDatabase(
  cluster: Pick<PostgresCluster, 'port' | 'password'>,
  database: string,
): Promise<void> {
  const client = new pg.Client({ connectionString: clusterUrl(cluster, 'postgres') });
  client.on('error', () => undefined); // a server that goes away while we wait is asked again
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0)
      await client.query(`create database ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

async function giveToPostgres(path: string): Promise<void> {
  const { uid, gid } = postgresIdentity();
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
