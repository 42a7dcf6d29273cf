import type { ConversationNews, Tell } from './news.ts';
import type { Conversation } from './state.ts';
import { pagesOf } from './take-orders.ts';

/**
 * The core could not take this piece of news. Pages in it count as failed on every channel, so that
 * their ladders move on at once instead of waiting for an answer to a page nobody got.
 */
export function pagesGivenUp(
  conversation: Conversation,
  news: ConversationNews,
): {
  readonly conversation: Conversation;
  readonly sends: readonly [];
  readonly asks: readonly [];
  readonly tells: readonly Tell[];
} {
  const orders = news.type === 'orders' ? news.orders : [];
  const tells = orders.flatMap((order): Tell[] => {
    const reports = pagesOf([order]).flatMap(({ task, leg, page }) =>
      (['sms', 'email'] as const)
        .filter((channel) => order[channel].length > 0)
        .map((channel) => ({ task, leg, page, channel, state: 'failed' as const })),
    );
    return reports.length === 0
      ? []
      : [
          {
            id: `given-up/${order.key}`,
            incident: order.incident,
            command: { type: 'delivery', reports },
          },
        ];
  });
  return { conversation, sends: [], asks: [], tells };
}
