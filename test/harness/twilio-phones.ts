import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatedText } from '../../channels/simulated/records.ts';
import {
  type SimulatedOptions,
  type SimulatedProvider,
  startSimulatedProvider,
} from '../../channels/simulated/provider.ts';
import { eventually } from './eventually.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';

/** Tocsin's own number in stories. */
export const TOCSIN_NUMBER = '+15005550006';

/** A person's phone in a story. Each text is read once, in the order it came. */
export interface Phone {
  readonly number: string;
  /** Waits for a text that matches, reading on past others. @returns its body */
  gets(pattern: RegExp, limitMs?: number): Promise<string>;
  /** Texts Tocsin. @returns the sid */
  replies(body: string): string;
  /** Nothing unread is there, nor comes within the quiet time (default 300 ms). */
  hasNothing(quietMs?: number): Promise<void>;
  switchOff(): void;
  switchOn(): void;
}

/** "Twilio" and a mail provider for one story, on loopback. */
export interface Phones {
  readonly provider: SimulatedProvider;
  readonly accountSid: string;
  readonly authToken: string;
  readonly secret: string;
  phone(number: string): Phone;
  mailbox(address: string): Mailbox;
  close(): Promise<void>;
}

const openPhone = (provider: SimulatedProvider, number: string): Phone => {
  let read = 0;
  const unread = (): readonly SimulatedText[] =>
    provider
      .phone(number)
      .texts.filter((text) => text.direction === 'outbound-api' && text.status !== 'undelivered')
      .slice(read);
  return {
    number,
    gets: (pattern, limitMs) =>
      eventually(
        `a text to ${number} like ${String(pattern)}`,
        () => {
          const waiting = unread();
          const at = waiting.findIndex((text) => pattern.test(text.body));
          if (at < 0) return undefined;
          read += at + 1;
          return waiting[at]!.body;
        },
        limitMs,
      ),
    replies: (body) => provider.reply(number, body),
    hasNothing: async (quietMs = 300) => {
      const until = Date.now() + quietMs;
      await eventually(`silence on ${number}`, () => {
        const [first] = unread();
        if (first !== undefined) throw new Error(`unexpected text to ${number}: ${first.body}`);
        return Date.now() > until ? true : undefined;
      });
    },
    switchOff: () => provider.switchPhone(number, true),
    switchOn: () => provider.switchPhone(number, false),
  };
};

/**
 * Starts phones and mailboxes for a story, with made-up credentials and a directory of its own.
 * @param options `publicUrl` is where Tocsin listens; anything else may be overridden
 */
export const startPhones = async (
  options: Partial<SimulatedOptions> & Pick<SimulatedOptions, 'publicUrl'>,
): Promise<Phones> => {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'tocsin-phones-')));
  const accountSid = options.accountSid ?? `AC${randomBytes(16).toString('hex')}`;
  const authToken = options.authToken ?? randomBytes(16).toString('hex');
  const secret = options.secret ?? randomBytes(16).toString('hex');
  const provider = await startSimulatedProvider({
    port: 0,
    smtpPort: 0,
    deliveryMs: 5,
    number: TOCSIN_NUMBER,
    ...options,
    dataDir,
    accountSid,
    authToken,
    secret,
  });
  return {
    provider,
    accountSid,
    authToken,
    secret,
    phone: (number) => openPhone(provider, number),
    mailbox: (address) => openMailbox(provider, address),
    close: async () => {
      await provider.close();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
};
