import { createHmac, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker';
import { createDeliverOrders } from '../activities/deliver-orders.ts';
import { createGiveCommand } from '../activities/give-command.ts';
import { createSendEmail } from '../activities/send-email.ts';
import { createSendSms } from '../activities/send-sms.ts';
import { createTellIncident } from '../activities/tell-incident.ts';
import { createTellIncidentsOfStranger } from '../activities/tell-incidents-of-stranger.ts';
import { createAskProviderForReplies } from '../activities/ask-provider-for-replies.ts';
import {
  ChannelError,
  type InboundSms,
  type OutboundSms,
  type SmsChannel,
} from '../channels/channel.ts';
import { createLinkTokens } from '../channels/link-token.ts';
import type { Command, CommandEnvelope } from '../domain/incident/commands.ts';
import type { MessageOrder } from '../domain/incident/orders.ts';
import { devServer } from '../test/harness/temporal.ts';
import { endSignal, givenQuery } from './conversation-stand-in.ts';
import { conversationOfDispatch, routeInbound } from './inbound-routing.ts';
import {
  codesQuery,
  conversationWorkflowId,
  deliverySignal,
  incidentWorkflowId,
  ordersSignal,
  TASK_QUEUES,
} from './messages.ts';

const key = randomBytes(32);
const hash = (text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url').slice(0, 22);
const links = createLinkTokens(key);

/** A provider in this process, with faults to order: a network's worth of behaviour in one place. */
class Provider implements SmsChannel {
  readonly gone: OutboundSms[] = [];
  readonly inbox: InboundSms[] = [];
  /** Faults for the next sends, in order. `lost`: it goes out, and the answer is lost. */
  readonly faults: ('lost' | 'optedOut' | 'down')[] = [];
  private sids = 0;

  send(message: OutboundSms): Promise<{ providerId: string; state: 'sent' }> {
    const fault = this.faults.shift();
    if (fault !== 'optedOut' && fault !== 'down') this.gone.push(message);
    if (fault === 'optedOut') throw new ChannelError('final', 'optedOut', { message: '21610' });
    if (fault !== undefined) throw new ChannelError('ambiguous', 'unavailable', { message: fault });
    return Promise.resolve({ providerId: `SM${(this.sids += 1)}`, state: 'sent' });
  }
  find(message: OutboundSms): Promise<{ providerId: string; state: 'sent' } | undefined> {
    const isGone = this.gone.some(({ to, body }) => to === message.to && body === message.body);
    return Promise.resolve(isGone ? { providerId: 'SMfound', state: 'sent' } : undefined);
  }
  received(): Promise<readonly InboundSms[]> {
    return Promise.resolve(this.inbox);
  }
  to(number: string): readonly string[] {
    return this.gone.filter(({ to }) => to === number).map(({ body }) => body);
  }
}

let env: TestWorkflowEnvironment;
let connection: NativeConnection;
let bundle: { readonly code: string };
const provider = new Provider();
const workers: { readonly worker: Worker; readonly done: Promise<void> }[] = [];
let incidents = 0;

const activities = () => {
  const { client } = env;
  const tellIncident = createTellIncident({ client });
  const linkFor = (seed: Parameters<typeof links.mint>[0]): string =>
    `https://t.example/t/${links.mint(seed)}`;
  return {
    tellIncident,
    sendSms: createSendSms({ sms: provider, linkFor, tellIncident }),
    sendEmail: createSendEmail({
      email: { send: () => Promise.resolve({ providerId: 'mail', state: 'sent' }) },
      linkFor,
      tellIncident,
    }),
    giveCommand: createGiveCommand({ client, hash }),
    tellIncidentsOfStranger: createTellIncidentsOfStranger({ client, hash }),
    askProviderForReplies: createAskProviderForReplies({
      client,
      sms: provider,
      routing: () => Promise.resolve({ homeOf, hash }),
      now: () => Date.now(),
    }),
  };
};

const known = new Set<string>();
const homeOf = (number: string) =>
  known.has(number) ? { address: number, channel: 'sms' as const } : undefined;

async function work(taskQueue: string, what: 'workflows' | 'activities' | 'both'): Promise<Worker> {
  const worker = await Worker.create({
    connection,
    namespace: env.client.options.namespace,
    taskQueue,
    ...(what === 'activities' ? {} : { workflowBundle: bundle }),
    ...(what === 'workflows' ? {} : { activities: activities() }),
    stickyQueueScheduleToStartTimeout: '1 second',
    // Every workflow task replays the whole history: what is not deterministic shows.
    maxCachedWorkflows: 0,
  });
  workers.push({ worker, done: worker.run() });
  return worker;
}

async function stop(worker: Worker): Promise<void> {
  const running = workers.find((each) => each.worker === worker);
  worker.shutdown();
  await running?.done;
}

/** Polls until the story has come so far. */
async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

interface Story {
  readonly phone: string;
  readonly incident: string;
  readonly conversation: string;
  readonly page: (number: number, changes?: Partial<MessageOrder>) => MessageOrder;
  readonly deliver: (...orders: MessageOrder[]) => Promise<void>;
  readonly text: (body: string, providerId?: string) => Promise<void>;
  readonly given: <T extends Command['type']>(type: T) => Promise<readonly Given<T>[]>;
  readonly code: (task: string) => Promise<string>;
}
type Given<T extends Command['type']> = CommandEnvelope & {
  readonly command: Extract<Command, { type: T }>;
};

/** A responder with a number of her own, and a running incident. */
async function story(): Promise<Story> {
  const n = (incidents += 1);
  const letter = 'abcdefghijklmnop'.charAt(n);
  const phone = `+336000000${String(n).padStart(2, '0')}`;
  const incident = letter.repeat(16);
  known.add(phone);
  await env.client.workflow.start('incident', {
    workflowId: incidentWorkflowId(incident),
    taskQueue: TASK_QUEUES.incidents,
  });
  const deliver = createDeliverOrders({ client: env.client, hash });
  const conversation = conversationWorkflowId(hash(phone));
  return {
    phone,
    incident,
    conversation,
    page: (number, changes = {}) => ({
      ...{ key: `${incident}/${number}/0/1/ada`, kind: 'page', incident, codeName: 'RAVEN' },
      ...{ exercise: false, person: 'ada', personNumber: 1, language: 'en', timeZone: 'UTC' },
      ...{ sms: [phone], email: [], task: `T${number}`, number, leg: 0, page: 1 },
      ...{ answerBy: Date.now() + 300_000, at: Date.now(), life: false },
      ...changes,
    }),
    deliver: (...messages) => deliver({ messages, closures: [] }),
    text: async (body, providerId = `SM${randomBytes(8).toString('hex')}`) => {
      const route = routeInbound({ providerId, from: phone, body }, Date.now(), { homeOf, hash });
      if (route.type !== 'conversation') throw new Error('a known number is no stranger');
      await env.client.workflow.signalWithStart(route.type, route.options);
    },
    given: async (type) => {
      const handle = env.client.workflow.getHandle(incidentWorkflowId(incident));
      const all = await handle.query(givenQuery);
      return all.filter(({ command }) => command.type === type) as never;
    },
    code: async (task) =>
      await until(`a code for ${task}`, async () => {
        const handle = env.client.workflow.getHandle(conversation);
        return (await handle.query(codesQuery)).find((held) => held.task === task)?.code;
      }),
  };
}

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('WARN') });
  env = await devServer();
  connection = await NativeConnection.connect({ address: env.address });
  bundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./conversation-stand-in.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
  await work(TASK_QUEUES.conversations, 'both');
  await work(TASK_QUEUES.pages, 'activities');
  await work(TASK_QUEUES.records, 'both');
}, 120_000);

afterAll(async () => {
  for (const { worker } of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  await Promise.all(workers.map(({ done }) => done));
  await connection?.close();
  await env?.teardown();
}, 60_000);

describe('a conversation with a phone', () => {
  let incidentWorker: Worker;
  beforeAll(async () => {
    incidentWorker = await work(TASK_QUEUES.incidents, 'workflows');
  });

  it('pages, takes the reply, and confirms within 18 events', async () => {
    const { deliver, page, code, text, given, phone, conversation } = await story();
    await deliver(page(17));
    const [first] = await until('the page', () =>
      provider.to(phone).length > 0 ? provider.to(phone) : undefined,
    );
    expect(first).toContain(await code('T17'));
    expect(first).toMatch(/https:\/\/t\.example\/t\/[\w-]{40}/);
    await text(`${await code('T17')} ok`);
    await until('the confirmation', () => provider.to(phone)[1]);
    const [acknowledged] = await given('acknowledge');
    expect(acknowledged).toMatchObject({
      by: { person: 'ada', proof: 'sms' },
      command: { task: 'T17', via: 'sms' },
    });
    expect(await given('delivery')).toMatchObject([
      { command: { reports: [{ task: 'T17', channel: 'sms', state: 'sent' }] } },
    ]);
    const history = await until('the workflow task that confirmed', async () => {
      const { events } = await env.client.workflow.getHandle(conversation).fetchHistory();
      const last = events?.at(-1);
      return last?.markerRecordedEventAttributes == null ? undefined : (events ?? []);
    });
    expect(history.length).toBeLessThanOrEqual(18);
  });

  it('does everything once, however often it is told', async () => {
    const { deliver, page, code, text, given, phone } = await story();
    const order = page(17);
    await Promise.all([deliver(order), deliver(order), deliver(order)]);
    const ack = `ok ${await code('T17')}`;
    await Promise.all([text(ack, 'SMsame'), text(ack, 'SMsame'), text(ack, 'SMsame')]);
    await until('the confirmation', () => provider.to(phone)[1]);
    await text('LIST');
    await until('the list', () => provider.to(phone)[2]);
    expect(provider.to(phone)).toHaveLength(3);
    expect(await given('acknowledge')).toHaveLength(1);
  });

  it('survives a signal it cannot read, and a piece of news the core cannot take', async () => {
    const { deliver, page, code, conversation, given, phone } = await story();
    await deliver(page(17));
    await code('T17');
    const handle = env.client.workflow.getHandle(conversation);
    for (const signal of ['orders', 'inbound', 'deliveryNews', 'suppress']) {
      await handle.signal(signal);
      await handle.signal(signal, null);
      await handle.signal(signal, 'nonsense');
    }
    const broken = { ...page(18), timeZone: 7, language: null, sms: null };
    await handle.signal(ordersSignal, { orders: [broken as never], closures: [] });
    await deliver(page(19));
    await until('the next page', () => provider.to(phone)[1]);
    expect(await given('engineFault')).toEqual([]);
  });

  it('asks the provider before it sends again, and tells what failed for good', async () => {
    const { deliver, page, phone, given } = await story();
    provider.faults.push('lost');
    await deliver(page(17));
    const sent = await until('the report', async () => (await given('delivery'))[0]);
    expect(sent.command.reports[0]).toMatchObject({ task: 'T17', state: 'sent' });
    expect(provider.to(phone)).toHaveLength(1);
    provider.faults.push('optedOut');
    await deliver(page(18));
    const failed = await until('the failure', async () => (await given('delivery'))[1]);
    expect(failed.command.reports[0]).toMatchObject({
      task: 'T18',
      state: 'failed',
      optedOut: true,
    });
  });

  it('passes on what the provider says later, by the dispatch alone', async () => {
    const { deliver, page, phone, given } = await story();
    await deliver(page(17));
    await until('the page', () => provider.to(phone)[0]);
    const dispatch = provider.gone.find(({ to }) => to === phone)?.dispatch ?? '';
    const id = conversationOfDispatch(dispatch);
    expect(id).toBeDefined();
    await env.client.workflow
      .getHandle(id ?? '')
      .signal(deliverySignal, { dispatch, state: 'delivered' });
    const news = await until('the news', async () => (await given('delivery'))[1]);
    expect(news.command.reports).toMatchObject([{ task: 'T17', state: 'delivered' }]);
  });

  it('rolls before its history is long, and every code still works after', async () => {
    const { deliver, page, code, text, given, conversation, phone } = await story();
    await deliver(page(17));
    const ack = await code('T17');
    const handle = env.client.workflow.getHandle(conversation);
    const firstRun = (await handle.describe()).runId;
    await until('the roll', async () => {
      for (let n = 0; n < 20; n += 1) {
        await handle.signal(deliverySignal, { dispatch: 'unknown', state: 'sent' });
      }
      return (await handle.describe()).runId === firstRun ? undefined : true;
    });
    await text(`ok ${ack}`);
    await until('the acknowledgement', async () => (await given('acknowledge'))[0]);
    await deliver(page(17), page(18));
    await until('the page of 18', () => provider.to(phone)[2]);
    expect(provider.to(phone)).toHaveLength(3);
  });

  it('says nothing to strangers, and tells the incidents once and once again', async () => {
    const { given } = await story();
    const from = '+33699999999';
    for (const providerId of ['SMa', 'SMa', 'SMb', 'SMc']) {
      provider.inbox.push({ providerId, from, to: '+33100000000', body: 'OK 47' });
    }
    const look = await env.client.workflow.execute('reconcileReplies', {
      workflowId: 'look',
      taskQueue: TASK_QUEUES.records,
    });
    expect(look).toMatchObject({ found: 4 });
    const told = await until('both strikes', async () => {
      const strikes = await given('unknownSender');
      return strikes.length === 2 ? strikes : undefined;
    });
    expect(told.map(({ command }) => command.again)).toEqual([false, true]);
    expect(provider.to(from)).toEqual([]);
  });

  it('leaves a reply with an incident that does not answer, and confirms when it does', async () => {
    const { deliver, page, code, text, given, phone } = await story();
    await deliver(page(17));
    const ack = await code('T17');
    await until('the page', () => provider.to(phone)[0]);
    await stop(incidentWorker);
    await text(`ok ${ack}`);
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(provider.to(phone)).toHaveLength(1);
    incidentWorker = await work(TASK_QUEUES.incidents, 'workflows');
    await until('the confirmation', () => provider.to(phone)[1]);
    expect(await given('acknowledge')).toHaveLength(1);
  }, 60_000);

  it('answers a reply to an incident that has ended', async () => {
    const { deliver, page, code, text, incident, phone } = await story();
    await deliver(page(17));
    const ack = await code('T17');
    const handle = env.client.workflow.getHandle(incidentWorkflowId(incident));
    await handle.signal(endSignal);
    await handle.result();
    await text(`ok ${ack}`);
    expect(await until('the answer', () => provider.to(phone)[1])).toContain('17');
  });
});
