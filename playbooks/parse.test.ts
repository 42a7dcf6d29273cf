import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { DAY, HOUR, MINUTE, SECOND } from '../domain/time.ts';
import { Duration, milliseconds } from './language/basics.ts';
import { readPlaybook } from './shipped.ts';

const base = readFileSync(new URL('../test/harness/lone-page.yaml', import.meta.url), 'utf8');

describe('durations as people say them', () => {
  it.each([
    ['5 minutes', 5 * MINUTE],
    ['1 minute', MINUTE],
    ['15 min', 15 * MINUTE],
    ['2 hours', 2 * HOUR],
    ['1 hour 30 min', 90 * MINUTE],
    ['1.5 hours', 90 * MINUTE],
    ['90 s', 90 * SECOND],
    ['30 seconds', 30 * SECOND],
    ['7 days', 7 * DAY],
    ['3 weeks', 21 * DAY],
    ['12h', 12 * HOUR],
    ['0 minutes', 0],
  ])('%s', (text, expected) => {
    expect(Duration.safeParse(text).success).toBe(true);
    expect(milliseconds(text)).toBe(expected);
  });

  it.each(['', '5', 'soon', '5 minutes or so', '-5 minutes', '5 months', 'PT5M', '1e9 days'])(
    'not %s',
    (text) => {
      expect(Duration.safeParse(text).success).toBe(false);
    },
  );
});

describe('any text', () => {
  const lines = base.split('\n').length;
  const sound = (text: string): void => {
    const read = readPlaybook(text, 'hash');
    if (read.ok) return;
    expect(read.findings.length).toBeGreaterThan(0);
    for (const finding of read.findings) {
      expect(finding.line).toBeGreaterThanOrEqual(1);
      expect(finding.column).toBeGreaterThanOrEqual(1);
      expect(finding.message.trim()).not.toBe('');
    }
  };

  it('is read or refused with a place, and never breaks the reader', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), sound), { numRuns: 300 });
  });

  it('that lost or gained a piece is read or refused with a place', () => {
    const cut = fc.tuple(
      fc.nat(base.length),
      fc.nat(60),
      fc.constantFrom('', ' ', '\n', '- ', '{', '*a', ': '),
    );
    const damaged = cut.map(
      ([at, length, put]) => base.slice(0, at) + put + base.slice(at + length),
    );
    fc.assert(
      fc.property(damaged, (text) => {
        sound(text);
        const read = readPlaybook(text, 'hash');
        if (!read.ok) expect(read.findings.every((each) => each.line <= lines + 3)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
