import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import type { Faults, MailFault } from './faults.ts';
import type { SimulatedMail } from './records.ts';
import type { SimulatedStore } from './store.ts';

const MAX_BYTES = 1_048_576;
/** What auto-responders look at; the rest of the headers is not kept. */
const KEPT_HEADERS: ReadonlySet<string> = new Set([
  'auto-submitted',
  'x-auto-response-suppress',
  'references',
  'reply-to',
]);

/** A running mail server that keeps what it is given. */
export interface MailServer {
  readonly port: number;
  close(): Promise<void>;
}

class SmtpRefusal extends Error {
  override readonly name = 'SmtpRefusal';
  /** The reply code the server answers with. */
  readonly responseCode: number;
  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

const read = async (stream: SMTPServerDataStream): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  // The stream is never put into object mode or given an encoding: its chunks are buffers.
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const asMail = (email: Email, from: string, to: string): SimulatedMail => ({
  id: randomUUID(),
  at: Date.now(),
  from,
  to,
  subject: email.subject ?? '',
  text: email.text ?? '',
  html: email.html ?? '',
  messageId: email.messageId ?? '',
  ...(email.inReplyTo === undefined ? {} : { inReplyTo: email.inReplyTo }),
  headers: Object.fromEntries(
    email.headers
      .filter((header) => KEPT_HEADERS.has(header.key))
      .map((header) => [header.key, header.value]),
  ),
});

const refusalFor = (fault: MailFault | undefined): SmtpRefusal | undefined => {
  if (fault === 'rejected') return new SmtpRefusal(550, 'No such mailbox');
  if (fault === 'deferred') return new SmtpRefusal(451, 'Try again later');
  return undefined;
};

/**
 * Starts an SMTP server on loopback that keeps every e-mail, one entry a recipient.
 * @param port 0 for any free one
 */
export const startMailServer = async (
  port: number,
  store: SimulatedStore,
  faults: Faults,
): Promise<MailServer> => {
  // The fault of a message is drawn at RCPT, where refusals belong, and played out at DATA.
  const silent = new Map<string, MailFault>();
  const server = new SMTPServer({
    name: 'simulated-mail',
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: MAX_BYTES,
    closeTimeout: 200,
    disableReverseLookup: true,
    onRcptTo: (_address, session, callback) => {
      const fault = faults.takeMail();
      if (fault === 'hang' || fault === 'acceptThenHang') silent.set(session.id, fault);
      callback(refusalFor(fault));
    },
    onData: (stream, session, callback) => {
      const fault = silent.get(session.id);
      silent.delete(session.id);
      const { mailFrom, rcptTo } = session.envelope;
      const from = mailFrom === false ? '' : mailFrom.address;
      read(stream)
        .then(async (raw) => {
          if (fault === 'hang') return;
          const email = await PostalMime.parse(raw);
          for (const to of rcptTo) store.addMail(asMail(email, from, to.address));
          if (fault === undefined) callback();
        })
        .catch(() => callback(new SmtpRefusal(451, 'The e-mail could not be read')));
    },
  });
  // A client that drops its connection is that client's affair.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // A listening TCP server has an address object, never a path.
  const address = server.server.address() as AddressInfo;
  return {
    port: address.port,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
};
