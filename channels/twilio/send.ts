import {
  type Accepted,
  ChannelError,
  type InboundSms,
  type OutboundSms,
  rank,
  type SmsChannel,
} from '../channel.ts';
import { consentOf } from './consent.ts';
import { deliveryState } from './delivery-state.ts';
import {
  asChannelError,
  asReadError,
  createRestClient,
  isLoopback,
  type RestClient,
  type RestOptions,
} from './rest-client.ts';

/** Where status callbacks arrive, below PUBLIC_URL. */
export const STATUS_PATH = '/webhooks/twilio/status';

export interface TwilioOptions extends RestOptions {
  /** Own number in E.164, an alphanumeric sender, or a messaging service (MG…). */
  readonly from: string;
  /** What Twilio reaches us under; callbacks are built on it. */
  readonly publicUrl: string;
}

/** Clocks of ours and Twilio's may differ by this much, and Twilio rounds to seconds. */
const SKEW_MS = 5_000;
/** Twilio takes 1 to 36,000 s and advises more than 5 (Messages resource, ValidityPeriod). */
const VALIDITY = { min: 6, max: 36_000 };
const PAGE_SIZE = 100;
/** Bounds a listing that would otherwise read an account's whole past. */
const MAX_PAGES = 20;
/** Trial accounts put this before each text. */
const TRIAL_PREFIX = 'Sent from your Twilio trial account - ';

type Listed = Awaited<ReturnType<RestClient['messages']['list']>>[number];

/** What all pages share: Twilio's client types the first one and its successors differently. */
interface Page {
  readonly instances: readonly Listed[];
  nextPage(): Promise<Page> | undefined;
}

/**
 * Twilio refuses a text whose callback address it cannot reach (21609). A loopback address is fine
 * for a relay or the simulated provider on this machine, and left out towards Twilio itself.
 */
const statusCallback = (options: TwilioOptions, dispatch: string): string | undefined => {
  if (options.apiUrl === undefined && isLoopback(options.publicUrl)) return undefined;
  const base = options.publicUrl.replace(/\/+$/, '');
  return `${base}${STATUS_PATH}?d=${encodeURIComponent(dispatch)}`;
};

const sender = (from: string): { from: string } | { messagingServiceSid: string } =>
  from.startsWith('MG') ? { messagingServiceSid: from } : { from };

const send = async (
  client: RestClient,
  options: TwilioOptions,
  message: OutboundSms,
): Promise<Accepted> => {
  const callback = statusCallback(options, message.dispatch);
  const seconds = message.validForSeconds;
  const taken = await client.messages.create({
    to: message.to,
    body: message.body,
    ...sender(options.from),
    ...(callback === undefined ? {} : { statusCallback: callback }),
    ...(seconds === undefined
      ? {}
      : { validityPeriod: Math.min(VALIDITY.max, Math.max(VALIDITY.min, Math.floor(seconds))) }),
  });
  // A captive portal or a broken relay may answer 200 with anything: the typed field is a hope.
  const sid: unknown = taken.sid;
  if (typeof sid !== 'string' || sid === '') {
    throw new ChannelError('ambiguous', 'unavailable', {
      message: 'Twilio answered success to a send, but named no message',
    });
  }
  return { providerId: sid, state: deliveryState(taken.status) };
};

/** Messages newest first, back to `from`. Twilio lists by creation, so the first older one ends it. */
async function* listBack(
  client: RestClient,
  filter: { to?: string },
  from: number,
): AsyncGenerator<Listed> {
  let page: Page | undefined = await client.messages.page({ ...filter, pageSize: PAGE_SIZE });
  for (let read = 0; page !== undefined && read < MAX_PAGES; read += 1) {
    for (const listed of page.instances) {
      if (listed.dateCreated.getTime() < from) return;
      yield listed;
    }
    page = await page.nextPage();
  }
}

const isSameText = (listed: Listed, body: string): boolean =>
  listed.body === body || listed.body === TRIAL_PREFIX + body;

/** No DateSent filter: a message still queued has none. */
const find = async (
  client: RestClient,
  message: OutboundSms,
  since: number,
): Promise<Accepted | undefined> => {
  let best: Accepted | undefined;
  for await (const listed of listBack(client, { to: message.to }, since - SKEW_MS)) {
    if (listed.direction === 'inbound' || !isSameText(listed, message.body)) continue;
    const found = { providerId: listed.sid, state: deliveryState(listed.status) };
    if (best === undefined || rank(found.state) > rank(best.state)) best = found;
  }
  return best;
};

const received = async (
  client: RestClient,
  options: TwilioOptions,
  since: number,
): Promise<readonly InboundSms[]> => {
  const own = options.from.startsWith('+') ? { to: options.from } : {};
  const found: InboundSms[] = [];
  for await (const listed of listBack(client, own, since - SKEW_MS)) {
    if (listed.direction !== 'inbound') continue;
    const consent = consentOf(listed.body);
    found.push({
      providerId: listed.sid,
      from: listed.from,
      to: listed.to,
      body: listed.body,
      receivedAt: listed.dateCreated.toISOString(),
      ...(consent === undefined ? {} : { consent }),
    });
  }
  return found.reverse();
};

/**
 * Texts through Twilio's Messages resource. Twilio has no idempotency key: after an `ambiguous`
 * failure ask `find` before sending again.
 * @throws Error when the base address would carry the auth token in the clear
 */
export const createTwilioSms = (options: TwilioOptions): SmsChannel => {
  const client = createRestClient(options);
  return {
    send: (message) =>
      send(client, options, message).catch((error: unknown) => {
        throw asChannelError(error, 'send a text');
      }),
    find: (message, since) =>
      find(client, message, since).catch((error: unknown) => {
        throw asReadError(error, 'list texts sent');
      }),
    received: (since) =>
      received(client, options, since).catch((error: unknown) => {
        throw asReadError(error, 'list texts received');
      }),
  };
};
