import { change, type Step } from './step.ts';
import { KEYS_KEPT, KEYS_KEPT_FOR, type Conversation } from './state.ts';

/** Was this order or text taken before? */
export function remembers(conversation: Conversation, key: string): boolean {
  return conversation.seen.some((seen) => seen.key === key);
}

/** The key of a text; the provider's ids are apart from orders' keys. */
export const textKey = (providerId: string): string => `text/${providerId}`;

/** The oldest keys go first, when they are too old or too many. */
export function remember(step: Step, key: string): void {
  const recent = step.state.seen.filter(({ at }) => step.now - at < KEYS_KEPT_FOR);
  change(step, { seen: [...recent, { key, at: step.now }].slice(-KEYS_KEPT) });
}
