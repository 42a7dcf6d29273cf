import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LINK_CHOICES, linkChoices } from './link-choice.ts';

const codes = fc.integer({ min: 10, max: 999 }).map(String);

describe('the numbers behind a link', () => {
  it('are six different ones as long as the code, the right one among them', () => {
    fc.assert(
      fc.property(codes, fc.string(), (code, seed) => {
        const choices = linkChoices(code, seed);
        expect(new Set(choices).size).toBe(LINK_CHOICES);
        expect(choices).toContain(code);
        expect(choices.every((choice) => choice.length === code.length)).toBe(true);
      }),
    );
  });

  it('stay the same for one seed', () => {
    expect(linkChoices('47', 'a')).toEqual(linkChoices('47', 'a'));
    expect(linkChoices('47', 'a')).not.toEqual(linkChoices('47', 'b'));
  });

  it('betray nothing to who knows the seed: each of the six leads to the same six', () => {
    fc.assert(
      fc.property(codes, fc.string(), (code, seed) => {
        const choices = linkChoices(code, seed);
        for (const choice of choices) expect(linkChoices(choice, seed)).toEqual(choices);
      }),
    );
  });

  it('put the right one at every place about equally often', () => {
    const places = new Array<number>(LINK_CHOICES).fill(0);
    for (let seed = 0; seed < 6000; seed += 1) {
      const place = linkChoices('47', `page/${seed}`).indexOf('47');
      places[place] = (places[place] ?? 0) + 1;
    }
    for (const count of places) expect(Math.abs(count - 1000)).toBeLessThan(200);
  });

  it('refuse what is no code', () => {
    for (const code of ['', '7', '047', '12345', 'ab']) {
      expect(() => linkChoices(code, 'seed')).toThrow(RangeError);
    }
  });
});
