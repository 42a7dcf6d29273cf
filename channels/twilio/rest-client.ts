import twilio from 'twilio';
import { z } from 'zod';
import { ChannelError } from '../channel.ts';
import { judgeAnswer, judgeSilence } from './error-table.ts';

/** Where and as whom to speak to Twilio's REST API. */
export interface RestOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** Base address to use in place of Twilio's own, e.g. a relay or the simulated provider. */
  readonly apiUrl?: string;
  /** Milliseconds to wait for an answer. Default 10,000: a send must be over within 20 s. */
  readonly timeoutMs?: number;
}

/** Twilio's client, named by its own factory because the package exports no usable class type. */
export type RestClient = ReturnType<typeof twilio>;

/** An answer that is no success, reduced to what may be logged: no address and no text. */
class RestRefusal extends Error {
  override readonly name = 'RestRefusal';
  readonly status: number;
  readonly code: number | undefined;
  readonly retryAfterMs: number | undefined;
  constructor(status: number, code: number | undefined, retryAfterMs: number | undefined) {
    super(`HTTP ${status}`);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

const errorBody = z.object({ code: z.number().int() });

const milliseconds = (retryAfter: unknown): number | undefined => {
  if (typeof retryAfter !== 'string') return undefined;
  const seconds = Number(retryAfter);
  if (Number.isFinite(seconds)) return seconds < 0 ? undefined : Math.round(seconds * 1000);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
};

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Does this address stay on this machine? */
export const isLoopback = (url: string): boolean => LOOPBACK.test(new URL(url).hostname);

const checkedBase = (apiUrl: string): URL => {
  const base = new URL(apiUrl);
  if (base.protocol === 'https:' || (base.protocol === 'http:' && isLoopback(apiUrl))) return base;
  throw new Error(
    `The base address of Twilio's API is ${base.protocol}//${base.host}; ` +
      'it must be https, or http on loopback, because the auth token travels with each request.',
  );
};

/** Only the host part changes: Twilio's client builds absolute addresses, paging links included. */
const rebased = (address: string, base: URL): string => {
  const { pathname, search } = new URL(address);
  return `${base.origin}${base.pathname.replace(/\/$/, '')}${pathname}${search}`;
};

/**
 * A Twilio client that asks once (retries are the caller's) and throws a refusal with its
 * Retry-After, which Twilio's own exception drops.
 */
export const createRestClient = (options: RestOptions): RestClient => {
  const httpClient = new twilio.RequestClient({ timeout: options.timeoutMs ?? 10_000 });
  const base = options.apiUrl === undefined ? undefined : checkedBase(options.apiUrl);
  httpClient.axios.interceptors.request.use((request) => {
    if (base !== undefined && request.url !== undefined) request.url = rebased(request.url, base);
    return request;
  });
  httpClient.axios.interceptors.response.use((answer) => {
    if (answer.status >= 200 && answer.status < 300) return answer;
    const body = errorBody.safeParse(answer.data);
    const wait = milliseconds(answer.headers['retry-after']);
    throw new RestRefusal(answer.status, body.data?.code, wait);
  });
  return twilio(options.accountSid, options.authToken, { httpClient });
};

const socketCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

/**
 * Turns whatever a request threw into a ChannelError. The original is not kept as the cause: it
 * carries the number and the text.
 * @param doing the request in words, for the operator: "send a text"
 */
export const asChannelError = (error: unknown, doing: string): ChannelError => {
  if (error instanceof ChannelError) return error;
  if (error instanceof RestRefusal) {
    const { kind, reason } = judgeAnswer(error.status, error.code);
    const code = error.code === undefined ? `HTTP ${error.status}` : String(error.code);
    return new ChannelError(kind, reason, {
      message: `Twilio refused to ${doing}: HTTP ${error.status}, code ${error.code ?? 'none'}`,
      code,
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    });
  }
  const code = socketCode(error);
  const { kind, reason } = judgeSilence(code);
  return new ChannelError(kind, reason, {
    message: `Twilio gave no answer when asked to ${doing} (${code ?? 'no code'})`,
    ...(code === undefined ? {} : { code }),
  });
};

/** As asChannelError, for requests that change nothing: repeating them is always safe. */
export const asReadError = (error: unknown, doing: string): ChannelError => {
  const failure = asChannelError(error, doing);
  if (failure.kind !== 'ambiguous') return failure;
  const { reason, message, code } = failure;
  return new ChannelError('transient', reason, {
    message,
    ...(code === undefined ? {} : { code }),
  });
};
