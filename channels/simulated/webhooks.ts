import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Faults } from './faults.ts';

/** The form fields of a webhook. */
export type WebhookFields = Readonly<Record<string, string>>;

/** Waits between tries, milliseconds. In sum below the 15 s after which Twilio gives a reply up. */
const RETRY_MS = [200, 800, 2_500, 5_000] as const;
const ANSWER_MS = 5_000;

/**
 * Twilio's signature: HMAC-SHA1 over the address and the sorted fields, keyed by the auth token
 * (twilio.com/docs/usage/security). Written out here so that the check on the other side is not
 * tested against itself.
 */
export const signatureOf = (authToken: string, url: string, fields: WebhookFields): string => {
  const text = Object.keys(fields)
    .sort()
    .reduce((sum, name) => `${sum}${name}${fields[name] ?? ''}`, url);
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
};

/** Posts webhooks as Twilio does. */
export interface Webhooks {
  /** Posts once, again on 5xx or no answer. True when the other side took it (or refused it for good). */
  post(url: string, fields: WebhookFields): Promise<boolean>;
}

interface Posting {
  readonly url: string;
  readonly fields: WebhookFields;
  readonly signature: string;
  readonly token: string;
}

const postOnce = async (posting: Posting, stop: AbortSignal): Promise<boolean> => {
  try {
    const answer = await fetch(posting.url, {
      method: 'POST',
      body: new URLSearchParams(posting.fields),
      headers: {
        'X-Twilio-Signature': posting.signature,
        'I-Twilio-Idempotency-Token': posting.token,
        'User-Agent': 'TwilioProxy/1.1',
      },
      redirect: 'manual',
      signal: AbortSignal.any([stop, AbortSignal.timeout(ANSWER_MS)]),
    });
    await answer.body?.cancel();
    return answer.status < 500;
  } catch {
    return false;
  }
};

const postPatiently = async (posting: Posting, stop: AbortSignal): Promise<boolean> => {
  for (const wait of [0, ...RETRY_MS]) {
    // An aborted pause rejects: the provider is stopping, and the reply stays to be listed.
    await pause(wait, undefined, { signal: stop, ref: false });
    if (await postOnce(posting, stop)) return true;
  }
  return false;
};

/** @param stop ends all posting */
export const createWebhooks = (authToken: string, faults: Faults, stop: AbortSignal): Webhooks => ({
  async post(url, fields) {
    const fault = faults.takeWebhook();
    if (fault === 'lost') return false;
    const key = fault === 'wrongSignature' ? `${authToken}x` : authToken;
    const posting = { url, fields, signature: signatureOf(key, url, fields), token: randomUUID() };
    const copies = fault === 'duplicated' ? [posting, posting] : [posting];
    const taken = await Promise.all(
      copies.map((copy) => postPatiently(copy, stop).catch(() => false)),
    );
    return taken.some(Boolean);
  },
});
