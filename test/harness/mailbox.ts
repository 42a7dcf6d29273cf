import type { SimulatedMail } from '../../channels/simulated/records.ts';
import type { SimulatedProvider } from '../../channels/simulated/provider.ts';
import { eventually } from './eventually.ts';

/** A person's mailbox in a story. Each e-mail is read once, in the order it came. */
export interface Mailbox {
  readonly address: string;
  /** Waits for an e-mail whose subject or text matches, reading on past others. */
  gets(pattern: RegExp, limitMs?: number): Promise<SimulatedMail>;
  /** Nothing unread is there, nor comes within the quiet time (default 300 ms). */
  hasNothing(quietMs?: number): Promise<void>;
}

export const openMailbox = (provider: SimulatedProvider, address: string): Mailbox => {
  let read = 0;
  const unread = (): readonly SimulatedMail[] => provider.mailbox(address).mails.slice(read);
  return {
    address,
    gets: (pattern, limitMs) =>
      eventually(
        `an e-mail to ${address} like ${String(pattern)}`,
        () => {
          const waiting = unread();
          const at = waiting.findIndex((mail) => pattern.test(`${mail.subject}\n${mail.text}`));
          if (at < 0) return undefined;
          read += at + 1;
          return waiting[at];
        },
        limitMs,
      ),
    hasNothing: async (quietMs = 300) => {
      const until = Date.now() + quietMs;
      await eventually(`silence in ${address}`, () => {
        const [first] = unread();
        if (first !== undefined) throw new Error(`unexpected e-mail to ${address}`);
        return Date.now() > until ? true : undefined;
      });
    },
  };
};
