import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MOST_CODES_IN_A_REPLY, parseReply } from './reply-grammar.ts';
import { foldReply } from './reply-fold.ts';
import { REPLY_VECTORS } from './reply-vectors.ts';
import {
  ADVERTISED_WORDS,
  CARRIER_HELP_WORDS,
  CARRIER_OPT_IN_WORDS,
  CARRIER_OPT_OUT_WORDS,
  REPLY_WORDS,
  type Verb,
} from './reply-words.ts';

const carrierWords = new Set([
  ...CARRIER_OPT_OUT_WORDS,
  ...CARRIER_OPT_IN_WORDS,
  ...CARRIER_HELP_WORDS,
]);

describe('the reply grammar', () => {
  const cases = REPLY_VECTORS.map((vector) => ({
    ...vector,
    shown: JSON.stringify(vector.text.slice(0, 40)),
  }));

  it.each(cases)('reads $shown: $because', ({ text, means }) => {
    expect(parseReply(text)).toEqual(means);
  });

  it('is held to at least eighty vectors, none of them twice', () => {
    const texts = REPLY_VECTORS.map(({ text }) => text);
    expect(texts.length).toBeGreaterThanOrEqual(80);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('maps every decimal digit Unicode knows to its value', () => {
    let digits = 0;
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const character = point >= 0xd800 && point <= 0xdfff ? '' : String.fromCodePoint(point);
      if (!/^\p{Nd}$/u.test(character)) continue;
      expect(foldReply(character)).toBe(String(digits % 10));
      digits += 1;
    }
    expect(digits).toBeGreaterThanOrEqual(600);
  });
});

describe('the reply words', () => {
  it('advertise no word that a carrier intercepts', () => {
    const advertised = Object.values(ADVERTISED_WORDS).flatMap((words) => Object.values(words));
    expect(advertised.filter((word) => carrierWords.has(foldReply(word)))).toEqual([]);
  });

  it('advertise only words that mean what they say', () => {
    for (const words of Object.values(ADVERTISED_WORDS)) {
      for (const [verb, word] of Object.entries(words)) {
        expect(parseReply(`${word} 47`)).toEqual({
          kind: 'commands',
          commands: [{ verb, codes: ['47'] }],
        });
      }
    }
  });

  it('mean one thing in every language', () => {
    const meanings = new Map<string, Set<string>>();
    for (const words of Object.values(REPLY_WORDS)) {
      for (const [verb, spellings] of Object.entries(words)) {
        for (const spelling of spellings) {
          const folded = foldReply(spelling);
          meanings.set(folded, (meanings.get(folded) ?? new Set<string>()).add(verb));
        }
      }
    }
    const clashes = [...meanings].filter(([, verbs]) => verbs.size > 1);
    expect(clashes).toEqual([]);
  });

  it('never make an order of an opt-out word', () => {
    const words = Object.values(REPLY_WORDS).flatMap((verbs) => Object.values(verbs).flat());
    expect(words.filter((word) => CARRIER_OPT_OUT_WORDS.includes(foldReply(word)))).toEqual([]);
  });
});

describe('whatever people text', () => {
  const noise = fc
    .array(
      fc.constantFrom(
        ' ',
        '\t',
        '\u00a0',
        '.',
        '!',
        '"',
        '«',
        '»',
        '(',
        ')',
        '\u200b',
        '\u200f',
        '*',
      ),
      { maxLength: 6 },
    )
    .map((characters) => characters.join(''));
  const verbs = fc.constantFrom<readonly [string, Verb]>(
    ['', 'acknowledge'],
    ['ok', 'acknowledge'],
    ['NO', 'decline'],
    ['Fait', 'done'],
    ['appel', 'call'],
  );
  const codes = fc.uniqueArray(fc.integer({ min: 10, max: 999 }).map(String), {
    minLength: 1,
    maxLength: MOST_CODES_IN_A_REPLY,
  });

  it('reads the same order through surrounding noise', () => {
    fc.assert(
      fc.property(noise, verbs, codes, noise, (before, [word, verb], named, after) => {
        const reply = parseReply(`${before}${word} ${named.join(' ')}${after}`);
        expect(reply).toEqual({ kind: 'commands', commands: [{ verb, codes: named }] });
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws, never names more codes than allowed, and stays quick', () => {
    const pieces = fc.constantFrom(
      '47',
      'ACK',
      'no',
      ' ',
      '\n',
      '№',
      '"',
      'Liked',
      'to',
      '👍',
      '٤',
      '.',
      '?',
      'STOP',
      '\u200b',
      'é',
      '\ud800',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
    );
    const started = performance.now();
    fc.assert(
      fc.property(text, (value) => {
        const reply = parseReply(value);
        const named = 'codes' in reply ? [reply] : 'commands' in reply ? reply.commands : [];
        for (const { codes: listed } of named) {
          expect(listed.length).toBeLessThanOrEqual(MOST_CODES_IN_A_REPLY);
        }
      }),
      { numRuns: 25_000 },
    );
    expect(performance.now() - started).toBeLessThan(25_000);
  });

  it.each([
    '. ',
    '№ ',
    '"',
    '👍 ',
    '4 ',
    'ack ',
    '\u200b',
    'ﷺ',
    'A aimé ',
    '?',
    '\n',
    '٤',
    '᪐',
    '.a',
  ])('takes no longer than the text deserves for 100,000 times %j', (piece) => {
    const text = piece.repeat(100_000);
    const started = performance.now();
    parseReply(text);
    expect(performance.now() - started).toBeLessThan(250);
  });
});
