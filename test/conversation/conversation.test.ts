import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Worker } from '@temporalio/worker';
import { createDeliverOrders } from '../../activities/deliver-orders.ts';
import { createSuppression } from '../../activities/suppress-addresses.ts';
import type { Command, CommandEnvelope } from '../../domain/incident/commands.ts';
import type { MessageOrder } from '../../domain/incident/orders.ts';
import { routeInbound } from '../../workflows/inbound-routing.ts';
import {
  codesQuery,
  conversationWorkflowId,
  deliverySignal,
  incidentWorkflowId,
  ordersSignal,
  TASK_QUEUES,
} from '../../workflows/messages.ts';
import { setUp, until, type Rig } from './rig.ts';
import { endSignal, givenQuery } from './stand-in-incident.ts';

// Told against the machine's own clock: a story that a stall cut short is told again.
jest.retryTimes(2);

let rig: Rig;
let stories = 0;

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

/** The report of this state of a task's page, once there is one. */
function reported(given: readonly Given<'delivery'>[], task: string, state: string) {
  const reports = given.flatMap(({ command }) => command.reports);
  return reports.find((report) => report.task === task && report.state === state);
}

/** Fills the history of a conversation until it rolls. */
async function rolled(conversation: string): Promise<void> {
  const handle = rig.env.client.workflow.getHandle(conversation);
  const { runId } = await handle.describe();
  await until('the roll', async () => {
    for (let n = 0; n < 20; n += 1) {
      await handle.signal(deliverySignal, { dispatch: 'unknown', state: 'sent' });
    }
    return (await handle.describe()).runId === runId ? undefined : true;
  });
}

/** A responder with a number of her own, and a running incident. */
async function story(): Promise<Story> {
  const { routing, known } = rig;
  const n = (stories += 1);
  const letter = 'abcdefghijklmnop'.charAt(n);
  const phone = `+336000000${String(n).padStart(2, '0')}`;
  const incident = letter.repeat(16);
  known.add(phone);
  await rig.env.client.workflow.start('incident', {
    workflowId: incidentWorkflowId(incident),
    taskQueue: TASK_QUEUES.incidents,
  });
  const deliver = createDeliverOrders({ client: rig.env.client, hash: routing.hash });
  const conversation = conversationWorkflowId(routing.hash(phone));
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
      const route = routeInbound({ providerId, from: phone, body }, Date.now(), routing);
      if (route.type !== 'conversation') throw new Error('a known number is no stranger');
      await rig.env.client.workflow.signalWithStart(route.type, route.options);
    },
    given: async (type) => {
      const handle = rig.env.client.workflow.getHandle(incidentWorkflowId(incident));
      const all = await handle.query(givenQuery);
      return all.filter(({ command }) => command.type === type) as never;
    },
    code: async (task) =>
      await until(`a code for ${task}`, async () => {
        const handle = rig.env.client.workflow.getHandle(conversation);
        return (await handle.query(codesQuery)).find((held) => held.task === task)?.code;
      }),
  };
}

beforeAll(async () => {
  rig = await setUp();
  await rig.work(TASK_QUEUES.conversations, 'both');
  await rig.work(TASK_QUEUES.pages, 'activities');
  await rig.work(TASK_QUEUES.records, 'both');
}, 120_000);

afterAll(async () => {
  await rig.close();
}, 60_000);

describe('a conversation with a phone', () => {
  let incidentWorker: Worker;
  beforeAll(async () => {
    incidentWorker = await rig.work(TASK_QUEUES.incidents, 'workflows');
  });

  it('pages, takes the reply, and confirms within 18 events', async () => {
    const { deliver, page, code, text, given, phone, conversation } = await story();
    rig.quiet = true;
    await deliver(page(17));
    const first = await until('the page', () => rig.received(phone)[0]);
    expect(first).toMatch(
      /^RAVEN: task 17 for you\. Answer by \d\d:\d\dZ\. Reply (\d\d) = I have it, NO \1 = cannot\. https:\/\/t\.example\/t\/[\w-]{40}$/,
    );
    expect(first).toContain(`Reply ${await code('T17')}`);
    await text(`${await code('T17')} ok`);
    await until('the confirmation', () => rig.received(phone)[1]);
    const [acknowledged] = await given('acknowledge');
    expect(acknowledged).toMatchObject({
      by: { person: 'ada', proof: 'sms' },
      command: { task: 'T17', via: 'sms' },
    });
    const history = await until('the workflow task that confirmed', async () => {
      const { events } = await rig.env.client.workflow.getHandle(conversation).fetchHistory();
      const last = events?.at(-1);
      return last?.markerRecordedEventAttributes ? (events ?? []) : undefined;
    });
    expect(history.length).toBeLessThanOrEqual(18);
    expect(rig.received(phone)[1]).toContain('CML holds task 17 now');
    rig.quiet = false;
  });

  it('does everything once, however often it is told', async () => {
    const { deliver, page, code, text, given, phone } = await story();
    const order = page(17);
    await Promise.all([deliver(order), deliver(order), deliver(order)]);
    const ack = `ok ${await code('T17')}`;
    await Promise.all([text(ack, 'SMsame'), text(ack, 'SMsame'), text(ack, 'SMsame')]);
    await until('the confirmation', () => rig.received(phone)[1]);
    await text('LIST');
    await until('the list', () => rig.received(phone)[2]);
    expect(rig.received(phone)).toHaveLength(3);
    expect(await given('acknowledge')).toHaveLength(1);
  });

  it('survives a signal it cannot read, and a piece of news the core cannot take', async () => {
    const { deliver, page, code, conversation, given, phone } = await story();
    await deliver(page(17));
    await code('T17');
    const handle = rig.env.client.workflow.getHandle(conversation);
    for (const signal of ['orders', 'inbound', 'deliveryNews', 'suppress']) {
      await handle.signal(signal);
      await handle.signal(signal, null);
      await handle.signal(signal, 'nonsense');
    }
    const broken = { ...page(18), sms: [7] };
    await handle.signal(ordersSignal, { orders: [broken as never], closures: [] });
    await deliver(page(19));
    await until('the next page', () => rig.received(phone)[1]);
    // Nobody got that page, so its ladder must move on.
    await until('the failure', async () => reported(await given('delivery'), 'T18', 'failed'));
  });

  it('asks the provider before it sends again', async () => {
    const { deliver, page, phone, conversation } = await story();
    rig.provider.fail({ on: 'send', fault: 'acceptThenHang' });
    await deliver(page(17));
    await until('the end of the send', async () => {
      const { events } = await rig.env.client.workflow.getHandle(conversation).fetchHistory();
      return events?.find((event) => event.activityTaskCompletedEventAttributes);
    });
    expect(rig.received(phone)).toHaveLength(1);
  });

  it('hears from the provider how far each page got, and that somebody opted out', async () => {
    const { deliver, page, phone, given } = await story();
    await deliver(page(17));
    await until('delivery', async () => reported(await given('delivery'), 'T17', 'delivered'));
    rig.provider.reply(phone, 'STOP');
    await until('the opt-out', async () => (await given('optOut'))[0]);
    await deliver(page(18));
    const failed = await until('the failure', async () =>
      reported(await given('delivery'), 'T18', 'failed'),
    );
    expect(failed).toMatchObject({ channel: 'sms', optedOut: true });
  });

  it('writes an e-mail side by side with the text, with the same code and a link', async () => {
    const { deliver, page, code, given, phone } = await story();
    const mailbox = 'ada@example.org';
    await deliver(page(17, { email: [mailbox] }), page(18, { email: [mailbox] }));
    const mail = await until('the e-mail', () => rig.provider.mailbox(mailbox).mails[0]);
    expect(mail.text).toMatch(/^Replies to this e-mail are not read/);
    expect(mail.text).toContain(await code('T17'));
    expect(mail.text).toContain(await code('T18'));
    expect(mail.text.match(/https:\/\/t\.example\/t\/[\w-]{40}/g)).toHaveLength(2);
    await until('the report', async () => reported(await given('delivery'), 'T18', 'sent'));
    expect(rig.received(phone)).toHaveLength(1);
  });

  it('tells at once what no attempt could send, and sends the next page', async () => {
    const { deliver, page, phone, given } = await story();
    rig.provider.fail({ on: 'send', fault: 'serverError', times: 3 });
    await deliver(page(17));
    await until('the failure', async () => reported(await given('delivery'), 'T17', 'failed'));
    await deliver(page(18));
    expect(await until('the next page', () => rig.received(phone)[0])).toContain('task 18');
  });

  it('rolls before its history is long, and every code still works after', async () => {
    const { deliver, page, code, text, given, conversation, phone } = await story();
    await deliver(page(17));
    const ack = await code('T17');
    await rolled(conversation);
    await text(`ok ${ack}`);
    await until('the acknowledgement', async () => (await given('acknowledge'))[0]);
    await deliver(page(17), page(18));
    await until('the page of 18', () => rig.received(phone)[2]);
    expect(rig.received(phone)).toHaveLength(3);
  });

  it('says nothing to strangers, and tells the incidents once and once again', async () => {
    const { given } = await story();
    const from = '+33699999999';
    rig.provider.fail({ on: 'webhook', fault: 'lost', times: 3 });
    for (let n = 0; n < 3; n += 1) rig.provider.reply(from, 'OK 47');
    await rig.provider.settled();
    const look: unknown = await rig.env.client.workflow.execute('reconcileReplies', {
      workflowId: 'look',
      taskQueue: TASK_QUEUES.records,
    });
    expect(look).toHaveProperty('lookedAt');
    const told = await until('both strikes', async () => {
      const strikes = await given('unknownSender');
      return strikes.length === 2 ? strikes : undefined;
    });
    expect(told.map(({ command }) => command.again)).toEqual([false, true]);
    expect(rig.received(from)).toEqual([]);
  });

  it('is silenced before anything else when its number is suppressed', async () => {
    const { deliver, page, phone, given, incident } = await story();
    const kept: string[] = [];
    const directory = { revision: 7, people: {}, roster: {}, suppressed: [phone] };
    const suppression = createSuppression({
      client: rig.env.client,
      hash: rig.routing.hash,
      book: {
        suppress: (_incident, addresses) => Promise.resolve(void kept.push(...addresses)),
        directory: () => Promise.resolve(directory),
        homesOf: () => [],
      },
    });
    // Nobody has paged this number yet: its conversation begins with the refusal.
    await suppression.silenceAddresses({ incident, addresses: [phone] });
    await deliver(page(17));
    await until('the refusal', async () => reported(await given('delivery'), 'T17', 'failed'));
    expect(rig.received(phone)).toEqual([]);
    expect(kept).toEqual([]);
    await suppression.suppressAddresses({ incident, addresses: [phone] });
    expect(kept).toEqual([phone]);
    const news = await until('the directory', async () => (await given('directory'))[0]);
    expect(news.command.directory).toEqual(directory);
  });

  it('leaves a reply with an incident that does not answer, and confirms when it does', async () => {
    const { deliver, page, code, text, given, phone, conversation } = await story();
    await deliver(page(17));
    const ack = await code('T17');
    await until('the page', () => rig.received(phone)[0]);
    await rig.stop(incidentWorker);
    await text(`ok ${ack}`);
    const handle = rig.env.client.workflow.getHandle(conversation);
    await until('the answer left open', async () => {
      const { events } = await handle.fetchHistory();
      const asks = events?.filter((event) => event.activityTaskScheduledEventAttributes) ?? [];
      return asks.length > 1 ? true : undefined;
    });
    expect(rig.received(phone)).toHaveLength(1);
    // The question crosses a roll, and is asked again under the same id.
    await rolled(conversation);
    incidentWorker = await rig.work(TASK_QUEUES.incidents, 'workflows');
    await until('the confirmation', () => rig.received(phone)[1]);
    expect(await given('acknowledge')).toHaveLength(1);
  }, 180_000);

  it('answers a reply to an incident that has ended', async () => {
    const { deliver, page, code, text, incident, phone } = await story();
    await deliver(page(17));
    const ack = await code('T17');
    const handle = rig.env.client.workflow.getHandle(incidentWorkflowId(incident));
    await handle.signal(endSignal);
    await handle.result();
    await text(`ok ${ack}`);
    expect(await until('the answer', () => rig.received(phone)[1])).toContain('17');
  });
});
