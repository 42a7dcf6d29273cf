import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, type DataConverter } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { signalIncident } from '../../activities/tell-incident.ts';
import { createLinkTokens } from '../../channels/link-token.ts';
import { createChannels } from '../../channels/create-channels.ts';
import {
  startSimulatedProvider,
  type SimulatedProvider,
} from '../../channels/simulated/provider.ts';
import { homeAddressAmong } from '../../domain/conversation/home-address.ts';
import type { Actor, Command, StartIncident } from '../../domain/incident/commands.ts';
import type { Refusal } from '../../domain/incident/refusals.ts';
import type { Incident } from '../../domain/incident/state.ts';
import type { Directory } from '../../domain/people/person.ts';
import type { Plan } from '../../domain/plan.ts';
import { openStore, type Store } from '../../store/open-store.ts';
import { createActivities, type Activities } from '../../workers/activities.ts';
import { routeInbound } from '../../workflows/inbound-routing.ts';
import {
  commandUpdate,
  incidentQuery,
  incidentWorkflowId,
  TASK_QUEUES,
  WORKFLOW_TASK_TIMEOUT,
  type CommandAnswer,
} from '../../workflows/messages.ts';
import { byKey } from './core-story.ts';
import { createDataConverter, FAILURE_CONVERTER_PATH } from '../../config/data-converter.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

let quiet = false;
/** Temporal's runtime is one a process, and tells warnings only. */
function quietRuntime(): void {
  if (quiet) return;
  quiet = true;
  Runtime.install({ logger: new DefaultLogger('ERROR') });
}

let bundle: Promise<{ readonly code: string }> | undefined;

/** The workflow bundle, built once a process. */
export function workflowBundle(): Promise<{ readonly code: string }> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
    ...(FAILURE_CONVERTER_PATH === undefined
      ? {}
      : { failureConverterPath: FAILURE_CONVERTER_PATH }),
  });
  return bundle;
}

/** Temporal, PostgreSQL, a provider and all workers, in this process: everything but HTTP. */
export interface Engine {
  readonly env: TestWorkflowEnvironment;
  readonly client: Client;
  readonly directory: () => Directory;
  readonly store: Store;
  readonly postgres: TestPostgres;
  readonly provider: SimulatedProvider;
  readonly hash: (text: string) => string;
  /** Starts an incident of this plan and directory. */
  start(plan: Plan, more?: Partial<StartIncident>): Promise<RunningIncident>;
  /** Brings a text from this number in, as a webhook would. */
  replies(from: string, body: string): Promise<void>;
  /** A new key becomes first; the workers start again with it and the older ones. */
  rotateKeys(): Promise<void>;
  /** Stops all workers (graceful) and starts them again. */
  stopWorkers(): Promise<void>;
  startWorkers(): Promise<void>;
  close(): Promise<void>;
}

/** An incident of the engine, and what a test asks of it. */
export interface RunningIncident {
  readonly id: string;
  readonly handle: WorkflowHandle;
  state(): Promise<Incident>;
  does(by: Actor, command: Command): Promise<CommandAnswer>;
  /** The refusal of a command that has to be refused. */
  refused(by: Actor, command: Command): Promise<Refusal>;
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

function runningIncident(id: string, handle: WorkflowHandle): RunningIncident {
  const does = (by: Actor, command: Command): Promise<CommandAnswer> =>
    handle.executeUpdate(commandUpdate, { args: [{ id: randomUUID(), by, command }] });
  return {
    id,
    handle,
    state: () => handle.query(incidentQuery),
    does,
    refused: async (by, command) => {
      const outcome = await does(by, command).then(
        () => undefined,
        (error: unknown) => error,
      );
      const cause = outcome instanceof WorkflowUpdateFailedError ? outcome.cause : undefined;
      const refusal = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
      if (refusal === undefined) throw new Error(`${command.type} should have been refused`);
      return refusal as Refusal;
    },
  };
}

/** A fresh id as the API makes them: 16 characters of lower-case base32. */
const incidentId = (): string =>
  [...randomBytes(16)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('');

const newKey = (id: string) => ({ id, key: randomBytes(32) });

export async function startEngine(options: EngineOptions): Promise<Engine> {
  quietRuntime();
  const env = await options.server();
  // As in a rotation: the new key is known everywhere before it becomes first.
  const [older, newer] = [newKey('k1'), newKey('k2')];
  let dataConverter = createDataConverter([older, newer]);
  const clientWith = (converter: DataConverter): Client =>
    new Client({
      connection: env.connection,
      namespace: env.namespace ?? 'default',
      dataConverter: converter,
    });
  const client = clientWith(dataConverter);
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
  // The time-skipping server cannot list workflows: there the engine tells the incidents it started.
  const started = new Set<string>();
  const tellStarted: Activities['tellIncidentsOfStranger'] = async ({ id, again }) => {
    const envelope = {
      id: hash(id),
      by: { proof: 'system' },
      command: { type: 'unknownSender', again },
    } as const;
    for (const incident of started) await signalIncident(client, incident, envelope);
    return started.size;
  };
  const listless = env.supportsTimeSkipping ? { tellIncidentsOfStranger: tellStarted } : {};
  const activities = { ...real, ...listless, ...options.replace };
  let running: { readonly worker: Worker; readonly done: Promise<void> }[] = [];
  const startWorkers = async (): Promise<void> => {
    const workflowBundleBuilt = await workflowBundle();
    const make = (taskQueue: string, workflows: boolean) =>
      Worker.create({
        connection: env.nativeConnection,
        namespace: env.namespace ?? 'default',
        taskQueue,
        activities,
        dataConverter,
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
    directory: options.directory,
    store,
    postgres,
    provider,
    hash,
    startWorkers,
    stopWorkers,
    rotateKeys: async () => {
      await stopWorkers();
      dataConverter = createDataConverter([newer, older]);
      await startWorkers();
    },
    start: async (plan, more = {}) => {
      const id = more.id ?? incidentId();
      const start: StartIncident = {
        id,
        codeName: 'RAVEN',
        mode: 'live',
        timeFactor: 1,
        plan,
        directory: options.directory(),
        facts: {},
        activate: false,
        by: byKey('CC'),
        ...more,
      };
      const handle = await client.workflow.start('incident', {
        workflowId: incidentWorkflowId(id),
        taskQueue: TASK_QUEUES.incidents,
        workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
        args: [{ start }],
      });
      started.add(id);
      return runningIncident(id, handle);
    },
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
