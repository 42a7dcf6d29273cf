import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';

/** What a webhook's signature is checked against. */
export interface SignedRequest {
  /** Path and query exactly as received (express: `req.originalUrl`). */
  readonly originalUrl: string;
  /** The X-Twilio-Signature header. */
  readonly signature: string | undefined;
  /** The form as parsed by `express.urlencoded({ extended: false })`, nothing trimmed or dropped. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Who may sign, and under which address we are called. */
export interface SignatureOptions {
  /** Auth tokens accepted, the current one first; two during a rotation. */
  readonly authTokens: readonly string[];
  readonly publicUrl: string;
}

/**
 * Is this webhook from Twilio? The address checked is the configured PUBLIC_URL, never the Host
 * header, which a proxy rewrites and a stranger chooses. The signature has no time and no nonce: a
 * replay passes, so callers must drop repeats by the signed MessageSid.
 */
export const isSignedByTwilio = (options: SignatureOptions, request: SignedRequest): boolean => {
  const { signature } = request;
  if (signature === undefined || signature === '') return false;
  const url = options.publicUrl.replace(/\/+$/, '') + request.originalUrl;
  if (!URL.canParse(url)) return false;
  return options.authTokens.some(
    (token) => token !== '' && validateRequest(token, signature, url, request.fields),
  );
};
