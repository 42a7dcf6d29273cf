/**
 * What Tocsin asks of a way to reach people. A vendor is named only below this folder.
 * Outcomes are sorted here once, so that a ladder never has to know a provider's codes.
 */

/** One text on its way out. `dispatch` names this sending for ever: a resend carries the same one. */
export interface OutboundSms {
  /** Opaque idempotency key; travels in the status callback's address. No personal data. */
  readonly dispatch: string;
  /** E.164 number. */
  readonly to: string;
  readonly body: string;
  /** Seconds after which the provider should drop it undelivered. Provider's default when absent. */
  readonly validForSeconds?: number;
}

/** One e-mail on its way out. */
export interface OutboundEmail {
  /** Opaque idempotency key; becomes the Message-ID, so that a repeat is recognised by mail clients. */
  readonly dispatch: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Messages of one incident share a thread id. */
  readonly thread?: string;
}

/** How far a message got, as far as the provider told. Ranks only rise (see `rank`). */
export type DeliveryState = 'queued' | 'sent' | 'delivered' | 'failed' | 'simulated';

/** `delivered` is the last word: a failure told after it is a straggler; told before it, an error. */
const RANKS: Readonly<Record<DeliveryState, number>> = {
  queued: 0,
  sent: 1,
  failed: 2,
  delivered: 3,
  simulated: 3,
};

/** How far along a delivery state is. Of two reports on one message the higher rank holds. */
export const rank = (state: DeliveryState): number => RANKS[state];

/** The state that holds once `told` has arrived after `known`: never back, least of all from delivered. */
export const furtherOf = (known: DeliveryState, told: DeliveryState): DeliveryState =>
  rank(told) > rank(known) ? told : known;

/** The provider took it. */
export interface Accepted {
  readonly providerId: string;
  readonly state: DeliveryState;
}

/** A text that came in. */
export interface InboundSms {
  /** The provider's own id of this message: repeats carry the same one. */
  readonly providerId: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** RFC 3339, when the provider received it, if it says so. */
  readonly receivedAt?: string;
  /**
   * The whole text is a word that carriers act on by themselves. After `optOut` this number takes
   * no more texts until it opts in again. Absent for every other text.
   */
  readonly consent?: 'optOut' | 'optIn';
}

/** What the provider told later about a text it had taken. Repeats and wrong order are normal. */
export interface StatusReport {
  readonly providerId: string;
  /** The dispatch it belongs to, when the callback's address still carries it. */
  readonly dispatch?: string;
  readonly state: DeliveryState;
  /** The provider's own code of a failure, for the operator. */
  readonly errorCode?: string;
  /** Why it failed; stands exactly when `state` is `failed`. */
  readonly reason?: FailureReason;
}

/** Why a send did not work, in words a ladder can act on. */
export type FailureReason =
  /** the address can never be reached this way */
  | 'unreachable'
  /** the person opted out at the carrier: an alarm (R02) */
  | 'optedOut'
  /** this route or country does not allow it */
  | 'notPermitted'
  /** our own account or request is wrong: the operator is told, the channel is skipped */
  | 'misconfigured'
  /** the provider is down, slow or limits us */
  | 'unavailable'
  /** no such channel is configured */
  | 'absent';

/**
 * A send that failed. `final`: asking again cannot help. `transient`: it may.
 * `ambiguous`: it may have gone out; ask `find` before sending again.
 * The message holds no address and no text.
 */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  readonly kind: 'final' | 'transient' | 'ambiguous';
  readonly reason: FailureReason;
  /** The provider's own code, for the operator. */
  readonly code: string | undefined;
  /** Milliseconds the provider asked us to wait. */
  readonly retryAfterMs: number | undefined;
  constructor(
    kind: ChannelError['kind'],
    reason: FailureReason,
    options: { message: string; code?: string; retryAfterMs?: number; cause?: unknown },
  ) {
    super(options.message, { cause: options.cause });
    this.kind = kind;
    this.reason = reason;
    this.code = options.code;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** A way to send texts and to hear of them. */
export interface SmsChannel {
  /** Sends one text. @throws ChannelError */
  send(message: OutboundSms): Promise<Accepted>;
  /**
   * Did this dispatch go out already? Compares recipient, body and time (5 s of skew allowed).
   * @param since the instant of the first attempt, epoch milliseconds
   * @throws ChannelError
   */
  find(message: OutboundSms, since: number): Promise<Accepted | undefined>;
  /** Texts that came in since then, newest last, for the reconciler. @throws ChannelError */
  received(since: number): Promise<readonly InboundSms[]>;
}

/** A way to send e-mail. */
export interface EmailChannel {
  /** Sends one e-mail. @throws ChannelError */
  send(message: OutboundEmail): Promise<Accepted>;
}
