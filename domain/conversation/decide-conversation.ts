import { forget } from './forget.ts';
import { sendNextTexts } from './bundle.ts';
import { noteAnswer } from './answer.ts';
import { noteDelivery, suppress } from './follow-delivery.ts';
import type { ConversationNews, ConversationStep } from './news.ts';
import { readText } from './read-text.ts';
import type { Conversation } from './state.ts';
import { change, tellsOf, type Step } from './step.ts';
import { takeOrders } from './take-orders.ts';

/**
 * What a conversation with a phone does about a piece of news. Pure: the same news, instant and
 * random numbers lead to the same step.
 * @param now epoch milliseconds, in real time (also in an exercise)
 * @param random numbers in [0, 1), for new codes
 * @throws RangeError when no code is free on the phone
 */
export function decideConversation(
  conversation: Conversation,
  news: ConversationNews,
  now: number,
  random: () => number,
): ConversationStep {
  const step: Step = { state: conversation, now, random, sends: [], asks: [], told: [] };
  heed(step, news);
  sendNextTexts(step);
  change(step, { lastActiveAt: now });
  const tells = tellsOf(step);
  const { sends, asks } = step;
  return { conversation: forget(step.state, now), sends, asks, tells };
}

function heed(step: Step, news: ConversationNews): void {
  switch (news.type) {
    case 'orders':
      takeOrders(step, news.orders, news.closures);
      return;
    case 'text':
      readText(step, news);
      return;
    case 'sent':
    case 'delivery':
      noteDelivery(step, news.dispatch, news);
      return;
    case 'failed':
      noteDelivery(step, news.dispatch, { state: 'failed', reason: news.reason });
      return;
    case 'answered':
      noteAnswer(step, news.id, news.outcome);
      return;
    case 'suppress':
      suppress(step, news.addresses, news.lifted === true);
      return;
  }
}
