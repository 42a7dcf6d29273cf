import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Phones, startPhones, TOCSIN_NUMBER } from '../../test/harness/twilio-phones.ts';
import { startReceiver, type WebhookReceiver } from '../../test/harness/twilio-receiver.ts';
import { ChannelError, type OutboundSms, type SmsChannel } from '../channel.ts';
import { createTwilioSms } from './send.ts';

const JEAN = '+33612345678';
let receiver: WebhookReceiver;
let phones: Phones;
let sms: SmsChannel;

const channel = (apiUrl: string, authToken = phones.authToken, timeoutMs = 400): SmsChannel =>
  createTwilioSms({
    accountSid: phones.accountSid,
    authToken,
    from: TOCSIN_NUMBER,
    publicUrl: receiver.url,
    apiUrl,
    timeoutMs,
  });

beforeAll(async () => {
  receiver = await startReceiver();
  phones = await startPhones({ publicUrl: receiver.url });
  sms = channel(phones.provider.url);
});
beforeEach(() => phones.provider.clearFaults());
afterAll(async () => {
  await phones.close();
  await receiver.close();
});

let counter = 0;
const page = (to = JEAN): OutboundSms => {
  counter += 1;
  return { dispatch: `abc/${counter}/0/1/p1/sms`, to, body: `RAVEN: task ${counter} for you.` };
};

const failureOf = async (work: Promise<unknown>): Promise<ChannelError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ChannelError);
  return error as ChannelError;
};

describe('a text sent through Twilio', () => {
  it('reaches the phone, and its callback names the dispatch', async () => {
    const sent = page();
    const taken = await sms.send({ ...sent, validForSeconds: 300 });
    expect(taken).toEqual({
      providerId: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      state: 'queued',
    });
    expect(await phones.phone(JEAN).gets(/RAVEN: task 1 /)).toBe(sent.body);
    await phones.provider.settled();
    const urls = receiver.received.map((webhook) => webhook.originalUrl);
    expect(urls).toContain(`/webhooks/twilio/status?d=${encodeURIComponent(sent.dispatch)}`);
  });

  it.each([
    ['+15005550001', 'unreachable', '21211'],
    ['+15005550002', 'notPermitted', '21612'],
    ['+15005550003', 'notPermitted', '21408'],
    ['+15005550004', 'optedOut', '21610'],
    ['+15005550009', 'unreachable', '21614'],
  ])('to the magic number %s fails for good: %s', async (to, reason, code) => {
    const failure = await failureOf(sms.send(page(to)));
    expect(failure).toMatchObject({ kind: 'final', reason, code });
  });

  it.each([
    ['unauthorized', 'final', 'misconfigured'],
    ['tooManyRequests', 'transient', 'unavailable'],
    ['serverError', 'ambiguous', 'unavailable'],
    ['htmlUnavailable', 'ambiguous', 'unavailable'],
    ['hang', 'ambiguous', 'unavailable'],
    ['drop', 'ambiguous', 'unavailable'],
  ] as const)('on %s is %s', async (fault, kind, reason) => {
    phones.provider.fail({ on: 'send', fault });
    const sent = page();
    expect(await failureOf(sms.send(sent))).toMatchObject({ kind, reason });
    expect(await sms.find(sent, Date.now())).toBeUndefined();
    expect((await sms.send(sent)).state).toBe('queued');
  });

  it('tells how long a busy Twilio asks us to wait', async () => {
    phones.provider.fail({ on: 'send', fault: 'tooManyRequests', retryAfterSeconds: 7 });
    expect(await failureOf(sms.send(page()))).toMatchObject({ retryAfterMs: 7_000 });
  });

  it.each(['acceptThenHang', 'acceptThenDrop'] as const)(
    'that Twilio took before it fell silent (%s) is found instead of sent twice',
    async (fault) => {
      phones.provider.fail({ on: 'send', fault });
      const sent = page();
      const since = Date.now();
      expect((await failureOf(sms.send(sent))).kind).toBe('ambiguous');
      const found = await sms.find(sent, since);
      expect(found?.providerId).toMatch(/^SM/);
      const same = phones.provider.phone(JEAN).texts.filter((text) => text.body === sent.body);
      expect(same.map((text) => text.sid)).toEqual([found?.providerId]);
    },
  );

  it('is not mistaken for the same words to someone else, or from long ago', async () => {
    const sent = page();
    await sms.send(sent);
    expect(await sms.find({ ...sent, to: '+33612345679' }, Date.now())).toBeUndefined();
    expect(await sms.find({ ...sent, body: 'other' }, Date.now())).toBeUndefined();
    expect(await sms.find(sent, Date.now() + 10_000)).toBeUndefined();
  });

  it('was certainly not sent when nobody listens', async () => {
    const failure = await failureOf(channel('http://127.0.0.1:9').send(page()));
    expect(failure).toMatchObject({
      kind: 'transient',
      reason: 'unavailable',
      code: 'ECONNREFUSED',
    });
  });

  it('with a wrong auth token fails for good, and for all', async () => {
    const failure = await failureOf(channel(phones.provider.url, 'wrong').send(page()));
    expect(failure).toMatchObject({ kind: 'final', reason: 'misconfigured', code: '20003' });
  });

  it('leaves no number and no text in its failure', async () => {
    const failures = [await failureOf(sms.send(page('+15005550001')))];
    phones.provider.fail({ on: 'send', fault: 'hang' });
    failures.push(await failureOf(sms.send(page())));
    for (const failure of failures) {
      expect(failure.cause).toBeUndefined();
      expect(JSON.stringify([failure.message, failure])).not.toMatch(/\+\d{6}|RAVEN/);
    }
  });

  it('never carries the auth token over an open line', () => {
    expect(() => channel('http://relay.example.org')).toThrow(/https/);
  });
});

describe('the reconciler', () => {
  it('sees every reply since, oldest first, over several pages', async () => {
    const marie = phones.phone('+33611111111');
    const sids = Array.from({ length: 230 }, (_, index) => marie.replies(String(index)));
    await phones.provider.settled();
    const patient = channel(phones.provider.url, phones.authToken, 10_000);
    const replies = await patient.received(Date.now() - 60_000);
    expect(replies.map((reply) => reply.providerId)).toEqual(sids);
    expect(replies[0]).toMatchObject({ from: marie.number, to: TOCSIN_NUMBER, body: '0' });
    expect(Date.parse(replies[0]?.receivedAt ?? '')).not.toBeNaN();
  });

  it('is told to ask again when Twilio fails: reading twice harms nobody', async () => {
    phones.provider.fail({ on: 'list', fault: 'htmlUnavailable' });
    expect((await failureOf(sms.received(0))).kind).toBe('transient');
  });
});
