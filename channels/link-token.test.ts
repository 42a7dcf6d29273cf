import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLinkTokens, type LinkClaims } from './link-token.ts';

const tokens = createLinkTokens(randomBytes(32));
const now = Date.UTC(2026, 10, 21, 9);
const claims: LinkClaims = {
  incident: 'abcdefghij234567',
  number: 17,
  personNumber: 3,
  code: '47',
  expiresAt: now + 30 * 86_400_000,
};

const anyClaims = fc.record({
  incident: fc.stringMatching(/^[a-z2-7]{16}$/),
  number: fc.integer({ min: 1, max: 65_535 }),
  personNumber: fc.integer({ min: 0, max: 65_535 }),
  code: fc.integer({ min: 10, max: 9_999 }).map(String),
  expiresAt: fc
    .integer({ min: 1, max: 10_000_000 })
    .map((minutes) => Date.UTC(2026) + minutes * 60_000),
});

describe('the token in a link', () => {
  it('is forty characters that a carrier leaves alone, the same for the same page', () => {
    expect(tokens.mint(claims)).toMatch(/^[A-Za-z0-9_-]{40}$/);
    expect(tokens.mint(claims)).toBe(tokens.mint(claims));
  });

  it('gives back what it was minted from', () => {
    fc.assert(
      fc.property(anyClaims, (any) => {
        expect(tokens.read(tokens.mint(any), 0)).toEqual({ kind: 'valid', claims: any });
      }),
    );
  });

  it('says when its time is over', () => {
    const token = tokens.mint(claims);
    expect(tokens.read(token, claims.expiresAt - 1).kind).toBe('valid');
    expect(tokens.read(token, claims.expiresAt).kind).toBe('expired');
  });

  it('is refused after a change of any one character', () => {
    const token = tokens.mint(claims);
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (let at = 0; at < token.length; at += 1) {
      for (const letter of letters) {
        const forged = token.slice(0, at) + letter + token.slice(at + 1);
        if (forged !== token) expect(tokens.read(forged, now)).toEqual({ kind: 'invalid' });
      }
    }
  });

  it('is refused under another key, and any other text is refused without a fault', () => {
    expect(createLinkTokens(randomBytes(32)).read(tokens.mint(claims), now).kind).toBe('invalid');
    fc.assert(fc.property(fc.string(), (text) => tokens.read(text, now).kind === 'invalid'));
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 30, maxLength: 30 }),
        (bytes) => tokens.read(Buffer.from(bytes).toString('base64url'), now).kind === 'invalid',
      ),
    );
  });

  it('does not show the code to who holds only the link', () => {
    const bytes = (code: string): Buffer =>
      Buffer.from(tokens.mint({ ...claims, code }), 'base64url');
    expect(bytes('47').readUInt16BE(18)).not.toBe(47);
    const other = Buffer.from(tokens.mint({ ...claims, number: 18 }), 'base64url');
    expect(other.readUInt16BE(18)).not.toBe(bytes('47').readUInt16BE(18));
  });

  it('is not minted for an id or a code that does not fit', () => {
    expect(() => tokens.mint({ ...claims, incident: 'ABCDEFGHIJ234567' })).toThrow(RangeError);
    expect(() => tokens.mint({ ...claims, number: 70_000 })).toThrow(/out of range/);
    expect(() => tokens.mint({ ...claims, code: '047' })).toThrow(RangeError);
  });
});
