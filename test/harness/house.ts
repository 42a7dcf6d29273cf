import { mkdir, mkdtemp, cp, rm, stat } from 'node:fs/promises';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import {
  startSimulatedProvider,
  type SimulatedProvider,
} from '../../channels/simulated/provider.ts';
import { createCodec } from '../../config/codec.ts';
import type { Directory } from '../../domain/people/person.ts';
import type { Plan } from '../../domain/plan.ts';
import { openStore, type Store } from '../../store/open-store.ts';
import { saysReady } from '../../workers/child.ts';
import { temporalPlan } from '../../workers/embedded-temporal.ts';
import { freePort } from '../../workers/free-port.ts';
import { currentBuild, type Build } from './house-build.ts';
import { openDesk, type Desk } from './house-desk.ts';
import { houseProcess, type HouseProcess } from './house-process.ts';
import { environmentOf, freshSettings, OWN_NUMBER, type HouseSettings } from './house-settings.ts';
import { eventually } from './eventually.ts';
import { organisationFor } from './organisation.ts';
import { planFrom } from './plans.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { temporalCliForTests } from './temporal.ts';

/** One LIFE task for the duty officer: what the stories of the house run unless they say otherwise. */
export const LONE_PAGE: Plan = planFrom(new URL('./lone-page.yaml', import.meta.url));

/**
 * The whole house, each part an operating-system process of its own on loopback, so that any of
 * them can be killed at any instant. The phones are in the test's own process: it sees every text
 * and may make the provider misbehave.
 */
export interface House extends Desk {
  readonly temporal: HouseProcess;
  readonly worker: HouseProcess;
  readonly api: HouseProcess;
  readonly postgres: TestPostgres;
  readonly provider: SimulatedProvider;
  /** The story's own connection to the database and to Temporal, beside those of the house. */
  readonly store: Store;
  readonly client: Client;
  /** Where the API answers. */
  readonly url: string;
  readonly dataDir: string;
  /** As the provider signs with. */
  readonly accountSid: string;
  readonly authToken: string;
  readonly build: Build;
  /** Worker and API run this build from their next start on. */
  useBuild(build: Build): void;
  /** Ends everything; safe after a failure, and twice. */
  close(): Promise<void>;
}

export interface HouseOptions {
  /** Published before the house opens, beside the shipped ones; people of the first fill its roles. */
  readonly plans?: readonly Plan[];
  readonly directory?: Directory;
  /** Milliseconds the phones take per delivery state; 50 by default. */
  readonly deliveryMs?: number;
}

/** Starts everything (some seconds; the first after a change of the sources compiles and bundles). */
export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (let end = closers.pop(); end !== undefined; end = closers.pop()) await end();
  };
  try {
    return await furnish(options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

type Closers = (() => Promise<unknown>)[];

async function furnish(
  options: HouseOptions,
  closers: Closers,
  close: () => Promise<void>,
): Promise<House> {
  const home = await mkdtemp(join(tmpdir(), 'tocsin-house-'));
  closers.push(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));
  await chmod(home, 0o755);
  const dataDir = join(home, 'data');
  await mkdir(join(dataDir, 'logs'), { recursive: true });
  const ports = { temporal: await freePort(), http: await freePort() };
  const settings = freshSettings(dataDir, ports);
  const [build, postgres, provider, temporal] = await Promise.all([
    currentBuild(),
    startPostgres().then((server) => kept(closers, server, () => server.stop())),
    startPhones(settings, options).then((phones) => kept(closers, phones, () => phones.close())),
    startTemporal(settings).then((one) => kept(closers, one, () => one.kill('SIGKILL'))),
  ]);
  const database = await postgres.freshDatabase();
  const store = openStore({ url: database, keys: [settings.payloadKey], idKey: settings.idKey });
  closers.push(() => store.close());
  const plans = options.plans ?? [LONE_PAGE];
  const directory = options.directory ?? organisationFor(plans[0] ?? LONE_PAGE);
  const keys = await fill(store, plans, directory);
  const client = await connect(settings, closers);
  let current = build;
  const environment = environmentOf(settings, {
    database,
    twilio: provider.url,
    smtp: provider.smtpUrl,
  });
  const own = (name: string): HouseProcess => {
    const program = (): string => join(current.directory, 'workers', `${name}.js`);
    const logFile = join(dataDir, 'logs', `${name}.log`);
    const one = houseProcess({
      ...{ name, logFile, env: environment, isOurs: true, file: process.execPath },
      args: () => ['--enable-source-maps', program()],
      ready: saysReady,
    });
    return kept(closers, one, () => one.kill('SIGKILL'));
  };
  const worker = own('worker');
  const api = own('api');
  await cp(build.bundles, join(dataDir, 'bundles'), { recursive: true }).catch(() => undefined);
  await Promise.all([worker.start(), api.start()]);
  await keepBundles(build, dataDir);
  // From here on the API can do without the database (design, law 1).
  await eventually('the encrypted copy', () => isThere(join(dataDir, 'offline.enc')), 60_000);
  const { url, accountSid, authToken } = settings;
  const desk = openDesk({ url, adminKey: settings.adminKey, provider, directory, keys });
  return {
    ...desk,
    ...{ temporal, worker, api, postgres, provider, store, client, url, dataDir, build, close },
    ...{ accountSid, authToken },
    useBuild: (next) => {
      current = next;
    },
  };
}

function kept<T>(closers: Closers, one: T, end: () => Promise<unknown>): T {
  closers.push(end);
  return one;
}

async function startTemporal(settings: HouseSettings): Promise<HouseProcess> {
  const { dataDir, namespace, ports } = settings;
  const program = await temporalCliForTests();
  const plan = temporalPlan({ program, dataDir, namespace, port: ports.temporal });
  const { file, args, env } = plan.command;
  const { name, logFile, ready } = plan;
  const temporal = houseProcess({
    ...{ name, logFile, ready, file, env, isOurs: false },
    args: () => args,
  });
  await temporal.start();
  return temporal;
}

function startPhones(settings: HouseSettings, options: HouseOptions): Promise<SimulatedProvider> {
  const { accountSid, authToken, dataDir, ports } = settings;
  return startSimulatedProvider({
    ...{ port: 0, smtpPort: 0, accountSid, authToken, number: OWN_NUMBER, secret: 'test' },
    dataDir: join(dataDir, 'phones'),
    publicUrl: `http://127.0.0.1:${ports.http}`,
    deliveryMs: options.deliveryMs ?? 50,
  });
}

/** Playbooks, people, roster, and a coordinator's key for everybody. @returns the keys by person */
async function fill(
  store: Store,
  plans: readonly Plan[],
  directory: Directory,
): Promise<ReadonlyMap<string, string>> {
  for (const plan of plans) {
    const { playbook: id, hash } = plan;
    await store.playbooks.importShipped({ id, hash, source: '{}', plan });
  }
  const keys = new Map<string, string>();
  for (const person of Object.values(directory.people)) {
    await store.directory.putPerson(person);
    const key = await store.apiKeys.createKey({ person: person.id, access: 'coordinator' });
    keys.set(person.id, key.secret);
  }
  for (const [role, holders] of Object.entries(directory.roster)) {
    await store.directory.putRoster({ role, holders, rotations: [] });
  }
  return keys;
}

async function connect(settings: HouseSettings, closers: Closers): Promise<Client> {
  const address = `127.0.0.1:${settings.ports.temporal}`;
  const connection = await Connection.connect({ address, connectTimeout: '30 seconds' });
  closers.push(() => connection.close());
  return new Client({
    connection,
    namespace: settings.namespace,
    dataConverter: { payloadCodecs: [createCodec([settings.payloadKey])] },
  });
}

/** The next house of this build starts without bundling. */
async function keepBundles(build: Build, dataDir: string): Promise<void> {
  if (await isThere(build.bundles)) return;
  await cp(join(dataDir, 'bundles'), build.bundles, { recursive: true });
}

function isThere(path: string): Promise<true | undefined> {
  return stat(path).then(
    () => true as const,
    () => undefined,
  );
}
