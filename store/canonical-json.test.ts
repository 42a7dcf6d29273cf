import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';

describe('canonical JSON', () => {
  it('has one spelling whatever the order of keys', () => {
    expect(canonicalJson({ b: 1, a: [true, null, 'é'], c: undefined })).toBe(
      '{"a":[true,null,"é"],"b":1}',
    );
  });

  it('says the same as JSON, for every value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([[Number.NaN], [Infinity], [1n], [() => 1], [[undefined]]])('refuses %p', (value) => {
    expect(() => canonicalJson(value)).toThrow('JSON cannot hold');
  });
});
