import { createTransport } from 'nodemailer';
import type { Accepted, EmailChannel, OutboundEmail } from '../channel.ts';
import { domainOf, messageId, threadId } from './message-id.ts';
import { asEmailError } from './smtp-error.ts';

export interface SmtpOptions {
  /** `smtp://user:password@host:port`, or `smtps://`. */
  readonly url: string;
  /** The From address, `desk@example.org` or `Duty desk <desk@example.org>`. */
  readonly from: string;
  /** Milliseconds without a sign of life from the server. Default 10,000. */
  readonly timeoutMs?: number;
  /** Connections kept. Default 5. */
  readonly maxConnections?: number;
}

/** An e-mail channel that holds connections. */
export interface SmtpEmail extends EmailChannel {
  /** Lets running deliveries end and closes the connections. */
  close(): void;
}

const checkedUrl = (url: string): string => {
  if (URL.canParse(url) && /^smtps?:$/.test(new URL(url).protocol)) return url;
  throw new Error(
    'The mail server address (SMTP_URL) must be smtp://host:port or smtps://host:port',
  );
};

/**
 * Headers of automatic duty mail (RFC 3834). Bounces stay welcome, out-of-office notes do not. No
 * List-Unsubscribe: a scanner's one click must never silence a responder.
 */
const HEADERS = {
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'OOF, AutoReply',
};

const envelope = (message: OutboundEmail, from: string, domain: string) => {
  const thread = message.thread === undefined ? undefined : threadId(message.thread, domain);
  return {
    from,
    // As an object, so that a comma or a bracket in an address cannot add recipients.
    to: { name: '', address: message.to },
    subject: message.subject,
    text: message.text,
    html: message.html,
    messageId: messageId(message.dispatch, domain),
    headers: HEADERS,
    ...(thread === undefined ? {} : { inReplyTo: thread, references: [thread] }),
  };
};

/**
 * E-mail through an SMTP server. An SMTP server's "250" means taken, not delivered, so the state is
 * `sent` and stays there unless a bounce tells otherwise.
 * @throws Error when the address of the server or the sender is malformed
 */
export const createSmtpEmail = (options: SmtpOptions): SmtpEmail => {
  const domain = domainOf(options.from);
  const timeoutMs = options.timeoutMs ?? 10_000;
  const transport = createTransport({
    url: checkedUrl(options.url),
    pool: true,
    maxConnections: options.maxConnections ?? 5,
    // Retries are the caller's, who sees and logs them.
    maxRequeues: 0,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(message): Promise<Accepted> {
      try {
        const taken = await transport.sendMail({
          ...envelope(message, options.from, domain),
          // Waiting for a free connection counts too: a send must be over within 20 s.
          signal: AbortSignal.timeout(timeoutMs * 1.9),
        });
        return { providerId: taken.messageId, state: 'sent' };
      } catch (error) {
        throw asEmailError(error);
      }
    },
    close: () => transport.close(),
  };
};
