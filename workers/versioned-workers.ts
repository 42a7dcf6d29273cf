import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import proto from '@temporalio/proto';
import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { DEPLOYMENT, TASK_QUEUES } from '../workflows/messages.ts';
import type { Activities } from './activities.ts';
import { earlierBundles, type KeptBundle } from './bundle-workflows.ts';

const { VERSION_DRAINAGE_STATUS_DRAINED } = proto.temporal.api.enums.v1.VersionDrainageStatus;
/** How often drained versions are looked for, milliseconds. */
const DRAIN_LOOK = 60_000;
/** Registering a new version with the server takes a moment after its first poll. */
const REGISTER_LIMIT = 20_000;

export interface WorkersOptions {
  readonly connection: NativeConnection;
  readonly client: Client;
  readonly namespace: string;
  readonly dataConverter: DataConverter;
  readonly activities: Activities;
  readonly bundle: KeptBundle;
  /** Where bundles are kept. */
  readonly bundles: string;
  readonly identity: string;
  readonly logger: Logger;
}

export interface RunningWorkers {
  /** Rejects when a worker fails for good. */
  readonly failed: Promise<never>;
  /** Lets every worker finish what it has in hand. */
  stop(): Promise<void>;
}

interface Running {
  readonly worker: Worker;
  readonly done: Promise<void>;
}

/** Sends have slots of their own, and so have the workflows of each kind: none can starve another. */
const SLOTS: Pick<
  WorkerOptions,
  | 'maxConcurrentWorkflowTaskExecutions'
  | 'maxCachedWorkflows'
  | 'stickyQueueScheduleToStartTimeout'
  | 'shutdownGraceTime'
> = {
  maxConcurrentWorkflowTaskExecutions: 40,
  maxCachedWorkflows: 1_000,
  // After a crash this, and not the task timeout, decides when another worker takes over.
  stickyQueueScheduleToStartTimeout: '1 second',
  // A send ends within 20 s.
  shutdownGraceTime: '25 seconds',
};

/**
 * Starts the workers of this code and of every earlier version that incidents still run on, and
 * makes this version current: new incidents, and running ones at their next roll, take it over.
 */
export async function startWorkers(options: WorkersOptions): Promise<RunningWorkers> {
  const running = new Map<string, readonly Running[]>();
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => (fail = reject));
  failed.catch(() => undefined);
  const begin = async (name: string, making: Promise<readonly Worker[]>): Promise<void> => {
    const workers = (await making).map((worker) => ({ worker, done: worker.run() }));
    for (const { done } of workers) done.catch(fail);
    running.set(name, workers);
  };
  await begin('activities', activityWorkers(options));
  await begin(options.bundle.buildId, versionWorkers(options, options.bundle));
  await makeCurrent(options);
  const drain = async (): Promise<void> => {
    for (const bundle of await earlierBundles(options.bundles, options.bundle)) {
      const isDrained = await drained(options, bundle.buildId);
      if (!isDrained && !running.has(bundle.buildId)) {
        options.logger.info(
          { build: bundle.buildId },
          'serving an earlier version until it drains',
        );
        await begin(bundle.buildId, versionWorkers(options, bundle));
      } else if (isDrained) {
        await end(running.get(bundle.buildId) ?? []);
        running.delete(bundle.buildId);
        await rm(bundle.codePath, { force: true });
      }
    }
  };
  await drain();
  const looking = setInterval(() => {
    drain().catch((error: unknown) =>
      options.logger.warn({ err: error }, 'looking for drained versions failed'),
    );
  }, DRAIN_LOOK);
  return {
    failed,
    async stop() {
      clearInterval(looking);
      await end([...running.values()].flat());
    },
  };
}

async function end(workers: readonly Running[]): Promise<void> {
  for (const { worker } of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  await Promise.all(workers.map(({ done }) => done));
}

function common(options: WorkersOptions): Omit<WorkerOptions, 'taskQueue'> {
  const { connection, namespace, dataConverter, activities, identity } = options;
  return { connection, namespace, dataConverter, activities, identity, ...SLOTS };
}

/** Activities are the world's side and carry no history: their workers have no version. */
function activityWorkers(options: WorkersOptions): Promise<readonly Worker[]> {
  return Promise.all([
    Worker.create({
      ...common(options),
      taskQueue: TASK_QUEUES.pages,
      maxConcurrentActivityTaskExecutions: 100,
    }),
    Worker.create({
      ...common(options),
      taskQueue: TASK_QUEUES.records,
      maxConcurrentActivityTaskExecutions: 20,
    }),
  ]);
}

function versionWorkers(options: WorkersOptions, bundle: KeptBundle): Promise<readonly Worker[]> {
  const { buildId, codePath } = bundle;
  const queues = [TASK_QUEUES.incidents, TASK_QUEUES.conversations];
  return Promise.all(
    queues.map((taskQueue) =>
      Worker.create({
        ...common(options),
        taskQueue,
        workflowBundle: { codePath },
        workerDeploymentOptions: {
          version: { deploymentName: DEPLOYMENT, buildId },
          useWorkerVersioning: true,
          defaultVersioningBehavior: 'PINNED',
        },
      }),
    ),
  );
}

async function makeCurrent({ client, namespace, bundle, identity }: WorkersOptions): Promise<void> {
  const deadline = Date.now() + REGISTER_LIMIT;
  for (;;) {
    try {
      await client.workflowService.setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName: DEPLOYMENT,
        buildId: bundle.buildId,
        identity,
        // A queue that this version no longer has is no reason to stay on the old one.
        ignoreMissingTaskQueues: true,
      });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(200);
    }
  }
}

/** Whether no open incident runs on that version any more; one the server never saw counts as drained. */
async function drained({ client, namespace }: WorkersOptions, buildId: string): Promise<boolean> {
  try {
    const answer = await client.workflowService.describeWorkerDeploymentVersion({
      namespace,
      deploymentVersion: { deploymentName: DEPLOYMENT, buildId },
    });
    const status = answer.workerDeploymentVersionInfo?.drainageInfo?.status;
    return status === VERSION_DRAINAGE_STATUS_DRAINED;
  } catch (error) {
    return isNotFound(error);
  }
}

/** gRPC's NOT_FOUND. */
function isNotFound(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 5;
}
