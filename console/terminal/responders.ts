/** Simulated people at their simulated phones: they read their texts and answer, each in their way. */
import { setTimeout as pause } from 'node:timers/promises';
import type { SimulatedMessage, SimulatedPhones } from '../door.ts';

/** How somebody answers pages. */
export type Habit =
  | { readonly kind: 'prompt' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'declines' }
  /** Milliseconds of real time until the answer. */
  | { readonly kind: 'late'; readonly after: number };

const LOOK_MS = 250;
const PROMPT_MS = 400;

export interface Responders {
  readonly phones: SimulatedPhones;
  /** Only texts that name this incident are answered. */
  readonly codeName: string;
  /** By number; whoever is not named is prompt. */
  readonly habits: ReadonlyMap<string, Habit>;
  readonly stop: AbortSignal;
}

/** Answers pages until `stop`. @throws Error when the phones cannot be reached any more */
export async function answerPages(responders: Responders): Promise<void> {
  const { phones, codeName, habits, stop } = responders;
  const read = new Map<string, number>();
  while (!stop.aborted) {
    for (const { number, messages } of await phones.phones()) {
      const fresh = messages.slice(read.get(number) ?? 0);
      read.set(number, messages.length);
      const habit = habits.get(number) ?? { kind: 'prompt' };
      for (const code of fresh.flatMap((message) => codesIn(message, codeName))) {
        answer(responders, { number, code, habit });
      }
    }
    await pause(LOOK_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** Codes that a page asks to be answered with; none in reminders and confirmations. */
export function codesIn({ inbound, body }: SimulatedMessage, codeName: string): readonly string[] {
  if (inbound || !body.includes(codeName)) return [];
  const one = /(?:Reply|Répondez) (\d{2,4}) = /.exec(body)?.[1];
  if (one !== undefined) return [one];
  return [...body.matchAll(/\d+ code (\d{2,4})/g)].map(([, code = '']) => code);
}

interface Answering {
  readonly number: string;
  readonly code: string;
  readonly habit: Habit;
}

function answer({ phones, stop }: Responders, { number, code, habit }: Answering): void {
  if (habit.kind === 'silent') return;
  const text = habit.kind === 'declines' ? `NO ${code}` : code;
  const wait = habit.kind === 'late' ? habit.after : PROMPT_MS;
  pause(wait, undefined, { signal: stop })
    .then(() => phones.reply(number, text))
    // Stopped, or the phone is gone: the next look tells.
    .catch(() => undefined);
}
