import { describe, expect, it } from '@jest/globals';
import { keyedHash } from './keyed-hash.ts';

const key = new Uint8Array(32).fill(7);

describe('a keyed hash', () => {
  it('is sixteen characters of base32 for an incident', () => {
    expect(keyedHash(key, 'incident', 'caller and key', 80)).toMatch(/^[a-z2-7]{16}$/);
  });
  it('is the same for the same text and another for each purpose and key', () => {
    const hash = keyedHash(key, 'address', '+12025550101');
    expect(keyedHash(key, 'address', '+12025550101')).toBe(hash);
    expect(keyedHash(key, 'update', '+12025550101')).not.toBe(hash);
    expect(keyedHash(new Uint8Array(32), 'address', '+12025550101')).not.toBe(hash);
  });
  it('refuses a length that is no whole number of characters', () => {
    expect(() => keyedHash(key, 'address', 'x', 81)).toThrow('multiple of 5');
  });
});
