/**
 * The conversation with one phone (or mailbox): a thin durable shell round `decideConversation`.
 * It hears orders, texts and delivery news, sends what the core asks for, and lasts for as long as
 * a code is open. One timer: the daily roll. Nothing in here knows a word of the messages.
 */
import {
  allHandlersFinished,
  condition,
  makeContinueAsNewFunc,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { decideConversation } from '../domain/conversation/decide-conversation.ts';
import { mayEnd } from '../domain/conversation/forget.ts';
import { pagesGivenUp } from '../domain/conversation/give-up.ts';
import type { ConversationNews } from '../domain/conversation/news.ts';
import { isConversation, newConversation } from '../domain/conversation/state.ts';
import { remembers, textKey } from '../domain/conversation/seen.ts';
import { DAY } from '../domain/time.ts';
import { guarded } from './conversation-guard.ts';
import { carryOut, resume, type ConversationShell } from './conversation-effects.ts';
import {
  codesQuery,
  deliverySignal,
  inboundSignal,
  ordersSignal,
  suppressSignal,
  takenQuery,
  type ConversationInput,
  type ConversationOrders,
  type DeliveryNews,
  type InboundText,
  type OpenCode,
} from './messages.ts';

/** Replaying a long history is what keeps a restarted worker from catching up (temporal.md 1). */
const ROLL_AT_EVENTS = 250;
/** From here on the roll no longer waits for what is under way: it is given again, under its keys. */
const ROLL_ANYWAY_AT_EVENTS = 4 * ROLL_AT_EVENTS;

/** Runs until nothing is open, in quarantine, on its way or suppressed; rolls daily. */
export async function conversation(input: ConversationInput): Promise<void> {
  const shell = openShell(input);
  hear(shell);
  let dayIsOver = false;
  const day = sleep(DAY).then(() => (dayIsOver = true));
  day.catch(() => (dayIsOver = true));
  resume(shell);
  for (;;) {
    const wantsRoll = (): boolean => dayIsOver || workflowInfo().historyLength >= ROLL_AT_EVENTS;
    const mayRoll = (): boolean =>
      shell.inFlight === 0 || workflowInfo().historyLength >= ROLL_ANYWAY_AT_EVENTS;
    await condition(() => shell.inbox.length > 0 || (wantsRoll() && mayRoll()));
    drain(shell);
    if (!wantsRoll() || !mayRoll()) continue;
    await condition(allHandlersFinished);
    // Signals that came meanwhile, or that the server still holds, are never left behind.
    if (shell.inbox.length > 0) continue;
    if (mayEnd(shell.state, Date.now())) return;
    await roll({ address: input.address, channel: input.channel, carried: shell.state });
  }
}

/** The next run takes the newest code: the state's `v` is all that has to agree. */
async function roll(input: ConversationInput): Promise<never> {
  const next = makeContinueAsNewFunc<typeof conversation>({
    initialVersioningBehavior: 'AUTO_UPGRADE',
  });
  return await next(input);
}

/** What `suppressSignal` carries. */
interface Suppression {
  readonly addresses: readonly string[];
  readonly lifted?: boolean;
}

function openShell({ address, channel, carried }: ConversationInput): ConversationShell {
  const name = workflowInfo().workflowId.replace(/^.*\//u, '');
  const state = isConversation(carried)
    ? carried
    : newConversation({ name, address, channel }, Date.now());
  return { state, inbox: [], inFlight: 0 };
}

/** Handlers only put things into the inbox, and whatever goes wrong there wedges nothing. */
function hear(shell: ConversationShell): void {
  const into = <Told>(name: string, newsOf: (told: Told) => ConversationNews) => {
    const push = guarded(name, (told: Told) => void shell.inbox.push(newsOf(told)));
    return (told: Told): void => void push(told);
  };
  setHandler(
    ordersSignal,
    into('orders', (step: ConversationOrders) => ({ type: 'orders', ...step })),
  );
  setHandler(
    inboundSignal,
    into('inbound', (text: InboundText) => ({ type: 'text', ...text })),
  );
  setHandler(
    deliverySignal,
    into('deliveryNews', (news: DeliveryNews) => ({ type: 'delivery', ...news })),
  );
  setHandler(
    suppressSignal,
    into('suppress', (what: Suppression) => ({ type: 'suppress', ...what })),
  );
  setHandler(takenQuery, (providerId) => remembers(shell.state, textKey(providerId)));
  setHandler(codesQuery, () => openCodesOf(shell));
}

/** Takes all that was heard, one piece at a time; a piece the core cannot take changes nothing. */
function drain(shell: ConversationShell): void {
  for (let news = shell.inbox.shift(); news !== undefined; news = shell.inbox.shift()) {
    const taken = guarded(`news ${news.type}`, take)({ shell, news });
    if (!taken) guarded('giving up', giveUp)({ shell, news });
  }
}

interface Piece {
  readonly shell: ConversationShell;
  readonly news: ConversationNews;
}

function take({ shell, news }: Piece): void {
  const step = decideConversation(shell.state, news, Date.now(), Math.random);
  shell.state = step.conversation;
  carryOut(shell, step);
}

function giveUp({ shell, news }: Piece): void {
  carryOut(shell, pagesGivenUp(shell.state, news));
}

function openCodesOf({ state }: ConversationShell): readonly OpenCode[] {
  return state.codes.map(({ code, incident, task, leg, person, closedAt }) => ({
    ...{ code, incident, task, leg, person },
    state: closedAt === undefined ? 'open' : 'quarantine',
  }));
}
