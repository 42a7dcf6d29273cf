import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Phones, startPhones, TOCSIN_NUMBER } from '../../test/harness/twilio-phones.ts';
import { startReceiver, type WebhookReceiver } from '../../test/harness/twilio-receiver.ts';
import { createChannels } from '../create-channels.ts';
import type { SmsChannel } from '../channel.ts';
import { isSignedByTwilio } from '../twilio/signature.ts';
import { KEPT_MS } from './store.ts';

const JEAN = '+33612345678';
let receiver: WebhookReceiver;
let dataDir: string;
let phones: Phones;

const start = () => startPhones({ publicUrl: receiver.url, dataDir });
const smsTo = async (provider: Phones): Promise<SmsChannel> => {
  const { accountSid, authToken } = provider;
  const twilio = { accountSid, authToken, from: TOCSIN_NUMBER, publicUrl: receiver.url };
  return (await createChannels({ twilio: { ...twilio, apiUrl: provider.provider.url } })).sms;
};
const page = { dispatch: 'abc/17/0/1/p1/sms', to: JEAN, body: 'RAVEN: task 17 for you.' };
const statuses = () =>
  receiver.received.map((webhook) => webhook.fields['MessageStatus']).filter(Boolean);
const allSigned = () =>
  receiver.received.map((webhook) =>
    isSignedByTwilio({ authTokens: [phones.authToken], publicUrl: receiver.url }, webhook),
  );

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tocsin-simulated-'));
  receiver = await startReceiver();
  phones = await start();
});
afterEach(async () => {
  await phones.close();
  await receiver.close();
  await rm(dataDir, { recursive: true, force: true });
});

describe('the simulated phones', () => {
  it('tell of each step of a delivery, signed', async () => {
    await (await smsTo(phones)).send(page);
    await phones.provider.settled();
    expect(statuses()).toEqual(['queued', 'sent', 'delivered']);
    expect(allSigned()).toEqual([true, true, true]);
  });

  it('tell in the wrong order, twice, or with a wrong signature when asked to', async () => {
    const sms = await smsTo(phones);
    phones.provider.fail({ on: 'callbackOrder', fault: 'reversed' });
    await sms.send(page);
    await phones.provider.settled();
    expect(statuses()).toEqual(['delivered', 'sent', 'queued']);
    receiver.received.length = 0;
    phones.provider.fail({ on: 'webhook', fault: 'duplicated' });
    phones.phone(JEAN).replies('47');
    await phones.provider.settled();
    expect(new Set(receiver.received.map((webhook) => webhook.fields['MessageSid'])).size).toBe(1);
    expect(receiver.received).toHaveLength(2);
    receiver.received.length = 0;
    phones.provider.fail({ on: 'webhook', fault: 'wrongSignature' });
    phones.phone(JEAN).replies('47');
    await phones.provider.settled();
    expect(allSigned()).toEqual([false]);
  });

  it('post a reply again while Tocsin answers 503', async () => {
    receiver.answers.push(503, 503);
    const sid = phones.phone(JEAN).replies('47');
    await phones.provider.settled();
    const told = receiver.received.map((webhook) => webhook.fields);
    expect(told).toHaveLength(3);
    expect(told.at(-1)).toMatchObject({
      Body: '47',
      From: JEAN,
      To: TOCSIN_NUMBER,
      MessageSid: sid,
    });
  });

  it('get nothing while switched off, and the failure is told', async () => {
    phones.phone(JEAN).switchOff();
    await (await smsTo(phones)).send(page);
    await phones.provider.settled();
    expect(receiver.received.at(-1)?.fields).toMatchObject({
      MessageStatus: 'undelivered',
      ErrorCode: '30003',
    });
    await phones.phone(JEAN).hasNothing(50);
  });

  it('that said STOP are cut off until they say START', async () => {
    const sms = await smsTo(phones);
    phones.phone(JEAN).replies('STOP');
    await expect(sms.send(page)).rejects.toMatchObject({ kind: 'final', reason: 'optedOut' });
    phones.phone(JEAN).replies('START');
    expect((await sms.send(page)).state).toBe('queued');
  });

  it('keep everything over a restart, and carry on what was under way', async () => {
    const slow = await startPhones({
      ...phones,
      publicUrl: receiver.url,
      dataDir,
      deliveryMs: 60_000,
    });
    const taken = await (await smsTo(slow)).send(page);
    slow.phone(JEAN).replies('47');
    await slow.close();
    await phones.close();
    phones = await start();
    await phones.provider.settled();
    const texts = phones.provider.phone(JEAN).texts;
    expect(texts.map((text) => text.body)).toEqual([page.body, '47']);
    expect(texts[0]).toMatchObject({ sid: taken.providerId, status: 'delivered' });
  });

  it('survive half a line in their file and forget what is older than 30 days', async () => {
    phones.phone(JEAN).replies('old news');
    phones.phone(JEAN).replies('fresh news');
    await phones.close();
    const file = join(dataDir, 'simulated-provider.jsonl');
    const [old = '', ...rest] = (await readFile(file, 'utf8')).split('\n');
    const aged = old.replace(/"createdAt":\d+/, `"createdAt":${Date.now() - KEPT_MS - 1}`);
    await writeFile(file, [aged, ...rest, '{"kind":"text","te'].join('\n'));
    phones = await start();
    expect(phones.provider.phone(JEAN).texts.map((text) => text.body)).toEqual(['fresh news']);
    expect(await readFile(file, 'utf8')).not.toContain('old news');
  });
});

describe('the controls', () => {
  const ask = (path: string, body?: unknown, secret = phones.secret): Promise<Response> =>
    fetch(`${phones.provider.url}/control${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it('answer nobody without the secret', async () => {
    expect((await ask('/phones', undefined, 'wrong')).status).toBe(401);
    expect((await ask('/reply', { from: JEAN, body: '47' }, '')).status).toBe(401);
    expect(receiver.received).toEqual([]);
  });

  it('let a person answer from a phone and see it', async () => {
    expect((await ask('/reply', { from: JEAN, body: '47' })).status).toBe(200);
    expect(await (await ask('/phones')).json()).toMatchObject([
      { number: JEAN, off: false, texts: [{ direction: 'inbound', body: '47' }] },
    ]);
  });

  it('name the field at fault and refuse unknown ones', async () => {
    const answer = await ask('/reply', { from: '0612', body: '47', extra: 1 });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(await answer.json())).toMatch(/E\.164/);
  });
});

describe('without any provider', () => {
  it('every send fails at once, as absent, and nothing came in', async () => {
    const channels = await createChannels({});
    expect(channels.present).toEqual({ sms: false, email: false });
    await expect(channels.sms.send(page)).rejects.toMatchObject({
      kind: 'final',
      reason: 'absent',
    });
    expect(await channels.sms.received(0)).toEqual([]);
    const mail = { dispatch: 'd', to: 'a@b.example', subject: 's', text: 't', html: 'h' };
    await expect(channels.email.send(mail)).rejects.toMatchObject({
      kind: 'final',
      reason: 'absent',
    });
  });
});
