import { HOUR } from '../time.ts';
import { STRIKE_WINDOW } from './state.ts';

/** Unknown senders told of in an hour, all together: a flood must not bury an incident's log. */
export const STRANGERS_TOLD_AN_HOUR = 30;

/** Texts from unknown numbers in the last hour, as plain JSON. No number is kept, only hashes. */
export interface Strangers {
  readonly v: 1;
  readonly texts: readonly {
    readonly id: string;
    readonly sender: string;
    readonly at: number;
    readonly told: boolean;
  }[];
}

export const noStrangers: Strangers = { v: 1, texts: [] };

/**
 * Takes note of a text from an unknown number. The first of a sender within ten minutes is told,
 * and so is the second (`again`: security is told, R03); a repeat by the provider's id is nothing.
 */
export function noteStranger(
  strangers: Strangers,
  text: { readonly providerId: string; readonly senderHash: string },
  now: number,
): {
  readonly strangers: Strangers;
  readonly tell?: { readonly id: string; readonly again: boolean };
} {
  const { providerId: id, senderHash: sender } = text;
  const texts = strangers.texts.filter(({ at }) => now - at < HOUR);
  if (texts.some((known) => known.id === id)) return { strangers: { v: 1, texts } };
  const tries = texts.filter((known) => known.sender === sender && now - known.at < STRIKE_WINDOW);
  const toldAll = texts.filter(({ told }) => told).length;
  const told = tries.length < 2 && toldAll < STRANGERS_TOLD_AN_HOUR;
  const noted: Strangers = { v: 1, texts: [...texts, { id, sender, at: now, told }] };
  return told
    ? { strangers: noted, tell: { id: `stranger/${id}`, again: tries.length === 1 } }
    : { strangers: noted };
}
