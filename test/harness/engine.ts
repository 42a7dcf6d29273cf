import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { createLinkTokens } from '../../channels/link-token.ts';
import { createChannels } from '../../channels/create-channels.ts';
import {
  startSimulatedProvider,
  type SimulatedProvider,
} from '../../channels/simulated/provider.ts';
import { homeAddressAmong } from '../../domain/conversation/home-address.ts';
import type { Directory } from '../../domain/people/person.ts';
import { openStore, type Store } from '../../store/open-store.ts';
import { createActivities, type Activities } from '../../workers/activities.ts';
import { routeInbound } from '../../workflows/inbound-routing.ts';
import { TASK_QUEUES } from '../../workflows/messages.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

let quiet = false;
/** Temporal's runtime is one a process, and tells warnings only. */
function quietRuntime(): void {
  if (quiet) return;
  quiet = true;
  Runtime.install({ logger: new DefaultLogger('WARN') });
}

let bundle: Promise<{ readonly code: string }> | undefined;

/** The workflow bundle, built once a process. */
export function workflowBundle(): Promise<{ readonly code: string }> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
  return bundle;
}

/** Temporal, PostgreSQL, a provider and all workers, in this process: everything but HTTP. */
export interface Engine {
  readonly env: TestWorkflowEnvironment;
  readonly client: Client;
  readonly store: Store;
  readonly postgres: TestPostgres;
  readonly provider: SimulatedProvider;
  readonly hash: (text: string) => string;
  /** Brings a text from this number in, as a webhook would. */
  replies(from: string, body: string): Promise<void>;
  /** Stops all workers (graceful) and starts them again. */
  stopWorkers(): Promise<void>;
  startWorkers(): Promise<void>;
  close(): Promise<void>;
}

export interface EngineOptions {
  /** `devServer` or `timeSkippingServer`. */
  readonly server: () => Promise<TestWorkflowEnvironment>;
  readonly directory: () => Directory;
  /** Puts something else in the place of some activities. */
  readonly replace?: Partial<Activities>;
  /** Replays on every task when 0. */
  readonly maxCachedWorkflows?: number;
}

export async function startEngine(options: EngineOptions): Promise<Engine> {
  quietRuntime();
  const env = await options.server();
  const client = env.client;
  const home = await mkdtemp(join(tmpdir(), 'tocsin-engine-'));
  const postgres = await startPostgres();
  const idKey = randomBytes(32);
  const hash = (text: string): string =>
    createHmac('sha256', idKey).update(text).digest('base64url').slice(0, 22);
  const store = openStore({
    url: await postgres.freshDatabase(),
    keys: [{ id: 'test', key: randomBytes(32) }],
    idKey,
  });
  const accountSid = `AC${randomBytes(16).toString('hex')}`;
  const authToken = randomBytes(16).toString('hex');
  const provider = await startSimulatedProvider({
    port: 0,
    smtpPort: 0,
    dataDir: home,
    accountSid,
    authToken,
    publicUrl: 'http://127.0.0.1:9',
    secret: 'test',
    deliveryMs: 20,
  });
  const channels = await createChannels({
    twilio: {
      accountSid,
      authToken,
      from: '+15005550006',
      publicUrl: 'http://127.0.0.1:9',
      apiUrl: provider.url,
    },
    smtp: { url: provider.smtpUrl, from: 'tocsin@tocsin.example' },
  });
  const links = createLinkTokens(idKey);
  const homeOf = (address: string) => {
    const owner = Object.values(options.directory().people).find((person) =>
      person.contacts.some((contact) => contact.address === address),
    );
    return owner === undefined
      ? undefined
      : homeAddressAmong(owner.contacts.map((contact) => contact.address));
  };
  const real = createActivities({
    client,
    store,
    channels,
    hash,
    linkFor: (seed) => `https://t.example/t/${links.mint(seed)}`,
    now: () => Date.now(),
    routing: () => Promise.resolve({ homeOf, hash }),
    book: {
      suppress: async (incident, addresses) => {
        await store.directory.suppressAddresses({ incidentId: incident, addresses });
      },
      directory: () => Promise.resolve(options.directory()),
      homesOf: (addresses) => addresses.flatMap((address) => homeOf(address) ?? []),
    },
  });
  const activities = { ...real, ...options.replace };
  let running: { readonly worker: Worker; readonly done: Promise<void> }[] = [];
  const startWorkers = async (): Promise<void> => {
    const workflowBundleBuilt = await workflowBundle();
    const make = (taskQueue: string, workflows: boolean) =>
      Worker.create({
        connection: env.nativeConnection,
        namespace: env.namespace ?? 'default',
        taskQueue,
        activities,
        ...(workflows ? { workflowBundle: workflowBundleBuilt } : {}),
        stickyQueueScheduleToStartTimeout: '1 second',
        ...(options.maxCachedWorkflows === undefined
          ? {}
          : { maxCachedWorkflows: options.maxCachedWorkflows }),
      });
    const workers = await Promise.all([
      make(TASK_QUEUES.incidents, true),
      make(TASK_QUEUES.conversations, true),
      make(TASK_QUEUES.pages, false),
      make(TASK_QUEUES.records, true),
    ]);
    running = workers.map((worker) => ({ worker, done: worker.run() }));
  };
  const stopWorkers = async (): Promise<void> => {
    for (const { worker } of running) worker.shutdown();
    await Promise.all(running.map(({ done }) => done));
    running = [];
  };
  await startWorkers();
  return {
    env,
    client,
    store,
    postgres,
    provider,
    hash,
    startWorkers,
    stopWorkers,
    replies: async (from, body) => {
      const route = routeInbound(
        { providerId: `SM${randomBytes(16).toString('hex')}`, from, body },
        Date.now(),
        { homeOf, hash },
      );
      await client.workflow.signalWithStart(route.type, route.options as never);
    },
    close: async () => {
      await stopWorkers();
      channels.close();
      await provider.close();
      await store.close();
      await postgres.stop();
      await env.teardown();
      await rm(home, { recursive: true, force: true });
    },
  };
}
