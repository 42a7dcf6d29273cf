import { randomUUID } from 'node:crypto';
import type { ClaimSender } from '../api/dependencies.ts';
import type { Channels } from '../channels/create-channels.ts';
import { noticeEmail } from '../domain/paging/wording-email.ts';
import { noticeText } from '../domain/paging/wording.ts';

/** Sends the one-time link of a new key; the text says nothing but that it is there. */
export function createClaimSender(
  channels: Pick<Channels, 'sms' | 'email'>,
  now: () => number,
): ClaimSender {
  return {
    async send({ address, channel, url, language, expiresAt }) {
      const to = { language, timeZone: 'UTC', now: now() };
      const notice = { kind: 'accessKey', expiresAt } as const;
      const dispatch = `key.${randomUUID()}`;
      if (channel === 'sms') {
        await channels.sms.send({ dispatch, to: address, body: noticeText(notice, to, url) });
        return;
      }
      await channels.email.send({ dispatch, to: address, ...noticeEmail(notice, to, url) });
    },
  };
}
