/** The worker process: every Temporal worker and all activities. */
import { join } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createChannels } from '../channels/create-channels.ts';
import { createDataConverter } from '../config/data-converter.ts';
import { connectWorker, identityOf } from '../config/temporal.ts';
import { createActivities } from './activities.ts';
import { currentBundle } from './bundle-workflows.ts';
import { createKnownPeople } from './known-people.ts';
import { openProcess, stopOnSignals, type Process } from './process.ts';
import { scheduleAll } from './schedules.ts';
import { registerSearchAttributes } from './search-attributes.ts';
import { startWorkers } from './versioned-workers.ts';

/**
 * How long a provider may stay silent, milliseconds. All attempts at a send have 20 s together
 * (design, law 3): a silence, the pause of a second, the question whether it went out, and the
 * second attempt have to fit in.
 */
const SMS_SILENCE = 6_000;
/** A whole e-mail may take 1.9 times this, and one attempt at a send 10 s. */
const MAIL_SILENCE = 5_000;

async function run(): Promise<void> {
  const own = await openProcess('worker', process.env);
  const { config, logger, temporal } = own;
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message }) => {
      // The SDK's own fields may quote arguments; its message and level are enough.
      logger.warn({ sdkLevel: level }, message);
    }),
  });
  const bundles = join(config.dataDir, 'bundles');
  const bundle = await currentBundle(bundles, (line) => logger.info({}, line));
  const connection = await connectWorker(config);
  await registerSearchAttributes(connection, config.temporal.namespace);
  const activities = await activitiesOf(own);
  const workers = await startWorkers({
    connection,
    client: temporal.client,
    namespace: config.temporal.namespace,
    dataConverter: createDataConverter(own.secrets.payloadKeys),
    activities,
    bundle,
    bundles,
    identity: identityOf('worker'),
    logger,
  });
  await scheduleAll(temporal.client);
  logger.info({ build: bundle.buildId }, 'worker ready');
  process.send?.({ ready: true });
  stopOnSignals(logger, async () => {
    await workers.stop();
    await connection.close();
    await temporal.close();
    await own.store.close();
  });
  await workers.failed;
}

async function activitiesOf(own: Process): Promise<ReturnType<typeof createActivities>> {
  const { config, store, offlineFile, links, hash, temporal } = own;
  const now = (): number => Date.now();
  const people = createKnownPeople({ store, offlineFile, now });
  await people.refresh();
  const { twilio, smtp } = config.channels;
  const { publicUrl } = config.http;
  const channels = await createChannels({
    ...(twilio === undefined ? {} : { twilio: { ...twilio, publicUrl, timeoutMs: SMS_SILENCE } }),
    ...(smtp === undefined ? {} : { smtp: { ...smtp, timeoutMs: MAIL_SILENCE } }),
  });
  return createActivities({
    client: temporal.client,
    store,
    channels,
    book: people.book,
    routing: async () => {
      await people.refresh();
      return { homeOf: people.homeOf, hash };
    },
    hash,
    linkFor: (seed) => `${publicUrl}/t/${links.mint(seed)}`,
    now,
  });
}

await run().catch((error: unknown) => {
  process.stderr.write(`worker: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
