import { withoutFreeCodes } from '../paging/short-codes.ts';
import {
  DISPATCHES_KEPT,
  DISPATCHES_KEPT_FOR,
  IDLE_BEFORE_END,
  type Conversation,
} from './state.ts';

/** Forgets what can no longer matter: codes out of quarantine and dispatches past their callbacks. */
export function forget(conversation: Conversation, now: number): Conversation {
  const live = withoutFreeCodes(conversation.codes, now);
  const underWay = conversation.dispatches.filter(({ message }) => message !== undefined);
  const gone = conversation.dispatches
    .filter(({ message, at }) => message === undefined && now - at < DISPATCHES_KEPT_FOR)
    .slice(-DISPATCHES_KEPT);
  return {
    ...conversation,
    codes: conversation.codes.filter((held) => live.includes(held)),
    dispatches: [...gone, ...underWay],
  };
}

/**
 * Nothing is open, in quarantine, on its way or forbidden, and no late repeat is to be expected.
 * While an address is suppressed the conversation never ends, so that nothing reaches it.
 */
export function mayEnd(conversation: Conversation, now: number): boolean {
  const {
    codes,
    waiting,
    dispatches,
    asked,
    suppressed,
    optedOut,
    unheardUntil = 0,
  } = conversation;
  return (
    withoutFreeCodes(codes, now).length === 0 &&
    waiting.length === 0 &&
    !dispatches.some(({ message }) => message !== undefined) &&
    asked.length === 0 &&
    suppressed.length === 0 &&
    !optedOut &&
    unheardUntil <= now &&
    now - conversation.lastActiveAt >= IDLE_BEFORE_END
  );
}
