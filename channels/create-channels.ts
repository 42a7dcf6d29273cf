import { absentEmail, absentSms } from './absent.ts';
import type { EmailChannel, SmsChannel } from './channel.ts';
import type { SmtpOptions } from './email/send.ts';
import type { TwilioOptions } from './twilio/send.ts';

/** What the channels speak to. A part left out makes that channel absent. */
export interface ChannelOptions {
  readonly twilio?: TwilioOptions;
  readonly smtp?: SmtpOptions;
}

/** The channels of one process. */
export interface Channels {
  readonly sms: SmsChannel;
  readonly email: EmailChannel;
  /** Which channels are configured, for `/readyz` and warnings. */
  readonly present: { readonly sms: boolean; readonly email: boolean };
  /** Closes kept connections. */
  close(): void;
}

/**
 * Makes the channels once, at the start of a worker. The vendors' clients are loaded only when
 * configured: Twilio's alone costs a fifth of a second and 64 MB.
 * @throws Error when an option is malformed
 */
export const createChannels = async (options: ChannelOptions): Promise<Channels> => {
  const sms =
    options.twilio === undefined
      ? undefined
      : (await import('./twilio/send.ts')).createTwilioSms(options.twilio);
  const email =
    options.smtp === undefined
      ? undefined
      : (await import('./email/send.ts')).createSmtpEmail(options.smtp);
  return {
    sms: sms ?? absentSms,
    email: email ?? absentEmail,
    present: { sms: sms !== undefined, email: email !== undefined },
    close: () => email?.close(),
  };
};
