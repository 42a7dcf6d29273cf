/** The e-mail for some orders: the same as the text says, with a link for each task. */
import { noticeEmail, pageEmail, type EmailWords } from '../paging/wording-email.ts';
import { linkMark } from './link-marks.ts';
import { noticeOf, pageTasksOf, readerOf, type WordedOrder } from './words.ts';

/** One e-mail for the first so many of these orders (of one incident, kind and reader). */
export function emailWords(orders: readonly WordedOrder[]): {
  readonly words: EmailWords;
  readonly covers: number;
} {
  const [first] = orders;
  if (first === undefined) throw new RangeError('no orders to put into words');
  const reader = readerOf(first.order);
  const tasks = pageTasksOf(orders);
  if (tasks === undefined) {
    const link = first.code === undefined ? undefined : linkMark(0);
    return { words: noticeEmail(noticeOf(first), reader, link), covers: 1 };
  }
  const { codeName, exercise, kind } = first.order;
  const page = { ...reader, codeName, exercise, tasks, again: kind === 'resend' };
  return { words: pageEmail(page), covers: orders.length };
}
