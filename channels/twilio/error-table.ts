import type { ChannelError, FailureReason } from '../channel.ts';

/** What a refusal means: whether asking again may help, and why it was refused. */
export interface Verdict {
  readonly kind: ChannelError['kind'];
  readonly reason: FailureReason;
}

const FINAL = (reason: FailureReason): Verdict => ({ kind: 'final', reason });
const TRANSIENT: Verdict = { kind: 'transient', reason: 'unavailable' };
const AMBIGUOUS: Verdict = { kind: 'ambiguous', reason: 'unavailable' };

/**
 * Twilio's codes by what they ask of us (twilio.com/docs/api/errors). Twilio splits codes over
 * time, so an unknown one is judged by its HTTP class and never stops a ladder.
 */
const CODES: readonly (readonly [Verdict, readonly number[]])[] = [
  [
    // Credentials, sender number or request: every page on this account fails until it is mended.
    FINAL('misconfigured'),
    [
      20003, 20404, 21212, 21602, 21603, 21604, 21606, 21608, 21609, 21617, 21659, 21660, 21703,
      21704, 21705, 30002, 30034, 63016,
    ],
  ],
  // Not a number, not a mobile, unknown or switched-off for good.
  [FINAL('unreachable'), [21211, 21214, 21614, 30005, 30006, 63024]],
  [FINAL('optedOut'), [21610]],
  // Country not enabled, no route, blocked or filtered: the same text fails again.
  [FINAL('notPermitted'), [21408, 21612, 30004, 30007, 30450]],
  // Queue full, limits, handset off, carrier trouble, died in the queue.
  [TRANSIENT, [20429, 20500, 20503, 21611, 30001, 30003, 30008, 30022, 30036, 30410]],
];

const BY_CODE: ReadonlyMap<number, Verdict> = new Map(
  CODES.flatMap(([verdict, codes]) => codes.map((code) => [code, verdict] as const)),
);

const byHttpStatus = (status: number): Verdict => {
  if (status === 429) return TRANSIENT;
  if (status === 408 || status >= 500) return AMBIGUOUS;
  return FINAL('misconfigured');
};

/**
 * Judges an HTTP answer that is no success. From 500 on the request may have been carried out all
 * the same, whatever the code says, so it is ambiguous.
 */
export const judgeAnswer = (status: number, code: number | undefined): Verdict => {
  const known = code === undefined ? undefined : BY_CODE.get(code);
  if (known === undefined || status >= 500) return byHttpStatus(status);
  return known;
};

/** Why a text that Twilio took was not delivered, from a status callback's ErrorCode. */
export const judgeDelivery = (code: number | undefined): FailureReason =>
  (code === undefined ? undefined : BY_CODE.get(code))?.reason ?? 'unavailable';

/** Socket errors that happen before a byte of the request has left: it was certainly not sent. */
const BEFORE_SENDING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Judges a request that got no answer, by the socket's error code. */
export const judgeSilence = (socketCode: string | undefined): Verdict =>
  socketCode !== undefined && BEFORE_SENDING.has(socketCode) ? TRANSIENT : AMBIGUOUS;
