import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Phones, startPhones } from '../../test/harness/twilio-phones.ts';
import { ChannelError, type OutboundEmail } from '../channel.ts';
import { createSmtpEmail, type SmtpEmail } from './send.ts';

const MARIE = 'marie@ngo.example';
let phones: Phones;
let email: SmtpEmail;

const channel = (url: string): SmtpEmail =>
  createSmtpEmail({ url, from: 'Duty desk <desk@tocsin.example>', timeoutMs: 500 });

beforeAll(async () => {
  phones = await startPhones({ publicUrl: 'http://127.0.0.1:9' });
  email = channel(phones.provider.smtpUrl);
});
beforeEach(() => phones.provider.clearFaults());
afterAll(async () => {
  email.close();
  await phones.close();
});

let counter = 0;
const page = (to = MARIE): OutboundEmail => {
  counter += 1;
  return {
    dispatch: `abc/${counter}/0/1/p1/email`,
    to,
    subject: `RAVEN: task ${counter}`,
    text: `Task ${counter}: réponds 47`,
    html: `<p>Task ${counter}</p>`,
    thread: 'abc',
  };
};

const failureOf = async (work: Promise<unknown>): Promise<ChannelError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ChannelError);
  return error as ChannelError;
};

describe('an e-mail page', () => {
  it('arrives in the mailbox, marked as automatic, in its thread', async () => {
    const sent = page();
    const taken = await email.send(sent);
    expect(taken).toEqual({
      providerId: expect.stringMatching(/^<[0-9a-f]{40}@tocsin.example>$/),
      state: 'sent',
    });
    const mail = await phones.mailbox(MARIE).gets(/task 1/);
    expect(mail).toMatchObject({
      from: 'desk@tocsin.example',
      text: expect.stringContaining(sent.text),
    });
    expect(mail.headers).toMatchObject({
      'auto-submitted': 'auto-generated',
      'x-auto-response-suppress': 'OOF, AutoReply',
      references: mail.inReplyTo,
    });
  });

  it('sent again carries the same Message-ID, and another dispatch another one', async () => {
    const sent = page('repeat@ngo.example');
    const ids = [await email.send(sent), await email.send(sent), await email.send(page())];
    expect(ids[0]).toEqual(ids[1]);
    expect(ids[2]?.providerId).not.toBe(ids[0]?.providerId);
    const mails = phones.provider.mailbox('repeat@ngo.example').mails;
    expect(new Set(mails.map((mail) => mail.messageId)).size).toBe(1);
    expect(mails[0]?.messageId).not.toContain('abc');
  });

  it('of one thread refers to one root, of another to another', async () => {
    await email.send({ ...page('thread@ngo.example'), thread: 'one' });
    await email.send({ ...page('thread@ngo.example'), thread: 'one' });
    await email.send({ ...page('thread@ngo.example'), thread: 'two' });
    const [a, b, c] = phones.provider.mailbox('thread@ngo.example').mails.map((m) => m.inReplyTo);
    expect(a).toBeDefined();
    expect(b).toBe(a);
    expect(c).not.toBe(a);
  });

  it.each([
    ['rejected', 'final', 'unreachable', 'SMTP 550'],
    ['deferred', 'transient', 'unavailable', 'SMTP 451'],
    ['hang', 'ambiguous', 'unavailable', undefined],
  ] as const)('on a server that answers %s is %s', async (fault, kind, reason, code) => {
    phones.provider.fail({ on: 'mail', fault });
    const failure = await failureOf(email.send(page()));
    expect(failure).toMatchObject({ kind, reason });
    if (code !== undefined) expect(failure.code).toBe(code);
    expect((await email.send(page())).state).toBe('sent');
  });

  it('taken before the server fell silent may have gone out', async () => {
    phones.provider.fail({ on: 'mail', fault: 'acceptThenHang' });
    const sent = page('silent@ngo.example');
    expect((await failureOf(email.send(sent))).kind).toBe('ambiguous');
    expect(phones.provider.mailbox('silent@ngo.example').mails).not.toHaveLength(0);
  });

  it('was certainly not sent when nobody listens', async () => {
    const failure = await failureOf(channel('smtp://127.0.0.1:9').send(page()));
    expect(failure).toMatchObject({ kind: 'transient', reason: 'unavailable' });
  });

  it('to something that is no address fails for good and reaches nobody else', async () => {
    const failure = await failureOf(email.send(page('a b@@')));
    expect(failure).toMatchObject({ kind: 'final', reason: 'unreachable' });
    await email.send(page('x@ngo.example, thief@evil.example')).catch(() => undefined);
    expect(phones.provider.mailbox('thief@evil.example').mails).toHaveLength(0);
  });

  it('keeps a subject with a line break one subject', async () => {
    await email.send({ ...page('break@ngo.example'), subject: 'RAVEN\r\nBcc: thief@evil.example' });
    expect(phones.provider.mailbox('thief@evil.example').mails).toHaveLength(0);
    expect(phones.provider.mailbox('break@ngo.example').mails).toHaveLength(1);
  });

  it('leaves no address and no text in its failure', async () => {
    phones.provider.fail({ on: 'mail', fault: 'rejected' });
    const failure = await failureOf(email.send(page()));
    expect(failure.cause).toBeUndefined();
    expect(JSON.stringify([failure.message, failure])).not.toMatch(/marie|RAVEN|Task/);
  });
});

describe('a mail server address', () => {
  it.each(['http://127.0.0.1', 'nonsense', ''])('%p is refused at once', (url) => {
    expect(() => channel(url)).toThrow(/SMTP_URL/);
  });
});
