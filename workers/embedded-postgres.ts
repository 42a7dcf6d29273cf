import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { access, chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ChildPlan } from './child.ts';
import {
  awaitDatabase,
  initialiseCluster,
  postgresCommand,
  type PostgresCluster,
} from './postgres-cluster.ts';
import { postgresIdentity, postgresPrograms } from './postgres-programs.ts';

const run = promisify(execFile);

/** The one database of the embedded cluster. */
export const DATABASE = 'tocsin';

/** Gets programs and files of the embedded PostgreSQL into place. @throws what stands in the way */
export async function prepareCluster(
  dataDir: string,
  port: number,
  password: string,
  tell: (line: string) => void,
): Promise<PostgresCluster> {
  const home = await clusterHome(dataDir);
  if (home !== dataDir) {
    tell(
      `PostgreSQL does not run as root, and others may not enter ${dataDir}: its files are in ${home}`,
    );
  }
  const programs = await postgresPrograms(join(home, 'postgres-programs'));
  const directory = join(home, 'postgres');
  const cluster = { programs, directory, port, password, durable: true };
  await initialiseCluster(cluster);
  return cluster;
}

/** How the embedded PostgreSQL runs. */
export function postgresPlan(cluster: PostgresCluster, dataDir: string): ChildPlan {
  return {
    name: 'PostgreSQL',
    command: {
      ...postgresCommand(cluster),
      ...postgresIdentity(),
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    },
    ready: async () => await awaitDatabase(cluster, DATABASE),
    stopSignal: 'SIGINT',
    stopLimitMs: 30_000,
    logFile: join(dataDir, 'logs', 'postgresql.log'),
  };
}

/**
 * DATA_DIR itself, except where we are root and the unprivileged user PostgreSQL insists on cannot
 * enter it (a checkout in root's closed home): then a directory of this DATA_DIR's own below
 * /var/lib. The choice is kept, so that a later start finds the same files.
 */
async function clusterHome(dataDir: string): Promise<string> {
  const note = join(dataDir, 'postgres-home');
  const kept = (await readFile(note, 'utf8').catch(() => '')).trim();
  if (kept !== '') return kept;
  const home = (await canEnter(dataDir)) ? dataDir : await homeBesideData(dataDir);
  await writeFile(note, `${home}\n`);
  return home;
}

async function homeBesideData(dataDir: string): Promise<string> {
  const id = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  const home = join('/var/lib', `tocsin-${id}`);
  await mkdir(home, { recursive: true });
  await chmod(home, 0o755);
  return home;
}

async function canEnter(directory: string): Promise<boolean> {
  const identity = postgresIdentity();
  if (identity.uid === undefined) {
    return await access(directory).then(
      () => true,
      () => false,
    );
  }
  // Node cannot ask on another user's behalf: let that user try.
  return await run('ls', ['-d', `${directory}/.`], { ...identity, cwd: '/' }).then(
    () => true,
    () => false,
  );
}
