import { ChannelError, type FailureReason } from '../channel.ts';

/** What nodemailer notes on an error; every part may be missing. */
interface SmtpFault {
  readonly code?: string | undefined;
  readonly originalCode?: string | undefined;
  /** The SMTP command that was answered, e.g. "RCPT TO". */
  readonly command?: string | undefined;
  readonly responseCode?: number | undefined;
  /** True for a 5yz reply that the same message would get again; undefined when no reply came. */
  readonly permanent?: boolean | undefined;
  readonly timeoutType?: string | undefined;
}

/** Faults of our own configuration or message, whatever the server says. */
const OURS: ReadonlySet<string> = new Set([
  'EAUTH',
  'ENOAUTH',
  'EOAUTH2',
  'ECONFIG',
  'EFILEACCESS',
  'EURLACCESS',
  'EREQUIRETLS',
]);

/** Faults before any message was handed over. */
const BEFORE_SENDING: ReadonlySet<string> = new Set(['EDNS', 'ETLS', 'EPROXY']);
const BEFORE_SENDING_SOCKET: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const BEFORE_SENDING_TIMEOUT: ReadonlySet<string> = new Set([
  'CONNECTION_TIMEOUT',
  'GREETING_TIMEOUT',
  'DNS_TIMEOUT',
]);

/**
 * A permanent refusal says by its command whose fault it is: the recipient's address, the text
 * (DATA), or else our account, sender or server.
 */
const refusedFor = (fault: SmtpFault): FailureReason => {
  if (fault.code !== undefined && OURS.has(fault.code)) return 'misconfigured';
  if (fault.command === 'RCPT TO') return 'unreachable';
  if (fault.command === 'DATA') return 'notPermitted';
  return fault.command === 'API' ? 'unreachable' : 'misconfigured';
};

const certainlyNotSent = (fault: SmtpFault): boolean =>
  fault.responseCode !== undefined ||
  (fault.code !== undefined && BEFORE_SENDING.has(fault.code)) ||
  (fault.originalCode !== undefined && BEFORE_SENDING_SOCKET.has(fault.originalCode)) ||
  (fault.timeoutType !== undefined && BEFORE_SENDING_TIMEOUT.has(fault.timeoutType));

const verdict = (fault: SmtpFault): [ChannelError['kind'], FailureReason] => {
  // A recipient that is no address never reaches the server.
  if (fault.code === 'EENVELOPE' && fault.command === 'API') return ['final', 'unreachable'];
  if (fault.permanent === true) return ['final', refusedFor(fault)];
  if (fault.permanent === undefined && fault.code !== undefined && OURS.has(fault.code)) {
    return ['final', 'misconfigured'];
  }
  return [certainlyNotSent(fault) ? 'transient' : 'ambiguous', 'unavailable'];
};

/**
 * Turns what nodemailer threw into a ChannelError. Neither the original nor the server's words are
 * kept: they name the recipient.
 */
export const asEmailError = (error: unknown): ChannelError => {
  if (error instanceof ChannelError) return error;
  // nodemailer adds these fields to plain errors, some from Node's own realm, where `instanceof`
  // would not know them. Each field is read as possibly missing.
  const fault: SmtpFault = typeof error === 'object' && error !== null ? error : {};
  const [kind, reason] = verdict(fault);
  const code = fault.responseCode === undefined ? fault.code : `SMTP ${fault.responseCode}`;
  const at = fault.command === undefined ? '' : ` at ${fault.command}`;
  return new ChannelError(kind, reason, {
    message: `The mail server did not take an e-mail: ${code ?? 'no code'}${at}`,
    ...(code === undefined ? {} : { code }),
  });
};
