import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import calculator from 'sms-segments-calculator';
import { isGsm7, segmentsOf, toGsm7 } from './gsm7.ts';

const { SegmentedMessage } = calculator;

describe('SMS segments', () => {
  it.each([
    ['', 1],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    [`${'a'.repeat(152)}€${'a'.repeat(10)}`, 2],
    ['ê'.repeat(70), 1],
    ['ê'.repeat(71), 2],
    ['👍'.repeat(35), 1],
    ['👍'.repeat(36), 2],
  ])('of %j are counted', (text, segments) => {
    expect(segmentsOf(text)).toBe(segments);
  });

  it('are the same as the independent calculator counts, letter by letter', () => {
    for (let point = 1; point <= 0x20ff; point += 1) {
      const letter = String.fromCodePoint(point);
      const ours = isGsm7(letter) ? 'GSM-7' : 'UCS-2';
      expect([letter, new SegmentedMessage(letter).encodingName]).toEqual([letter, ours]);
    }
  });

  it('are the same as the independent calculator counts, for any text', () => {
    const letters = fc.constantFrom(...Array.from('abc 09€[]{}|éêЖ'));
    const gsm = fc.constantFrom(...Array.from('abc 09€[]{}|éÇ'));
    const text = fc.oneof(
      fc.array(gsm, { minLength: 1, maxLength: 400 }),
      fc.array(letters, { minLength: 1, maxLength: 400 }),
    );
    fc.assert(
      fc.property(text, (parts) => {
        const body = parts.join('');
        expect(segmentsOf(body)).toBe(new SegmentedMessage(body).segmentsCount);
      }),
      { numRuns: 200 },
    );
  });

  it('never need 16-bit letters after folding', () => {
    expect(toGsm7('Tâche reçue – « prêt » à Nœux…')).toBe('Tache recue - " pret " à Noeux...');
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => isGsm7(toGsm7(text))));
  });
});
