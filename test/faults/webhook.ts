import { randomBytes } from 'node:crypto';
import { signatureOf } from '../../channels/simulated/webhooks.ts';
import { OWN_NUMBER } from '../harness/house-settings.ts';
import type { House } from '../harness/house.ts';

/** A text on its way in, which a story posts itself to see how the webhook is answered. */
export interface PostedText {
  readonly fields: Readonly<Record<string, string>>;
}

export function textFrom(house: House, person: string, body: string): PostedText {
  const sid = `SM${randomBytes(16).toString('hex')}`;
  return {
    fields: {
      AccountSid: house.accountSid,
      ApiVersion: '2010-04-01',
      Body: body,
      From: house.numberOf(person),
      To: OWN_NUMBER,
      MessageSid: sid,
      SmsMessageSid: sid,
      SmsSid: sid,
      SmsStatus: 'received',
      NumMedia: '0',
      NumSegments: '1',
    },
  };
}

/** Posts it once, signed. @returns the status, or undefined when no answer came */
export async function post(house: House, { fields }: PostedText): Promise<number | undefined> {
  const url = `${house.url}/webhooks/twilio/sms`;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'X-Twilio-Signature': signatureOf(house.authToken, url, fields) },
      body: new URLSearchParams(fields),
      signal: AbortSignal.timeout(15_000),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return undefined;
  }
}
