/** The worker of the bare workflow: a process of its own, with the slots of Tocsin's workers. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker';
import type { BareActivities } from './bare-workflow.ts';

const activities: BareActivities = { touch: () => Promise.resolve(Date.now()) };

async function run(): Promise<void> {
  const {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    BARE_QUEUE: taskQueue,
  } = process.env;
  if (address === undefined || namespace === undefined || taskQueue === undefined) {
    throw new Error('expected TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and BARE_QUEUE');
  }
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const extension = extname(fileURLToPath(import.meta.url));
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL(`./bare-workflow${extension}`, import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    ...{ connection, namespace, taskQueue, workflowBundle, activities },
    maxConcurrentWorkflowTaskExecutions: 40,
    maxCachedWorkflows: 1_000,
    maxConcurrentActivityTaskExecutions: 100,
  });
  const done = worker.run();
  process.send?.({ ready: true });
  process.once('SIGTERM', () => worker.shutdown());
  await done;
  await connection.close();
  process.disconnect();
}

await run().catch((error: unknown) => {
  process.stderr.write(`bare worker: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
