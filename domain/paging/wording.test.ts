import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isGsm7, MOST_SEGMENTS, segmentsOf } from './gsm7.ts';
import type { ListedTask, Notice, NoticeFields, PageTask } from './phrasebook.ts';
import { parseReply } from './reply-grammar.ts';
import { CARRIER_HELP_WORDS, CARRIER_OPT_IN_WORDS, CARRIER_OPT_OUT_WORDS } from './reply-words.ts';
import { listText, longestPageHolds, noticeText, type Page, pageText } from './wording.ts';
import { escapeHtml, noticeEmail, pageEmail } from './wording-email.ts';

const NOW = Date.parse('2026-07-21T09:00:00Z');
const BY = Date.parse('2026-07-21T09:05:00Z');
/** Sept is the longest month name; both sides of the time carry a date. */
const LONGEST_TIME = Date.parse('2026-09-22T23:30:00Z');
const link = 'https://tocsin.example.org/t/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN';
const paris = { language: 'en', timeZone: 'Europe/Paris', now: NOW };
const raven = { ...paris, codeName: 'RAVEN', exercise: false };
const page = (tasks: readonly PageTask[], more: Partial<Page> = {}): Page => ({
  ...raven,
  tasks,
  ...more,
});
const task17: PageTask = { number: 17, code: '47', answerBy: BY };
const three: readonly PageTask[] = [
  task17,
  { number: 18, code: '52', answerBy: BY + 60_000 },
  { number: 19, code: '63' },
];

describe('a page by text', () => {
  it('reads exactly as promised', () => {
    expect(pageText(page([{ ...task17, link }]))).toEqual([
      `RAVEN: task 17 for you. Answer by 09:05Z/11:05. Reply 47 = I have it, NO 47 = cannot. ${link}`,
    ]);
  });

  it('reads exactly as promised when several tasks come at once', () => {
    expect(pageText(page(three))).toEqual([
      'RAVEN: 3 tasks: 17 code 47, 18 code 52, 19 code 63. First answer by 09:05Z/11:05. Reply the codes you take.',
    ]);
  });

  it('speaks French to who reads French', () => {
    expect(pageText(page([task17], { language: 'fr-CH', exercise: true }))).toEqual([
      'EXERCICE RAVEN: tache 17 pour vous. Réponse avant 09:05Z/11:05. Répondez 47 = je prends, NON 47 = impossible.',
    ]);
  });

  it('puts EXERCISE first, says again, and gives a notice no deadline', () => {
    const texts = pageText(page([{ number: 3, code: '12' }], { exercise: true, again: true }));
    expect(texts).toEqual([
      'EXERCISE RAVEN: again, task 3 for you. Reply 12 = I have it, NO 12 = cannot.',
    ]);
  });

  it('names the day when it is not today', () => {
    const [text] = pageText(page([{ ...task17, answerBy: BY + 86_400_000 }]));
    expect(text).toContain('Answer by 22 Jul 09:05Z/11:05.');
  });

  it('leaves the link to the e-mail where both do not fit', () => {
    const [text] = pageText(page([{ ...task17, link: `https://x.example/${'a'.repeat(300)}` }]));
    expect(text).toBe(pageText(page([task17]))[0]);
  });

  it('falls back to English for a language without sentences', () => {
    expect(pageText(page([task17], { language: 'sw' }))).toEqual(pageText(page([task17])));
    expect(pageText(page([task17], { language: 'frr' }))).toEqual(pageText(page([task17])));
  });

  it('holds a link of ordinary length and refuses one that is too long', () => {
    expect(longestPageHolds(link)).toBe(true);
    expect(longestPageHolds(`https://${'a'.repeat(200)}.example/t/x`)).toBe(false);
  });

  it('names each task once, in order, however many there are', () => {
    const tasks = fc.array(fc.nat(65_535), { maxLength: 60 }).map((numbers) =>
      numbers.map((number, index) => ({
        number,
        code: String(1000 + index),
        answerBy: LONGEST_TIME,
      })),
    );
    fc.assert(
      fc.property(tasks, fc.constantFrom('en', 'fr'), (some, language) => {
        const texts = pageText(page(some, { language, codeName: 'ABCDEFGHIJKL', exercise: true }));
        const codes = texts.flatMap((text) => [
          ...new Set(text.match(/\b1\d{3}\b(?! pour| for)/gu) ?? []),
        ]);
        for (const { code } of some) expect(codes).toContain(code);
        for (const text of texts) expect(segmentsOf(text)).toBeLessThanOrEqual(MOST_SEGMENTS);
      }),
      { numRuns: 60 },
    );
    const twelve = Array.from({ length: 12 }, (_, index) => ({
      number: index + 1,
      code: String(index + 40),
    }));
    const texts = pageText(page(twelve));
    expect(texts).toHaveLength(2);
    expect(texts[0]).toContain('10 tasks: 1 code 40, ');
    expect(texts[1]).toBe('RAVEN: 2 tasks: 11 code 50, 12 code 51. Reply the codes you take.');
  });
});

const LONGEST: { readonly [K in keyof NoticeFields]: NoticeFields[K] } = {
  taken: { task: 65_535 },
  notNeeded: { task: 65_535 },
  reminder: { task: 65_535, code: '9999', dueAt: LONGEST_TIME, late: true },
  held: { task: 65_535, code: '9999', role: 'ABCDEFGHIJKL' },
  alreadyHeld: { task: 65_535, role: 'ABCDEFGHIJKL' },
  lateNotNeeded: { task: 65_535 },
  declined: { task: 65_535 },
  handedBack: { task: 65_535 },
  notYours: { task: 65_535, role: 'ABCDEFGHIJKL' },
  done: { task: 65_535 },
  doneNeedsForm: { task: 65_535 },
  callComing: { task: 65_535 },
  addCode: { codes: ['9999', '9998', '9997'] },
  unclear: { code: '9999' },
  ambiguous: { code: '9999' },
  unknownCode: {},
  nothingOpen: {},
  help: { code: '9999' },
  repliesPaused: {},
  reachable: {},
  stoodDown: {},
  exerciseEnded: {},
  alarm: {},
  approval: { expiresAt: LONGEST_TIME },
  accessKey: { expiresAt: LONGEST_TIME },
};
// Each entry of LONGEST is the fields of its own key, which the entries' type does not say.
const notices = Object.entries(LONGEST).map(([kind, fields]) => ({ kind, ...fields }) as Notice);
const everySay = notices.flatMap((notice) =>
  ['en', 'fr'].map((language) => ({ kind: notice.kind, language, notice })),
);

describe('every notice', () => {
  it.each(everySay)('$kind fits in $language, at its longest', ({ notice, language }) => {
    const to = {
      language,
      timeZone: 'Asia/Tokyo',
      now: NOW,
      codeName: 'ABCDEFGHIJKL',
      exercise: true,
    };
    const text = noticeText(notice, to, link);
    expect(isGsm7(text)).toBe(true);
    expect(segmentsOf(text)).toBeLessThanOrEqual(MOST_SEGMENTS);
    expect(text).toContain(link);
  });

  it.each(everySay)('$kind advertises no carrier word in $language', ({ notice, language }) => {
    const text = noticeText(notice, { ...raven, language });
    const shouted = (text.match(/\p{Lu}{3,}/gu) ?? []).map((word) => word.toLowerCase());
    const carrier = [...CARRIER_OPT_OUT_WORDS, ...CARRIER_OPT_IN_WORDS, ...CARRIER_HELP_WORDS];
    expect(shouted.filter((word) => carrier.includes(word))).toEqual([]);
  });

  it.each(everySay)('$kind does not act when quoted back in $language', ({ notice, language }) => {
    expect(parseReply(noticeText(notice, { ...raven, language })).kind).toBe('unclear');
  });

  it('says what happened and what to do next', () => {
    expect(noticeText({ kind: 'taken', task: 17 }, raven)).toBe(
      'RAVEN: task 17 is taken, nothing more to do.',
    );
    expect(noticeText({ kind: 'held', task: 17, code: '47', role: 'COM' }, raven)).toBe(
      'RAVEN: COM holds task 17 now. Reply DONE 47 when done. Not you? Reply NO 47.',
    );
    expect(noticeText({ kind: 'addCode', codes: ['47', '52'] }, paris)).toBe(
      'Several tasks are open, nothing was done. Add a code: 47, 52. LIST shows all.',
    );
  });
});

describe('the answer to LIST', () => {
  const listed: readonly ListedTask[] = [
    { codeName: 'HERON', exercise: true, number: 3, code: '63', held: false },
    { codeName: 'RAVEN', exercise: false, number: 17, code: '47', held: false, by: BY },
    { codeName: 'RAVEN', exercise: false, number: 18, code: '52', held: true },
  ];

  it('keeps exercises apart', () => {
    expect(listText(listed, paris)).toEqual([
      'Open for you: RAVEN 17 code 47 by 09:05Z/11:05, RAVEN 18 code 52 yours.',
      'EXERCISE: Open for you: HERON 3 code 63.',
    ]);
  });

  it('says so when nothing is open', () => {
    expect(listText([], paris)).toEqual(['Nothing is open for you.']);
  });
});

describe('an e-mail', () => {
  it('says first that replies are not read, then code, deadline and link', () => {
    const { subject, text, html } = pageEmail(page([{ ...task17, link }]));
    expect(subject).toBe('RAVEN: task 17 for you');
    expect(text).toBe(
      [
        'Replies to this e-mail are not read.',
        'RAVEN: task 17 for you.',
        `Task 17, code 47. Answer by 09:05Z/11:05. Answer here:\n${link}`,
        'The page shows six numbers: choose the code.\n',
      ].join('\n\n'),
    );
    expect(html).toContain(`<a href="${link}">${link}</a>`);
    expect(html).toContain('<html lang="en">');
  });

  it('gives each of several tasks its own link, in French too', () => {
    const tasks = three.map((task) => ({ ...task, link: `${link}${task.number}` }));
    const { subject, text } = pageEmail(page(tasks, { language: 'fr', exercise: true }));
    expect(subject).toBe('EXERCICE RAVEN: 3 taches pour vous');
    expect(text.startsWith('Les réponses à cet e-mail ne sont pas lues.')).toBe(true);
    for (const task of tasks) expect(text).toContain(task.link);
  });

  it('leaves out what could only be texted back', () => {
    const { subject, text } = noticeEmail(
      { kind: 'held', task: 17, code: '47', role: 'COM' },
      raven,
    );
    expect(subject).toBe('RAVEN: notice');
    expect(text).toBe('Replies to this e-mail are not read.\n\nRAVEN: COM holds task 17 now.\n');
  });

  it('turns nothing into markup, and no script address into a link', () => {
    expect(escapeHtml(`<a href="x" id='y'>&`)).toBe(
      '&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;',
    );
    const { html } = pageEmail(page([{ ...task17, link: 'javascript:alert(1)//"<b>' }]));
    expect(html).not.toContain('<a ');
    expect(html).not.toContain('<b>');
  });

  it('is not written about nothing', () => {
    expect(() => pageEmail(page([]))).toThrow('at least one task');
  });
});
