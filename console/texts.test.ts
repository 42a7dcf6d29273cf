import { describe, expect, it } from '@jest/globals';
import { ENGLISH } from './texts-en.ts';
import { FRENCH } from './texts-fr.ts';
import { sayIn } from './texts.ts';

const gaps = (text: string): readonly string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();

describe('texts of the console', () => {
  it('are the same in both languages, down to what is filled in', () => {
    expect(Object.keys(FRENCH).toSorted()).toEqual(Object.keys(ENGLISH).toSorted());
    const french = new Map(Object.entries(FRENCH));
    const unequal = Object.entries(ENGLISH).filter(
      ([key, text]) => gaps(text).join() !== gaps(french.get(key) ?? '').join(),
    );
    expect(unequal).toEqual([]);
  });

  it('say something everywhere', () => {
    expect(
      [...Object.values(ENGLISH), ...Object.values(FRENCH)].filter((text) => text === ''),
    ).toEqual([]);
  });

  it('fill their gaps in the reader’s language', () => {
    expect(sayIn('fr')('tasks.number', { number: 7 })).toBe('Tâche 7');
    expect(sayIn('en')('tasks.call', { number: '+12025550100' })).toBe('call +12025550100');
  });
});
