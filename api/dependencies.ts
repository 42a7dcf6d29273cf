/** All that the API is given; made once in workers/api.ts, replaced piece by piece in tests. */
import type { Client } from '@temporalio/client';
import type { SimulatedState } from './start-warnings.ts';
import type { Language } from '../domain/plan.ts';
import type { EncryptedCache } from '../store/encrypted-cache.ts';
import type { Store } from '../store/open-store.ts';
import type { LinkTokens } from '../channels/link-token.ts';
import type { InboundOptions } from '../channels/twilio/inbound.ts';
import type { LinkPage } from './link-page.ts';

/** What the API reads of the configuration. */
export interface ApiSettings {
  /** Without a slash at its end. */
  readonly publicUrl: string;
  /** Proxies in front that tell the caller's address; none when absent. */
  readonly trustProxyHops?: number;
  readonly adminApiKey: string;
  /** `ID_KEY`. */
  readonly idKey: Uint8Array;
  /** State of each channel: whether pages go to people, to simulated phones or nowhere. */
  readonly channels: SimulatedState;
  /** `timeFactor` may be given: channels are simulated, or the SMS provider is not the real one. */
  readonly mayCompressTime: boolean;
  /** Webhooks: who may sign, and which account and number are ours. */
  readonly webhooks: InboundOptions & { readonly authTokens: readonly string[] };
  readonly version: string;
}

/** What the API asks of the store. */
export type ApiStore = Omit<Store, 'close' | 'erasure'>;

export interface ApiLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Sends the one-time link of a new key to the person's own contact. */
export interface ClaimSender {
  send(claim: {
    readonly address: string;
    readonly channel: 'sms' | 'email';
    readonly url: string;
    readonly language: Language;
    /** Epoch milliseconds. */
    readonly expiresAt: number;
  }): Promise<void>;
}

export interface ApiDependencies {
  readonly settings: ApiSettings;
  readonly temporal: Client;
  readonly store: ApiStore;
  /** What an API without a database works from: an encrypted file in DATA_DIR. */
  readonly offlineFile: EncryptedCache;
  readonly links: LinkTokens;
  readonly claims: ClaimSender;
  readonly logger: ApiLogger;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Keyed hash of a text, as the activities use it: names conversations by their address. */
  readonly hash: (text: string) => string;
  /** HTML of the page behind a link. */
  readonly renderLinkPage: (page: LinkPage) => string;
}
