/** What a conversation says: the wording of domain/paging, put together for its orders and answers. */
import type { MessageOrder } from '../incident/orders.ts';
import { MOST_SEGMENTS, segmentsOf } from '../paging/gsm7.ts';
import type { Notice, PageTask } from '../paging/phrasebook.ts';
import { listText, noticeText, pageText, type Addressee } from '../paging/wording.ts';
import { linkMark } from './link-marks.ts';
import type { HeldCode } from './state.ts';

/** An order and, where it asks for an answer, the code to answer with. */
export interface WordedOrder {
  readonly order: MessageOrder;
  readonly code?: string;
}

/** Answers that concern no single command. */
export type PlainAnswer =
  | 'unclear'
  | 'ambiguous'
  | 'unknownCode'
  | 'repliesPaused'
  | 'addCode'
  | 'nothingOpen'
  | 'list'
  | 'help';

/** Codes named at most when a bare word could mean several (contract, Messages). */
const CODES_NAMED = 3;

/**
 * The words, or nothing when an order cannot be put into any (a time zone this machine does not
 * know): one such order must not keep all others from leaving. Its page has failed.
 */
export function inWords<T>(write: () => T): T | undefined {
  try {
    return write();
  } catch {
    return undefined;
  }
}

/** Words for as many of these orders as may be, or for the first alone; nothing when not even that. */
export function wordsForSome<T>(
  orders: readonly WordedOrder[],
  write: (orders: readonly WordedOrder[]) => T,
): T | undefined {
  return inWords(() => write(orders)) ?? inWords(() => write(orders.slice(0, 1)));
}

/**
 * One text for the first so many of these orders (of one incident, kind and reader). Only a text
 * for a single task has a link: its first and only one.
 */
export function smsWords(orders: readonly WordedOrder[]): {
  readonly text: string;
  readonly covers: number;
} {
  const [first] = orders;
  if (first === undefined) throw new RangeError('no orders to put into words');
  for (let covers = orders.length; covers > 1; covers -= 1) {
    const text = oneText(orders.slice(0, covers));
    if (text !== undefined) return { text, covers };
  }
  return { text: oneText([first]) ?? '', covers: 1 };
}

/** The text for all of these orders, or nothing when one text does not hold them. */
function oneText(orders: readonly WordedOrder[]): string | undefined {
  const [first] = orders;
  if (first === undefined) return undefined;
  const tasks = pageTasksOf(orders);
  if (tasks !== undefined) {
    const { codeName, exercise, kind } = first.order;
    const page = { ...readerOf(first.order), codeName, exercise, tasks, again: kind === 'resend' };
    const [text, ...more] = pageText(page);
    return more.length === 0 ? text : undefined;
  }
  const link = orders.length === 1 && first.code !== undefined ? linkMark(0) : undefined;
  const lines = orders.map((each) => noticeText(noticeOf(each), readerOf(each.order), link));
  const text = [...new Set(lines)].join('\n');
  return orders.length === 1 || segmentsOf(text) <= MOST_SEGMENTS ? text : undefined;
}

/** The orders as tasks of a page; nothing when they are no pages. */
export function pageTasksOf(orders: readonly WordedOrder[]): readonly PageTask[] | undefined {
  const tasks = orders.flatMap(({ order, code }, index): PageTask[] => {
    const { number, kind, answerBy } = order;
    const isPage = kind === 'page' || kind === 'resend' || answerBy === undefined;
    if (number === undefined || code === undefined || !isPage) return [];
    const by = answerBy === undefined ? {} : { answerBy };
    return [{ number, code, ...by, link: linkMark(index) }];
  });
  return tasks.length === orders.length ? tasks : undefined;
}

/** What an order that is no page tells. */
export function noticeOf({ order, code }: WordedOrder): Notice {
  const { kind, number, answerBy, at } = order;
  if (kind === 'stoodDown' || kind === 'exerciseEnded') return { kind };
  if (number === undefined || kind === 'alarm') return { kind: 'alarm' };
  if (kind === 'taken') return { kind, task: number };
  if (kind === 'reminder' && code !== undefined && answerBy !== undefined) {
    return { kind, task: number, code, dueAt: answerBy, late: at >= answerBy };
  }
  return { kind: 'notNeeded', task: number };
}

/** Who reads an order's message; its "today" is on the incident's clock. */
export function readerOf(order: MessageOrder): Addressee {
  const { language, timeZone, codeName, exercise, at } = order;
  return { language, timeZone, codeName, exercise, now: at };
}

/** The texts that answer a text which led to no command. */
export function answerWords(
  kind: PlainAnswer,
  open: readonly HeldCode[],
  reader: Pick<Addressee, 'language' | 'timeZone' | 'now'>,
): readonly string[] {
  if (kind === 'list') return listText(open.map(listed), reader);
  const exercise = open.length > 0 && open.every((held) => held.exercise);
  return [noticeText(plainNotice(kind, open), { ...reader, exercise })];
}

function plainNotice(kind: Exclude<PlainAnswer, 'list'>, open: readonly HeldCode[]): Notice {
  const code = open[0] === undefined ? {} : { code: open[0].code };
  switch (kind) {
    case 'unclear':
    case 'ambiguous':
    case 'help':
      return { kind, ...code };
    case 'addCode':
      return { kind, codes: open.slice(0, CODES_NAMED).map((held) => held.code) };
    case 'unknownCode':
    case 'repliesPaused':
    case 'nothingOpen':
      return { kind };
  }
}

function listed({
  codeName,
  exercise,
  number,
  code,
  held = false,
  answerBy,
}: HeldCode): Parameters<typeof listText>[0][number] {
  // Once it is held the time to answer is of no interest any more.
  const by = held || answerBy === undefined ? {} : { by: answerBy };
  return { codeName, exercise, number, code, held, ...by };
}

/** Lines packed into as few texts of two segments as may be, in order. */
export function joinLines(lines: readonly string[]): readonly string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const joined = [...texts.slice(-1), line].join('\n');
    if (texts.length > 0 && segmentsOf(joined) <= MOST_SEGMENTS) texts[texts.length - 1] = joined;
    else texts.push(line);
  }
  return texts;
}
