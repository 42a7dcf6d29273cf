import { describe, expect, it } from '@jest/globals';
import { CODE_NAMES, CODE_NAME, pickCodeName, wordsOf } from './code-names.ts';
import { keyedId } from './identifiers.ts';

describe('code names', () => {
  it('are words of the allowed form, each once', () => {
    expect(CODE_NAMES.filter((name) => !CODE_NAME.test(name))).toEqual([]);
    expect(new Set(CODE_NAMES).size).toBe(CODE_NAMES.length);
  });

  it('are the same for the same start, and never in use or a word of the case', () => {
    const first = pickCodeName('seed', new Set(), new Set());
    expect(pickCodeName('seed', new Set(), new Set())).toBe(first);
    const second = pickCodeName('seed', new Set([first]), new Set());
    expect(second).not.toBe(first);
    expect([first, second]).not.toContain(
      pickCodeName('seed', new Set([first]), new Set([second])),
    );
  });

  it('do not run out', () => {
    const name = pickCodeName('seed', new Set(CODE_NAMES), new Set());
    expect(name).toMatch(CODE_NAME);
    expect(CODE_NAMES).not.toContain(name);
  });

  it('see through case and accents of the words they must not be', () => {
    expect(wordsOf(['Hélène Raven-Smith, près de Lyon'])).toEqual(
      new Set(['HELENE', 'RAVEN', 'SMITH', 'PRES', 'DE', 'LYON']),
    );
  });
});

describe('computed ids', () => {
  it('are 16 letters of base32, the same for the same parts, apart for others', () => {
    const key = Buffer.alloc(32, 1);
    expect(keyedId(key, 'incident', 'k1', 'a')).toMatch(/^[a-z2-7]{16}$/);
    expect(keyedId(key, 'incident', 'k1', 'a')).toBe(keyedId(key, 'incident', 'k1', 'a'));
    const others = [
      keyedId(key, 'incident', 'k1a', ''),
      keyedId(key, 'incident', 'k', '1a'),
      keyedId(key, 'command', 'k1', 'a'),
      keyedId(Buffer.alloc(32, 2), 'incident', 'k1', 'a'),
    ];
    expect(new Set([...others, keyedId(key, 'incident', 'k1', 'a')]).size).toBe(5);
  });
});
