/**
 * Which text goes next. A text goes at once; what is ordered while it is on its way forms the next
 * one, so that fifteen orders are not fifteen texts. Pages for life are put together only when they
 * were issued in the same second (contract, Messages).
 */
import type { MessageOrder } from '../incident/orders.ts';
import { SECOND } from '../time.ts';
import type { Dispatch, WaitingText } from './state.ts';
import { change, dispatch, report, type Step } from './step.ts';
import { firstOfEachTask, isSameTask, linkSeed, pagesOf, worded } from './take-orders.ts';
import { smsWords, wordsForSome } from './words.ts';

/** Sends the next text to every number that has some waiting and none on its way. */
export function sendNextTexts(step: Step): void {
  const numbers = new Set(step.state.waiting.map(({ to }) => to));
  for (const to of numbers) {
    while (hasWaiting(step, to) && !isBusy(step, to)) sendNext(step, to);
  }
}

const hasWaiting = (step: Step, to: string): boolean =>
  step.state.waiting.some((waiting) => waiting.to === to);

const isBusy = (step: Step, to: string): boolean =>
  step.state.dispatches.some((sent) => isUnderWay(sent, to));

function isUnderWay({ channel, purpose, to, message }: Dispatch, number: string): boolean {
  return channel === 'sms' && purpose === 'order' && to === number && message !== undefined;
}

function sendNext(step: Step, to: string): void {
  const group = nextGroup(step.state.waiting.filter((waiting) => waiting.to === to));
  const leading = firstOfEachTask(group.map(({ order }) => order));
  const wording = leading.map((order) => worded(step, order));
  const words = wordsForSome(wording, smsWords);
  const covered = leading.slice(0, words?.covers ?? 1);
  const taken = group.filter(({ order }) => covered.some((one) => isSameTask(one, order)));
  const pages = pagesOf(taken.map(({ order }) => order));
  change(step, { waiting: step.state.waiting.filter((waiting) => !taken.includes(waiting)) });
  if (words === undefined) {
    report(step, pages, { channel: 'sms', state: 'failed' });
    return;
  }
  const [only] = wording;
  const link = covered.length === 1 && only !== undefined ? linkSeed(step, only) : undefined;
  const links = link === undefined ? [] : [link];
  dispatch(step, { channel: 'sms', purpose: 'order', to, pages }, { text: words.text, links });
}

/** Pages for life first, then in the order they came; with those that one text can carry. */
function nextGroup(waiting: readonly WaitingText[]): readonly WaitingText[] {
  const first = waiting.find(({ order }) => isForLife(order)) ?? waiting[0];
  if (first === undefined) return [];
  return waiting.filter(({ order }) => fitsWith(order, first.order));
}

function isForLife(order: MessageOrder): boolean {
  return order.life && (order.kind === 'page' || order.kind === 'resend');
}

function fitsWith(order: MessageOrder, first: MessageOrder): boolean {
  return (
    order.incident === first.incident &&
    order.kind === first.kind &&
    order.person === first.person &&
    isForLife(order) === isForLife(first) &&
    (!isForLife(first) || second(order) === second(first))
  );
}

const second = (order: MessageOrder): number => Math.floor(order.at / SECOND);
