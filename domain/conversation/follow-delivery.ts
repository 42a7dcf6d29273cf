import type { PageState } from '../incident/state.ts';
import { normaliseAddress } from '../people/person.ts';
import type { Dispatch, PageReference } from './state.ts';
import { change, report, type Step } from './step.ts';

/** How far each state is along; news of a lower one, or the same, came late and changes nothing. */
const RANK: Readonly<Record<PageState, number>> = {
  queued: 0,
  sent: 1,
  failed: 2,
  delivered: 3,
  simulated: 3,
};

/**
 * A dispatch got this far. Callbacks come repeated and out of order (channels.md 1.4): ranks only
 * rise, and nothing takes `delivered` back.
 * @param told its incidents have heard so already
 */
export function noteDelivery(
  step: Step,
  id: string,
  news: { readonly state: PageState; readonly reason?: string; readonly told?: boolean },
): void {
  const known = step.state.dispatches.find((each) => each.id === id);
  if (known === undefined) return;
  const gone = withoutWords(known);
  const rises = RANK[news.state] > RANK[known.state];
  const after: Dispatch = rises ? { ...gone, state: news.state } : gone;
  change(step, {
    dispatches: step.state.dispatches.map((each) => (each === known ? after : each)),
  });
  if (!rises || news.told === true) return;
  const pages =
    news.state === 'failed'
      ? known.pages.filter((page) => !hasOtherWay(step, known, page))
      : known.pages;
  const optedOut = news.reason === 'optedOut' ? { optedOut: true } : {};
  report(step, pages, { channel: known.channel, state: news.state, ...optedOut });
}

/** Once it has gone the words have done their work. */
function withoutWords({ id, channel, purpose, to, pages, at, state }: Dispatch): Dispatch {
  return { id, channel, purpose, to, pages, at, state };
}

/** Is the same page on its way, or through, to another address of this channel? */
function hasOtherWay(step: Step, failed: Dispatch, page: PageReference): boolean {
  const isSame = (other: PageReference): boolean =>
    other.incident === page.incident &&
    other.task === page.task &&
    other.leg === page.leg &&
    other.page === page.page;
  const sent = step.state.dispatches.some(
    ({ id, channel, state, pages }) =>
      id !== failed.id &&
      channel === failed.channel &&
      state !== 'failed' &&
      pages.some((other) => isSame(other)),
  );
  const waits = step.state.waiting.some(
    ({ order }) =>
      failed.channel === 'sms' &&
      order.incident === page.incident &&
      order.task === page.task &&
      order.leg === page.leg &&
      order.page === page.page,
  );
  return sent || waits;
}

/**
 * Addresses that nothing is sent to from now on (R06), or again. What was waiting for them is
 * dropped, and the pages among it are failures: the ladder goes on to someone else.
 */
export function suppress(step: Step, addresses: readonly string[], lifted: boolean): void {
  const named = addresses.map((address) => normaliseAddress(address));
  const others = step.state.suppressed.filter((address) => !named.includes(address));
  change(step, { suppressed: lifted ? others : [...others, ...named] });
  if (lifted) return;
  const isNamed = (to: string): boolean => named.includes(normaliseAddress(to));
  const dropped = step.state.waiting.filter(({ to }) => isNamed(to));
  change(step, { waiting: step.state.waiting.filter(({ to }) => !isNamed(to)) });
  for (const { order } of dropped) {
    const { incident, task, leg, page } = order;
    if (task === undefined || leg === undefined || page === undefined) continue;
    report(step, [{ incident, task, leg, page }], { channel: 'sms', state: 'failed' });
  }
}
