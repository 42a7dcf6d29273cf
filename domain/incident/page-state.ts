import type { PageChannel } from '../people/person.ts';
import type { Page, PageState } from './state.ts';

const RANK: Readonly<Record<PageState, number>> = {
  queued: 0,
  simulated: 1,
  sent: 1,
  failed: 2,
  delivered: 3,
};

/** Callbacks come repeated and out of order: a state only rises, and `delivered` is final. */
export function risen(before: PageState | undefined, news: PageState): PageState {
  return before !== undefined && RANK[before] >= RANK[news] ? before : news;
}

/** Whether news of a page is about this one: a resend leaves the first page's e-mail as it is. */
export function isAbout(
  news: { readonly page: number; readonly channel: PageChannel },
  page: Page,
): boolean {
  return page.n === news.page || (page.earlier === news.page && news.channel === 'email');
}
