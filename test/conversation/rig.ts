/**
 * Everything a story about conversations needs, for real: a Temporal server, workers, the simulated
 * provider behind the Twilio and SMTP clients, and a door for its signed webhooks.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker';
import express from 'express';
import { createAskProviderForReplies } from '../../activities/ask-provider-for-replies.ts';
import { createGiveCommand } from '../../activities/give-command.ts';
import { createSendEmail } from '../../activities/send-email.ts';
import { createSendSms } from '../../activities/send-sms.ts';
import { createTellIncident } from '../../activities/tell-incident.ts';
import { createTellIncidentsOfStranger } from '../../activities/tell-incidents-of-stranger.ts';
import { createChannels, type Channels } from '../../channels/create-channels.ts';
import { createLinkTokens } from '../../channels/link-token.ts';
import {
  startSimulatedProvider,
  type SimulatedProvider,
} from '../../channels/simulated/provider.ts';
import { readSms, readStatus } from '../../channels/twilio/inbound.ts';
import { isSignedByTwilio } from '../../channels/twilio/signature.ts';
import {
  conversationOfDispatch,
  routeInbound,
  type RoutingDeps,
} from '../../workflows/inbound-routing.ts';
import { deliverySignal } from '../../workflows/messages.ts';
import { devServer } from '../harness/temporal.ts';

const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: randomBytes(16).toString('hex') };
const OWN_NUMBER = '+15005550006';

export interface Rig {
  readonly env: TestWorkflowEnvironment;
  readonly provider: SimulatedProvider;
  readonly routing: RoutingDeps;
  /** Numbers that somebody is known by. */
  readonly known: Set<string>;
  /** While true, status callbacks are refused, as by a carrier that reports nothing. */
  quiet: boolean;
  /** Polls a worker on this queue. */
  work(taskQueue: string, what: 'workflows' | 'activities' | 'both'): Promise<Worker>;
  stop(worker: Worker): Promise<void>;
  /** What this phone received, oldest first. */
  received(phone: string): readonly string[];
  close(): Promise<void>;
}

/** Polls until the story has come so far. @throws Error after 15 s */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Sets everything up; workers are started by the story. */
export async function setUp(): Promise<Rig> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const env = await devServer();
  const connection = await NativeConnection.connect({ address: env.address });
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./stand-in-incident.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
  const key = randomBytes(32);
  const known = new Set<string>();
  const routing: RoutingDeps = {
    homeOf: (number) => (known.has(number) ? { address: number, channel: 'sms' } : undefined),
    hash: (text) => createHmac('sha256', key).update(text).digest('base64url').slice(0, 22),
  };
  const dataDir = await mkdtemp(join(tmpdir(), 'tocsin-conversation-'));
  const door = await openDoor();
  const provider = await startSimulatedProvider({
    ...ACCOUNT,
    ...{ port: 0, smtpPort: 0, dataDir, publicUrl: door.url, secret: 'rig', deliveryMs: 20 },
  });
  const channels = await createChannels({
    twilio: {
      ...ACCOUNT,
      from: OWN_NUMBER,
      publicUrl: door.url,
      apiUrl: provider.url,
      timeoutMs: 1_500,
    },
    smtp: { url: provider.smtpUrl, from: 'desk@example.org' },
  });
  const running = new Map<Worker, Promise<void>>();
  const rig: Rig = {
    ...{ env, provider, routing, known, quiet: false },
    async work(taskQueue, what) {
      const worker = await Worker.create({
        ...{ connection, namespace: env.namespace ?? 'default', taskQueue },
        ...(what === 'activities' ? {} : { workflowBundle }),
        ...(what === 'workflows' ? {} : { activities: activities(rig, channels, key) }),
        stickyQueueScheduleToStartTimeout: '1 second',
        // Every workflow task replays the whole history: what is not deterministic shows.
        maxCachedWorkflows: 0,
      });
      running.set(worker, worker.run());
      return worker;
    },
    async stop(worker) {
      worker.shutdown();
      await running.get(worker);
      running.delete(worker);
    },
    received: (phone) =>
      provider
        .phone(phone)
        .texts.filter(({ direction }) => direction === 'outbound-api')
        .map(({ body }) => body),
    async close() {
      for (const worker of running.keys()) worker.shutdown();
      await Promise.all(running.values());
      channels.close();
      await provider.close();
      await door.close();
      await connection.close();
      await env.teardown();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  door.answer(rig);
  return rig;
}

function activities({ env, routing }: Rig, { sms, email }: Channels, key: Buffer) {
  const { client } = env;
  const { hash } = routing;
  const tellIncident = createTellIncident({ client });
  const tokens = createLinkTokens(key);
  const linkFor = (seed: Parameters<typeof tokens.mint>[0]): string =>
    `https://t.example/t/${tokens.mint(seed)}`;
  return {
    tellIncident,
    sendSms: createSendSms({ sms, linkFor, tellIncident }),
    sendEmail: createSendEmail({ email, linkFor, tellIncident }),
    giveCommand: createGiveCommand({ client, hash }),
    tellIncidentsOfStranger: createTellIncidentsOfStranger({ client, hash }),
    askProviderForReplies: createAskProviderForReplies({
      ...{ client, sms, routing: () => Promise.resolve(routing) },
      now: () => Date.now(),
    }),
  };
}

/** The provider's webhooks, checked and handed on as the API does. */
async function openDoor() {
  const app = express().use(express.urlencoded({ extended: false }));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address object, never a path.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    answer(rig: Rig): void {
      app.post('/webhooks/twilio/:kind', (request, response) => {
        const signed = isSignedByTwilio(
          { authTokens: [ACCOUNT.authToken], publicUrl: url },
          {
            originalUrl: request.originalUrl,
            signature: request.get('x-twilio-signature'),
            fields: request.body as Record<string, unknown>,
          },
        );
        if (!signed || (rig.quiet && request.params.kind === 'status')) {
          response.sendStatus(403);
          return;
        }
        const handOn = request.params.kind === 'sms' ? handText : handStatus;
        handOn(rig, request.body, request.query).then(
          () => response.sendStatus(204),
          () => response.sendStatus(503),
        );
      });
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const ours = { accountSid: ACCOUNT.accountSid, from: OWN_NUMBER };

async function handText({ env, routing }: Rig, form: unknown): Promise<void> {
  const route = routeInbound(readSms(form, ours), Date.now(), routing);
  if (route.type === 'conversation') {
    await env.client.workflow.signalWithStart(route.type, route.options);
  } else {
    await env.client.workflow.signalWithStart(route.type, route.options);
  }
}

async function handStatus({ env }: Rig, form: unknown, query: unknown): Promise<void> {
  const { dispatch = '', state, reason } = readStatus(form, query, ours);
  const conversation = conversationOfDispatch(dispatch);
  if (conversation === undefined) return;
  const news = { dispatch, state, ...(reason === undefined ? {} : { reason }) };
  await env.client.workflow.getHandle(conversation).signal(deliverySignal, news);
}
