/** The e-mail for some orders. The same as the text says, with a link for each task. */
import { headingOf, noticeText, phrasebookFor } from '../paging/wording.ts';
import { noticeOf, pageTasksOf, readerOf, type WordedOrder } from './words.ts';

/** One e-mail for all of these orders (of one incident, kind and reader). */
export function emailWords(orders: readonly WordedOrder[]): {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
} {
  const [first] = orders;
  if (first === undefined) throw new RangeError('no orders to put into words');
  const reader = readerOf(first.order);
  const words = phrasebookFor(reader.language);
  const tasks = pageTasksOf(orders);
  const lines =
    tasks === undefined
      ? orders.map((each) => noticeText(noticeOf(each), reader))
      : tasks.flatMap(({ number, code, link = '' }) => [words.email.task(number, code), link]);
  const count =
    tasks === undefined ? words.email.subjectNotice : words.email.subjectMany(tasks.length);
  const paragraphs = [words.email.repliesNotRead, ...lines];
  return {
    subject: `${headingOf(reader)}${count}`,
    text: paragraphs.join('\n'),
    html: paragraphs.map((line) => `<p>${line}</p>`).join('\n'),
  };
}
