import { describe, expect, it } from '@jest/globals';
import { type DeliveryState, furtherOf } from '../channel.ts';
import { consentOf } from './consent.ts';
import { readSms, readStatus, WebhookFormError } from './inbound.ts';

const ours = { accountSid: `AC${'a'.repeat(32)}`, from: '+15005550006' };
const sid = `SM${'0'.repeat(32)}`;
const sms = {
  AccountSid: ours.accountSid,
  MessageSid: sid,
  From: '+33612345678',
  To: ours.from,
  Body: '47',
};
const status = { AccountSid: ours.accountSid, MessageSid: sid, MessageStatus: 'sent' };

describe('a reply by SMS', () => {
  it('is read with its number and text, whatever else Twilio sends along', () => {
    expect(readSms({ ...sms, FromCity: 'LYON', SomethingNew: '1' }, ours)).toEqual({
      providerId: sid,
      from: '+33612345678',
      to: '+15005550006',
      body: '47',
    });
  });

  it('names the person behind WhatsApp by the number', () => {
    const form = { ...sms, From: 'whatsapp:+33612345678', To: 'whatsapp:+15005550006' };
    expect(readSms(form, ours)).toMatchObject({ from: '+33612345678', to: '+15005550006' });
  });

  it('is refused for another account, another number, or without an id', () => {
    const foreign = { ...sms, AccountSid: `AC${'b'.repeat(32)}` };
    expect(() => readSms(foreign, ours)).toThrow(WebhookFormError);
    expect(() => readSms({ ...sms, To: '+15005550007' }, ours)).toThrow(WebhookFormError);
    expect(() => readSms({ ...sms, MessageSid: 'x' }, ours)).toThrow(/MessageSid/);
    expect(() => readSms({ ...sms, From: ['a', 'b'] }, ours)).toThrow(/From/);
    expect(() => readSms(undefined, ours)).toThrow(WebhookFormError);
  });

  it('never repeats a number or a text in its refusal', () => {
    const bad = { ...sms, MessageSid: '+33699999999', Body: 'x'.repeat(10_001) };
    expect(() => readSms(bad, ours)).toThrow(/^(?!.*(\+336|xxx)).*$/s);
  });

  it.each(['STOP', 'stop', ' Stop. ', 'END', 'cancel', 'QUIT', 'ARRÊT', 'arrete', 'OptOut'])(
    'that says %s is an opt-out',
    (body) => {
      expect(readSms({ ...sms, Body: body }, ours).consent).toBe('optOut');
    },
  );

  it.each(['START', 'yes', 'UNSTOP'])('that says %s is an opt-in', (body) => {
    expect(consentOf(body)).toBe('optIn');
  });

  it.each(['STOP 47', 'NO 47', '47', 'the end', 'OK', ''])('that says %p is neither', (body) => {
    expect(consentOf(body)).toBeUndefined();
  });

  it("follows Twilio's own word on an opt-out in another language", () => {
    expect(readSms({ ...sms, Body: 'ALTO', OptOutType: 'STOP' }, ours).consent).toBe('optOut');
  });
});

describe('a status callback', () => {
  it('names the dispatch in its address', () => {
    expect(readStatus(status, { d: 'abc/17/0/1/p/sms' }, ours)).toEqual({
      providerId: sid,
      dispatch: 'abc/17/0/1/p/sms',
      state: 'sent',
    });
  });

  it.each([
    ['30003', 'unavailable'],
    ['30005', 'unreachable'],
    ['21610', 'optedOut'],
    ['30007', 'notPermitted'],
    ['30034', 'misconfigured'],
    ['39999', 'unavailable'],
  ])('of a failure with code %s says why: %s', (ErrorCode, reason) => {
    const form = { ...status, MessageStatus: 'undelivered', ErrorCode };
    expect(readStatus(form, {}, ours)).toEqual({
      providerId: sid,
      state: 'failed',
      errorCode: ErrorCode,
      reason,
    });
  });

  it('with a status we do not know cannot hide a real one', () => {
    const told = readStatus({ ...status, MessageStatus: 'teleported' }, {}, ours).state;
    expect(furtherOf('sent', told)).toBe('sent');
  });
});

describe('delivery states', () => {
  it('never go back from delivered, whatever order they come in', () => {
    const told: DeliveryState[] = ['delivered', 'queued', 'sent', 'failed', 'delivered'];
    const early: DeliveryState[] = ['failed', 'sent', 'queued'];
    expect(told.reduce(furtherOf)).toBe('delivered');
    expect(told.toReversed().reduce(furtherOf)).toBe('delivered');
    expect(early.reduce(furtherOf)).toBe('failed');
  });
});
