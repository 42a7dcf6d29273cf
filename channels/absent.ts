import { ChannelError, type EmailChannel, type SmsChannel } from './channel.ts';

const absent = (what: string, variables: string): ChannelError =>
  new ChannelError('final', 'absent', {
    message: `No ${what} provider is configured (set ${variables})`,
  });

const refuse = (what: string, variables: string) => (): Promise<never> =>
  Promise.reject(absent(what, variables));

/**
 * Stands where no SMS provider is configured: every send fails at once, so the ladder moves on.
 * Nothing can have come in either, so `received` is empty and not an error.
 */
export const absentSms: SmsChannel = {
  send: refuse('SMS', 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM'),
  find: () => Promise.resolve(undefined),
  received: () => Promise.resolve([]),
};

/** Stands where no mail server is configured: every send fails at once. */
export const absentEmail: EmailChannel = {
  send: refuse('e-mail', 'SMTP_URL and MAIL_FROM'),
};
