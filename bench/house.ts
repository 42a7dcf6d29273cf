/**
 * The house under measurement: the processes of `npm start`, each its own, supervised as there. Only
 * the phones are in the benchmark's process.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { createDataConverter } from '../config/data-converter.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { keepRunning, saysReady, type ChildPlan } from '../workers/child.ts';
import { DATABASE, postgresPlan, prepareCluster } from '../workers/embedded-postgres.ts';
import { temporalPlan } from '../workers/embedded-temporal.ts';
import { freePort } from '../workers/free-port.ts';
import { clusterUrl } from '../workers/postgres-cluster.ts';
import { findTemporalCli } from '../workers/temporal-program.ts';
import { NAMESPACE } from '../workflows/messages.ts';
import { acceptMail } from './mail.ts';
import { startPhones, type Phones } from './phones.ts';
import { directory, plans } from './plans.ts';
import { mapInFlight } from './statistics.ts';

/** Task queue of the bare workflow. */
export const BARE_QUEUE = 'bench-bare';

export interface House {
  /** Where the API answers, and the key it takes. */
  readonly url: string;
  readonly adminKey: string;
  readonly phones: Phones;
  /** Reads and speaks to incidents, past the API. */
  readonly client: Client;
  /** The same server without encryption, for the bare workflow. */
  readonly bare: Client;
  readonly store: Store;
  /** Process id of a child by its name (`worker`); it changes when the supervisor starts it again. */
  pid(name: string): number;
  close(): Promise<void>;
}

type Tell = (line: string) => void;
type Closers = (() => Promise<unknown>)[];

/** Starts everything and publishes the benchmark's playbooks. @throws what stands in the way */
export async function openHouse(tell: Tell): Promise<House> {
  const closers: Closers = [];
  const close = async (): Promise<void> => {
    for (let end = closers.pop(); end !== undefined; end = closers.pop()) {
      await end().catch(() => undefined);
    }
  };
  const stop = (): void => {
    close()
      .finally(() => process.exit(130))
      .catch(() => undefined);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  try {
    return { ...(await furnish(tell, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function furnish(tell: Tell, closers: Closers): Promise<Omit<House, 'close'>> {
  const home = await mkdtemp(join(tmpdir(), 'tocsin-bench-'));
  closers.push(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));
  await chmod(home, 0o755);
  await mkdir(join(home, 'logs'));
  const pids = new Map<string, number>();
  const start = async (plan: ChildPlan): Promise<void> => {
    tell(`starting ${plan.name}`);
    const started = (name: string, { pid }: { readonly pid: number }): Promise<void> => {
      pids.set(name, pid);
      return Promise.resolve();
    };
    const child = await keepRunning(plan, { started, tell });
    closers.push(() => child.stop());
  };
  const phones = await startPhones();
  closers.push(() => phones.close());
  const mail = await acceptMail();
  closers.push(() => mail.close());
  const { address, database } = await startServers(home, start, tell);
  const keys = freshKeys();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  phones.publicUrl = url;
  const env = environment({ ...keys, home, port, address, database, phones, smtpUrl: mail.url });
  const store = openStore({ url: database, keys: [keys.payloadKey], idKey: keys.idKey });
  closers.push(() => store.close());
  tell('publishing the playbooks of the benchmark');
  await fill(store);
  await start(ownPlan({ name: 'worker', file: '../workers/worker', env, home }));
  await start(ownPlan({ name: 'api', file: '../workers/api', env, home }));
  await start(ownPlan({ name: 'bare-worker', file: './bare-worker', env, home }));
  const connection = await Connection.connect({ address });
  closers.push(() => connection.close());
  const dataConverter = createDataConverter([keys.payloadKey]);
  return {
    ...{ url, adminKey: keys.adminKey, phones, store },
    client: new Client({ connection, namespace: NAMESPACE, dataConverter }),
    bare: new Client({ connection, namespace: NAMESPACE }),
    pid: (name) => pids.get(name) ?? 0,
  };
}

interface Servers {
  readonly address: string;
  readonly database: string;
}

async function startServers(
  home: string,
  start: (plan: ChildPlan) => Promise<void>,
  tell: Tell,
): Promise<Servers> {
  const password = randomBytes(18).toString('base64url');
  const cluster = await prepareCluster(home, await freePort(), password, tell);
  await start(postgresPlan(cluster, home));
  const keepIn = join(process.env['DATA_DIR'] ?? '.data', 'programs');
  const program = await findTemporalCli({ named: process.env['TEMPORAL_CLI'], keepIn, tell });
  const port = await freePort();
  await start(temporalPlan({ program, dataDir: home, namespace: NAMESPACE, port }));
  return { address: `127.0.0.1:${port}`, database: clusterUrl(cluster, DATABASE) };
}

interface Keys {
  readonly adminKey: string;
  readonly idKey: Buffer;
  readonly payloadKey: { readonly id: string; readonly key: Buffer };
}

const freshKeys = (): Keys => ({
  adminKey: `admin-${randomBytes(18).toString('base64url')}`,
  idKey: randomBytes(32),
  payloadKey: { id: 'bench', key: randomBytes(32) },
});

interface World extends Keys, Servers {
  readonly home: string;
  readonly port: number;
  readonly phones: Phones;
  readonly smtpUrl: string;
}

/** The environment of the contract; nothing of the caller's leaks in. */
function environment(world: World): Record<string, string | undefined> {
  const { home, port, phones, payloadKey } = world;
  return {
    PATH: process.env['PATH'],
    HOME: home,
    TZ: 'UTC',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATA_DIR: home,
    TEMPORAL_ADDRESS: world.address,
    TEMPORAL_NAMESPACE: NAMESPACE,
    DATABASE_URL: world.database,
    ADMIN_API_KEY: world.adminKey,
    ID_KEY: world.idKey.toString('base64'),
    PAYLOAD_KEYS: `${payloadKey.id}:${payloadKey.key.toString('base64')}`,
    TWILIO_ACCOUNT_SID: phones.accountSid,
    TWILIO_AUTH_TOKEN: phones.authToken,
    TWILIO_FROM: phones.number,
    TWILIO_API_URL: phones.url,
    SMTP_URL: world.smtpUrl,
    MAIL_FROM: 'Tocsin <tocsin@tocsin.example>',
    BARE_QUEUE,
  };
}

function ownPlan(own: {
  readonly name: string;
  readonly file: string;
  readonly env: Record<string, string | undefined>;
  readonly home: string;
}): ChildPlan {
  const extension = extname(fileURLToPath(import.meta.url));
  const program = fileURLToPath(new URL(`${own.file}${extension}`, import.meta.url));
  return {
    name: own.name,
    command: {
      ...{ file: process.execPath, env: own.env, isOurs: true },
      args: ['--enable-source-maps', program],
    },
    ready: saysReady,
    stopSignal: 'SIGTERM',
    stopLimitMs: 30_000,
    logFile: join(own.home, 'logs', `${own.name}.log`),
  };
}

async function fill(store: Store): Promise<void> {
  const { people, roster } = directory();
  await mapInFlight(plans(), 8, (plan) =>
    store.playbooks.importShipped({ id: plan.playbook, hash: plan.hash, source: '{}', plan }),
  );
  await mapInFlight(Object.values(people), 4, (person) => store.directory.putPerson(person));
  await mapInFlight(Object.entries(roster), 4, ([role, holders]) =>
    store.directory.putRoster({ role, holders, rotations: [] }),
  );
}
