import type { SimulatedText } from './records.ts';

/** Twilio writes instants as RFC 2822 with seconds and a numeric zone. */
const rfc2822 = (at: number): string => new Date(at).toUTCString().replace('GMT', '+0000');

const PATH = '/2010-04-01/Accounts';

/** A text as Twilio's Messages resource shows it, every field present. */
export const messageJson = (text: SimulatedText, accountSid: string): Record<string, unknown> => {
  const uri = `${PATH}/${accountSid}/Messages/${text.sid}`;
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: text.body,
    date_created: rfc2822(text.createdAt),
    date_sent: text.sentAt === undefined ? null : rfc2822(text.sentAt),
    date_updated: rfc2822(text.updatedAt),
    direction: text.direction,
    error_code: text.errorCode ?? null,
    error_message: null,
    from: text.from,
    messaging_service_sid: text.messagingServiceSid ?? null,
    num_media: '0',
    num_segments: '1',
    price: null,
    price_unit: 'USD',
    sid: text.sid,
    status: text.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: text.to,
    uri: `${uri}.json`,
  };
};

/** Which texts a listing asks for. */
export interface Listing {
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  readonly page: number;
  readonly pageSize: number;
  /** `PA` and the sid of the last text of the page before, so that new texts shift no page. */
  readonly pageToken?: string | undefined;
}

const pageUri = (listing: Listing, accountSid: string, page: number, token?: string): string => {
  const query = new URLSearchParams({
    ...(listing.to === undefined ? {} : { To: listing.to }),
    ...(listing.from === undefined ? {} : { From: listing.from }),
    PageSize: String(listing.pageSize),
    Page: String(page),
    ...(token === undefined ? {} : { PageToken: token }),
  });
  return `${PATH}/${accountSid}/Messages.json?${query.toString()}`;
};

/** One page of a listing as Twilio shows it, newest text first. @param texts oldest first */
export const listJson = (
  texts: readonly SimulatedText[],
  listing: Listing,
  accountSid: string,
): Record<string, unknown> => {
  const fitting = texts
    .filter((text) => listing.to === undefined || text.to === listing.to)
    .filter((text) => listing.from === undefined || text.from === listing.from)
    .toReversed();
  const after = listing.pageToken?.slice(2);
  const start = after === undefined ? 0 : fitting.findIndex((text) => text.sid === after) + 1;
  const shown = fitting.slice(start, start + listing.pageSize);
  const last = shown.at(-1);
  const more = last !== undefined && start + shown.length < fitting.length;
  return {
    messages: shown.map((text) => messageJson(text, accountSid)),
    page: listing.page,
    page_size: listing.pageSize,
    start,
    end: Math.max(start, start + shown.length - 1),
    uri: pageUri(listing, accountSid, listing.page, listing.pageToken),
    first_page_uri: pageUri(listing, accountSid, 0),
    next_page_uri: more ? pageUri(listing, accountSid, listing.page + 1, `PA${last.sid}`) : null,
    previous_page_uri: listing.page === 0 ? null : pageUri(listing, accountSid, listing.page - 1),
  };
};
