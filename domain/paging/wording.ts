/**
 * The texts people receive. All of them: GSM-7 letters, at most two segments, no content (R01).
 * What does not fit loses its link first; a list is then split into several texts.
 */
import { MOST_SEGMENTS, segmentsOf, toGsm7 } from './gsm7.ts';
import { formatInstant } from './local-time.ts';
import type {
  ListedTask,
  Notice,
  NoticeKind,
  NoticeWords,
  PageTask,
  Phrasebook,
  When,
} from './phrasebook.ts';
import { MOST_CODES_IN_A_REPLY } from './reply-grammar.ts';
import { ENGLISH } from './wording-en.ts';
import { FRENCH } from './wording-fr.ts';

/** Who reads, and about which incident. */
export interface Addressee {
  /** BCP 47 tag of the person's language; one without sentences reads English. */
  readonly language: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Absent when the text is about several incidents or none. */
  readonly codeName?: string;
  readonly exercise?: boolean;
}

/** One page for one person: tasks of one incident. */
export interface Page extends Addressee {
  readonly codeName: string;
  readonly exercise: boolean;
  /** In the order to be named. */
  readonly tasks: readonly PageTask[];
  /** A ladder's own resend says so; a resend after a crash repeats the first text unchanged. */
  readonly again?: boolean;
}

/** The sentences for a language tag: `fr-CH` reads French; what is unknown reads English. */
export function phrasebookFor(language: string): Phrasebook {
  return /^fr(?:$|[-_])/iu.test(language) ? FRENCH : ENGLISH;
}

/** Shows instants as this person reads them. */
export function clockOf(to: Addressee): When {
  const { months } = phrasebookFor(to.language);
  return (at) => formatInstant(at, { timeZone: to.timeZone, now: to.now, months });
}

/** `EXERCISE RAVEN: ` before what is said of an incident; nothing before what is said of none. */
export function headingOf(to: Addressee): string {
  const exercise = to.exercise === true ? phrasebookFor(to.language).exercise : '';
  const heading = `${exercise} ${to.codeName ?? ''}`.trim();
  return heading === '' ? '' : `${heading}: `;
}

/** A notice in the reader's words. */
export function noticeWords<K extends NoticeKind>(notice: Notice<K>, to: Addressee): NoticeWords {
  const say = phrasebookFor(to.language).notices[notice.kind];
  return say(notice, clockOf(to));
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

const fits = (text: string): boolean => segmentsOf(text) <= MOST_SEGMENTS;

/** The text with its link where both fit, else without: the link stands in the e-mail. */
function withLink(text: string, link: string | undefined): string {
  const linked = link === undefined ? text : `${text} ${link}`;
  return toGsm7(fits(toGsm7(linked)) ? linked : text);
}

/** Cuts a list into as few texts as hold it, in order, none with more codes than a reply may name. */
function packed<T>(items: readonly T[], write: (some: readonly T[]) => string): readonly string[] {
  const texts: string[] = [];
  let chunk: readonly T[] = [];
  for (const item of items) {
    const longer = [...chunk, item];
    const full = longer.length > MOST_CODES_IN_A_REPLY || !fits(write(longer));
    if (full && chunk.length > 0) {
      texts.push(write(chunk));
      chunk = [item];
    } else {
      chunk = longer;
    }
  }
  return chunk.length === 0 ? texts : [...texts, write(chunk)];
}

/** The nearest time by which one of these tasks wants an answer. */
export function firstAnswerBy(tasks: readonly PageTask[]): number | undefined {
  const times = tasks.flatMap(({ answerBy }) => (answerBy === undefined ? [] : [answerBy]));
  return times.length === 0 ? undefined : Math.min(...times);
}

function onePageText(page: Page, task: PageTask): string {
  const words = phrasebookFor(page.language).page;
  const sentences = [
    words.one(task.number, page.again === true),
    ...(task.answerBy === undefined ? [] : [words.answerBy(clockOf(page)(task.answerBy))]),
    words.reply(task.code),
  ];
  return withLink(headingOf(page) + sentences.join(' '), task.link);
}

function bundleText(page: Page, tasks: readonly PageTask[]): string {
  const [only] = tasks;
  if (only !== undefined && tasks.length === 1) return onePageText(page, only);
  const words = phrasebookFor(page.language).page;
  const by = firstAnswerBy(tasks);
  const sentences = [
    words.many(tasks, page.again === true),
    ...(by === undefined ? [] : [words.firstAnswerBy(clockOf(page)(by))]),
    words.replyMany,
  ];
  return toGsm7(headingOf(page) + sentences.join(' '));
}

/**
 * The text messages of a page: one, or several where a bundle is too long for one. A link belongs
 * to a single task, so a bundle has none. No tasks: no text.
 */
export function pageText(page: Page): readonly string[] {
  return packed(page.tasks, (tasks) => bundleText(page, tasks));
}

/**
 * The text message of a notice or an answer.
 * @param link left out where both do not fit into two segments
 */
export function noticeText(notice: Notice, to: Addressee, link?: string): string {
  const { fact, reply } = noticeWords(notice, to);
  const heading = headingOf(to);
  const opening = heading === '' ? capitalised(fact) : heading + fact;
  return withLink(reply === undefined ? opening : `${opening} ${reply}`, link);
}

/**
 * The answer to LIST. Exercises stand in texts of their own, after the live ones. `to` names no
 * incident: the list goes across all of this phone's.
 */
export function listText(
  tasks: readonly ListedTask[],
  to: Omit<Addressee, 'codeName' | 'exercise'>,
): readonly string[] {
  if (tasks.length === 0) return [noticeText({ kind: 'nothingOpen' }, to)];
  const words = phrasebookFor(to.language).list;
  const when = clockOf(to);
  const line = (task: ListedTask): string =>
    words.task(task, task.by === undefined ? undefined : when(task.by));
  return [false, true].flatMap((exercise) =>
    packed(
      tasks.filter((task) => task.exercise === exercise),
      (some) =>
        toGsm7(`${headingOf({ ...to, exercise })}${words.opening} ${some.map(line).join(', ')}.`),
    ),
  );
}

/** Does the longest page of one task still hold this link, in every language? For PUBLIC_URL. */
export function longestPageHolds(link: string): boolean {
  const now = Date.UTC(2026, 10, 21);
  return ['en', 'fr'].every((language) => {
    const task = { number: 65_535, code: '9999', answerBy: Date.UTC(2026, 8, 23, 23, 30), link };
    const to = { language, timeZone: 'Asia/Tokyo', now, codeName: 'ABCDEFGHIJKL', exercise: true };
    return onePageText({ ...to, tasks: [], again: true }, task).endsWith(` ${link}`);
  });
}
