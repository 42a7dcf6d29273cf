/**
 * What `npm start` runs: a supervisor that starts PostgreSQL, Temporal, the simulated phones, the
 * worker and the API, starts again what ends, and stops them in order. One machine only.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig, type Config } from '../config/config.ts';
import { ConfigError } from '../config/env.ts';
import { completeSecrets, keptSecret, secretFile } from '../config/secrets.ts';
import { keepRunning, type Child, type ChildPlan } from './child.ts';
import { apiPlan, simulatedPlan, workerPlan, type InnerWorld } from './own-processes.ts';
import { DATABASE, postgresPlan, prepareCluster } from './embedded-postgres.ts';
import { temporalPlan } from './embedded-temporal.ts';
import { freePort } from './free-port.ts';
import { clusterUrl } from './postgres-cluster.ts';
import { endProcess } from './process-mark.ts';
import { lockDataDir, readRunRecord, writeRunRecord, type RunRecord } from './run-record.ts';
import { findTemporalCli } from './temporal-program.ts';
import { freshHint, welcome } from './welcome.ts';

const tell = (line: string): void => void process.stdout.write(`${line}\n`);

/** Everything that was started, so that it can be ended in the contract's order. */
type Running = Map<string, Child>;
/** API, worker, Temporal, PostgreSQL (contract, `npm start`); the simulated provider goes with Temporal. */
const STOP_ORDER = ['API', 'worker', 'simulated phones', 'Temporal', 'PostgreSQL'];

/** Resolves with the first signal that asks us to end; a second one finds us at it already. */
function stopRequested(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, resolve);
  });
}

async function main(): Promise<void> {
  const config = await readConfig(process.env);
  const isFirstStart = !existsSync(secretFile(config.dataDir, 'ADMIN_API_KEY'));
  await mkdir(join(config.dataDir, 'logs'), { recursive: true });
  await chmod(config.dataDir, 0o711); // PostgreSQL may run as another user and has to pass through
  const unlock = await lockDataDir(config.dataDir);
  const running: Running = new Map();
  const asked = stopRequested();
  try {
    const record = await endOrphans(config.dataDir);
    await refuseTakenPort(config);
    const started = startAll(config, record, running);
    const signal = await Promise.race([asked, started.then(() => undefined)]);
    if (signal === undefined) {
      const { adminApiKey } = await completeSecrets(config);
      for (const line of welcome(config, adminApiKey, isFirstStart)) tell(line);
      await asked;
    } else await started.catch(() => undefined);
  } finally {
    await stopAll(running);
    await writeRunRecord(config.dataDir, {
      ...(await readRunRecord(config.dataDir)),
      children: {},
    });
    await unlock();
  }
}

/** A start after a kill -9 ends what the last one left behind, and starts it again itself. */
async function endOrphans(dataDir: string): Promise<RunRecord> {
  const record = await readRunRecord(dataDir);
  for (const name of STOP_ORDER) {
    const mark = record.children[name];
    if (mark === undefined) continue;
    await endProcess(mark, name === 'PostgreSQL' ? 'SIGINT' : 'SIGTERM', 20_000);
  }
  const clean = { ...record, children: {} };
  await writeRunRecord(dataDir, clean);
  return clean;
}

async function refuseTakenPort(config: Config): Promise<void> {
  const { host, port } = config.http;
  if (host !== '127.0.0.1' || (await freePort(port)) === port) return;
  const expected = `expected a free port; another program listens on ${host}:${port}`;
  throw new ConfigError([{ variable: 'PORT', expected }]);
}

async function startAll(config: Config, record: RunRecord, running: Running): Promise<void> {
  const secrets = await completeSecrets(config);
  const ports = await choosePorts(record, ['temporal', 'postgresql', 'simulated', 'simulatedMail']);
  const children: RunRecord['children'] = {};
  let writing = writeRunRecord(config.dataDir, { ports, children });
  await writing;
  const start = async (plan: ChildPlan): Promise<void> => {
    tell(`Starting ${plan.name}`);
    const child = await keepRunning(plan, {
      tell,
      started: async (name, mark) => {
        children[name] = mark;
        writing = writing.then(() => writeRunRecord(config.dataDir, { ports, children }));
        await writing;
      },
    });
    running.set(plan.name, child);
  };
  const databaseUrl = await bothStarted(
    startPostgres(config, ports['postgresql'] ?? 0, start),
    startTemporal(config, ports['temporal'] ?? 0, start),
  );
  const address = config.temporal.address ?? `127.0.0.1:${ports['temporal'] ?? 0}`;
  const simulatedSecret = await keptSecret(config.dataDir, 'SIMULATED_SECRET', newSecret);
  const simulatedToken = await keptSecret(config.dataDir, 'SIMULATED_TOKEN', newSecret);
  const simulated = { secret: simulatedSecret, token: simulatedToken };
  const world: InnerWorld = { config, secrets, ports, address, databaseUrl, simulated };
  if (config.channels.sms === 'simulated') await start(simulatedPlan(world));
  await bothStarted(start(workerPlan(world)), start(apiPlan(world)));
}

/** Waits for both, so that a failure leaves none half started behind the other's back. */
async function bothStarted<T>(one: Promise<T>, other: Promise<unknown>): Promise<T> {
  await Promise.allSettled([one, other]);
  await other;
  return await one;
}

const newSecret = (): string => randomBytes(24).toString('hex');

type Start = (plan: ChildPlan) => Promise<void>;

async function startTemporal(config: Config, port: number, start: Start): Promise<void> {
  if (config.temporal.address !== undefined) return;
  const { dataDir } = config;
  const keepIn = join(dataDir, 'programs');
  const program = await findTemporalCli({ named: config.temporal.cli, keepIn, tell });
  await start(temporalPlan({ program, dataDir, namespace: config.temporal.namespace, port }));
}

async function startPostgres(config: Config, port: number, start: Start): Promise<string> {
  if (config.database.url !== undefined) return config.database.url;
  const password = await keptSecret(config.dataDir, 'POSTGRES_PASSWORD', newSecret);
  tell('Preparing PostgreSQL');
  const cluster = await prepareCluster(config.dataDir, port, password, tell);
  await start(postgresPlan(cluster, config.dataDir));
  return clusterUrl(cluster, DATABASE);
}

/** Free ports, those of the last start where they still are. */
async function choosePorts(
  record: RunRecord,
  names: readonly string[],
): Promise<Record<string, number>> {
  const ports: Record<string, number> = {};
  for (const name of names) {
    const kept = record.ports[name];
    let port = await freePort(kept);
    while (Object.values(ports).includes(port)) port = await freePort();
    ports[name] = port;
  }
  return ports;
}

async function stopAll(running: Running): Promise<void> {
  for (const name of STOP_ORDER) {
    const child = running.get(name);
    if (child === undefined) continue;
    tell(`Stopping ${name}`);
    await child.stop();
  }
}

try {
  await main();
  process.exit(0);
} catch (error) {
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`\n${text}\n${freshHint(error)}`);
  process.exit(1);
}
