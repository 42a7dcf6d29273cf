import { createHash } from 'node:crypto';
import type { EmailChannel, SmsChannel } from '../channels/channel.ts';
import type { ClaimSender } from './dependencies.ts';

/** Words around the one-time link; GSM-7 letters only, so that the text stays in two segments. */
const WORDS = {
  en: {
    subject: 'Your Tocsin key',
    text: (url: string) => `Your Tocsin key, once and within 24 h: ${url}`,
  },
  fr: {
    subject: 'Votre clé Tocsin',
    text: (url: string) => `Votre clé Tocsin, une seule fois et sous 24 h : ${url}`,
  },
} as const;

/** Sends one-time links of new keys over the channels that pages use. */
export function createClaimSender(channels: {
  readonly sms: SmsChannel;
  readonly email: EmailChannel;
}): ClaimSender {
  return {
    async send({ address, channel, url, language }) {
      const { subject, text } = WORDS[language];
      // The same link is the same message; the link itself must not stand in an id.
      const dispatch = `key-${createHash('sha256').update(url).digest('hex').slice(0, 24)}`;
      const body = text(url);
      if (channel === 'sms') {
        await channels.sms.send({ dispatch, to: address, body });
        return;
      }
      // The address is made of URL-safe characters alone: nothing in it to escape.
      const html = `<p>${body.replace(url, `<a href="${url}">${url}</a>`)}</p>`;
      await channels.email.send({ dispatch, to: address, subject, text: body, html });
    },
  };
}
