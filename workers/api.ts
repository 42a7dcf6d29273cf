/** The API process: HTTP API, webhooks, links and console. Boots without Temporal and without a database. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createConsoleDoor } from '../api/console-door.ts';
import { createApi, type Mount } from '../api/create-api.ts';
import type { ApiDependencies } from '../api/dependencies.ts';
import { createChannels } from '../channels/create-channels.ts';
import { renderLinkPage } from '../console/link-page.ts';
import { mountConsole } from '../console/mount.ts';
import { createSimulatedClient } from '../console/simulated-client.ts';
import { importShippedPlaybooks, settleFictionalOrganisation } from './first-contents.ts';
import { createClaimSender } from './key-links.ts';
import { openProcess, stopOnSignals, type Process } from './process.ts';

/** How often a database that was away at boot is asked again, milliseconds. */
const CONTENTS_RETRY = 2_000;

async function run(): Promise<void> {
  const own = await openProcess('api', process.env);
  const { config, logger } = own;
  const api = await apiOf(own);
  await api.begin();
  const server = createServer(api.app);
  await listening(server, config.http.port, config.http.host);
  const contents = fillContents(own, () => api.begin());
  await contents.tried;
  logger.info({ port: config.http.port }, 'api ready');
  process.send?.({ ready: true });
  stopOnSignals(logger, async () => {
    contents.cancel();
    server.close();
    server.closeIdleConnections();
    await api.close();
    server.closeAllConnections();
    await own.temporal.close();
    await own.store.close();
  });
}

async function apiOf(own: Process): Promise<ReturnType<typeof createApi>> {
  const { config, secrets, logger, store, temporal, links, offlineFile, hash } = own;
  const now = (): number => Date.now();
  const { twilio, smtp, sms, email } = config.channels;
  const { publicUrl, trustProxyHops } = config.http;
  const channels = await createChannels({
    ...(twilio === undefined ? {} : { twilio: { ...twilio, publicUrl } }),
    ...(smtp === undefined ? {} : { smtp }),
  });
  const webhooks = {
    accountSid: twilio?.accountSid ?? '',
    from: twilio?.from ?? '',
    authTokens: twilio === undefined ? [] : [twilio.authToken],
  };
  const { adminApiKey, idKey } = secrets;
  const { mayCompressTime } = config;
  const deps: ApiDependencies = {
    settings: {
      ...{ publicUrl, trustProxyHops, adminApiKey, idKey, mayCompressTime, webhooks },
      channels: { sms, email },
      version: ownVersion(),
    },
    temporal: temporal.client,
    store,
    offlineFile,
    links,
    claims: createClaimSender(channels, now),
    logger,
    now,
    hash,
    renderLinkPage,
  };
  return createApi(deps, consoleOf(own));
}

/** The console, with the phones page while no provider is set. */
function consoleOf({ config }: Process): Mount {
  const { simulated } = config.channels;
  const phones = simulated === undefined ? undefined : createSimulatedClient(simulated);
  return (app, { context, routes, desk }) => {
    mountConsole(app, createConsoleDoor(context, routes, { desk, phones }));
  };
}

interface Filling {
  /** The first attempt is over, done or not. */
  readonly tried: Promise<void>;
  cancel(): void;
}

/** Shipped playbooks and first people, as soon as the database is there; the API serves meanwhile. */
function fillContents(own: Process, filled: () => Promise<void>): Filling {
  let timer: NodeJS.Timeout | undefined;
  let cancelled = false;
  const isSimulated = own.config.channels.sms === 'simulated';
  const fill = async (): Promise<void> => {
    try {
      await importShippedPlaybooks(own.store);
      await settleFictionalOrganisation(own.store, isSimulated);
      await filled();
    } catch (error) {
      own.logger.warn({ err: error }, 'the database is not ready; trying again');
      if (!cancelled) timer = setTimeout(again, CONTENTS_RETRY);
    }
  };
  // `fill` catches everything itself.
  const again = (): void => {
    fill().catch(() => undefined);
  };
  return {
    tried: fill(),
    cancel: () => {
      cancelled = true;
      clearTimeout(timer);
    },
  };
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

/** From package.json, beside the sources or one above a build. */
function ownVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const file: unknown = JSON.parse(
        readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8'),
      );
      if (typeof file === 'object' && file !== null && 'version' in file) {
        return String(file.version);
      }
    } catch {
      // Not here; the next place.
    }
  }
  return 'unknown';
}

await run().catch((error: unknown) => {
  process.stderr.write(`api: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
