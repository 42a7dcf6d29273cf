import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  allotCode,
  closeCode,
  type CodeRecord,
  lookUpCode,
  openCodes,
  QUARANTINE_MS,
  withoutFreeCodes,
} from './short-codes.ts';

const NOW = Date.parse('2026-11-21T09:00:00Z');
const open = (code: string): CodeRecord => ({ code, page: `page ${code}` });
const twoDigits = Array.from({ length: 90 }, (_, index) => String(index + 10));

describe('the short codes of one phone', () => {
  it('are two digits, 10 to 99, on a quiet phone', () => {
    expect(allotCode([], 0, NOW)).toBe('10');
    expect(allotCode([], 0.999_999, NOW)).toBe('99');
  });

  it('rest for 72 hours after their page has ended', () => {
    const codes = closeCode([open('47')], '47', NOW);
    expect(lookUpCode(codes, '47', NOW + QUARANTINE_MS - 1)).toEqual({
      state: 'quarantine',
      record: { code: '47', page: 'page 47', closedAt: NOW },
    });
    expect(lookUpCode(codes, '47', NOW + QUARANTINE_MS)).toEqual({ state: 'free' });
    expect(withoutFreeCodes(codes, NOW + QUARANTINE_MS - 1)).toHaveLength(1);
    expect(withoutFreeCodes(codes, NOW + QUARANTINE_MS)).toEqual([]);
  });

  it('go to three digits when fewer than thirty of two are free', () => {
    const sixty = twoDigits.slice(0, 60).map(open);
    expect(allotCode(sixty, 0, NOW)).toBe('70');
    expect(allotCode([...sixty, open('70')], 0, NOW)).toBe('100');
  });

  it('go to four digits when three are exhausted, and then say so', () => {
    const upTo = (last: number): CodeRecord[] =>
      Array.from({ length: last - 9 }, (_, index) => open(String(index + 10)));
    expect(allotCode(upTo(999), 0, NOW)).toBe('1000');
    expect(() => allotCode(upTo(9999), 0, NOW)).toThrow('no code is free');
  });

  it('avoid the task numbers that stand in the same text', () => {
    expect(allotCode([], 0, NOW, ['10', '11'])).toBe('12');
  });

  it('keep an open code apart from an older one that meant another page', () => {
    const codes: CodeRecord[] = [
      { code: '47', page: 'old', closedAt: NOW - QUARANTINE_MS },
      open('47'),
    ];
    expect(lookUpCode(codes, '47', NOW).record?.page).toBe('page 47');
    expect(openCodes(codes)).toEqual([open('47')]);
    expect(lookUpCode(codes, '48', NOW)).toEqual({ state: 'free' });
  });

  it('refuse a random number that is none', () => {
    expect(() => allotCode([], 1, NOW)).toThrow(RangeError);
    expect(() => allotCode([], Number.NaN, NOW)).toThrow(RangeError);
  });

  it('never mean two pages at once, whatever is opened and closed', () => {
    const step = fc.record({
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      close: fc.nat(200),
      hours: fc.nat(30),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        let codes: readonly CodeRecord[] = [];
        let now = NOW;
        for (const [index, { random, close, hours }] of steps.entries()) {
          now += hours * 3_600_000;
          codes = withoutFreeCodes(codes, now);
          const code = allotCode(codes, random, now);
          expect(lookUpCode(codes, code, now).state).toBe('free');
          codes = [...codes, { code, page: String(index) }];
          const victim = codes[close];
          if (victim !== undefined) codes = closeCode(codes, victim.code, now);
        }
      }),
      { numRuns: 100 },
    );
  });
});
