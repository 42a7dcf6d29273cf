/**
 * The same words as e-mail: a plain text part and one hand-written HTML layout, without images,
 * tracking or style sheets from elsewhere. Subject and first lines carry no content (R01).
 */
import type { Notice, PageTask } from './phrasebook.ts';
import {
  type Addressee,
  clockOf,
  firstAnswerBy,
  headingOf,
  noticeWords,
  type Page,
  phrasebookFor,
} from './wording.ts';

/** What an e-mail consists of. */
export interface EmailWords {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** One paragraph: a sentence, and an address to open below it. */
interface Paragraph {
  readonly sentence: string;
  readonly link?: string | undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML, safe between tags and within quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (letter) => ESCAPES[letter] ?? letter);
}

function linkHtml(link: string): string {
  const shown = escapeHtml(link);
  // Only web addresses may be clicked: a "javascript:" address would run as script.
  return /^https?:\/\//iu.test(link) ? `<br><a href="${shown}">${shown}</a>` : `<br>${shown}`;
}

function paragraphHtml({ sentence, link }: Paragraph): string {
  return `<p>${escapeHtml(sentence)}${link === undefined ? '' : linkHtml(link)}</p>`;
}

function write(to: Addressee, subject: string, body: readonly Paragraph[]): EmailWords {
  const words = phrasebookFor(to.language);
  const all = [{ sentence: words.email.repliesNotRead }, ...body];
  const html = [
    '<!doctype html>',
    `<html lang="${words.language}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>`,
    '<body style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em;margin:1em">',
    ...all.map(paragraphHtml),
    '</body></html>',
    '',
  ];
  const text = all.map(({ sentence, link }) =>
    link === undefined ? sentence : `${sentence}\n${link}`,
  );
  return { subject, text: `${text.join('\n\n')}\n`, html: html.join('\n') };
}

function taskParagraph(page: Page, task: PageTask): Paragraph {
  const words = phrasebookFor(page.language);
  const by = task.answerBy === undefined ? undefined : clockOf(page)(task.answerBy);
  const sentences = [
    `${words.email.task(task.number, task.code)}.`,
    ...(by === undefined ? [] : [words.page.answerBy(by)]),
    task.link === undefined ? words.email.noLink : words.email.linkLabel,
  ];
  return { sentence: sentences.join(' '), link: task.link };
}

/**
 * The e-mail of a page: all its tasks in one, each with its code, deadline and own link.
 * @throws RangeError when the page has no task
 */
export function pageEmail(page: Page): EmailWords {
  const [only] = page.tasks;
  if (only === undefined) throw new RangeError('a page has at least one task');
  const words = phrasebookFor(page.language);
  const again = page.again === true;
  const head =
    page.tasks.length === 1
      ? words.page.one(only.number, again)
      : `${words.email.subjectMany(page.tasks.length)}.`;
  const by = firstAnswerBy(page.tasks);
  const deadline =
    by === undefined || page.tasks.length === 1
      ? []
      : [words.page.firstAnswerBy(clockOf(page)(by))];
  const linked = page.tasks.some(({ link }) => link !== undefined);
  return write(page, (headingOf(page) + head).replace(/\.$/u, ''), [
    { sentence: [headingOf(page) + head, ...deadline].join(' ') },
    ...page.tasks.map((task) => taskParagraph(page, task)),
    ...(linked ? [{ sentence: words.email.chooseNumber }] : []),
  ]);
}

/** The e-mail of a notice. What could be texted back is left out: replies to it are not read. */
export function noticeEmail(notice: Notice, to: Addressee, link?: string): EmailWords {
  const { fact } = noticeWords(notice, to);
  const heading = headingOf(to);
  const name = heading === '' ? 'Tocsin: ' : heading;
  const subject = name + phrasebookFor(to.language).email.subjectNotice;
  return write(to, subject, [{ sentence: heading + fact, link }]);
}
