import { describe, expect, it } from '@jest/globals';
import { createSessions, isSameText, readCookie } from './session.ts';

const sessions = createSessions(Buffer.alloc(32, 3), 'https://tocsin.example');
const caller = { id: 'k1', person: 'cc', access: 'coordinator', proof: 'key' } as const;
const valueOf = (header: string) => readCookie(header.split(';')[0], sessions.cookieName) ?? '';

describe('a console session', () => {
  const header = sessions.open(caller, 0);

  it('is an opaque, strict, host-bound cookie', () => {
    expect(header).toMatch(
      /^__Host-tocsin=.*; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=/,
    );
    expect(Buffer.from(valueOf(header), 'base64url').toString('latin1')).not.toContain(
      'coordinator',
    );
  });

  it('says who signed in, for a shift', () => {
    const read = (now: number) => sessions.read(valueOf(header), now);
    expect(read(1)).toEqual({ ...caller, proof: 'session' });
    expect(read(12 * 3_600_000 + 1)).toBeUndefined();
  });

  it('is nobody’s when forged, cut or of another house', () => {
    const value = valueOf(header);
    const bytes = Buffer.from(value, 'base64url');
    for (let at = 0; at < bytes.length; at += 7) {
      const forged = Buffer.from(bytes);
      forged[at] = (forged[at] ?? 0) ^ 1;
      expect(sessions.read(forged.toString('base64url'), 1)).toBeUndefined();
    }
    expect(sessions.read('', 1)).toBeUndefined();
    expect(sessions.read(value.slice(0, 20), 1)).toBeUndefined();
    expect(createSessions(Buffer.alloc(32, 4), 'https://x').read(value, 1)).toBeUndefined();
  });

  it('has a token of its own against forged requests', () => {
    const cookie = valueOf(header);
    expect(sessions.isCsrfToken(cookie, sessions.csrfToken(cookie))).toBe(true);
    expect(sessions.isCsrfToken(cookie, undefined)).toBe(false);
    const other = valueOf(sessions.open(caller, 0));
    expect(sessions.isCsrfToken(other, sessions.csrfToken(cookie))).toBe(false);
  });
});

describe('comparing secrets', () => {
  it('takes equal texts only, of whatever length', () => {
    expect(isSameText('abc', 'abc')).toBe(true);
    expect(isSameText('abc', 'abd')).toBe(false);
    expect(isSameText('abc', 'abcd')).toBe(false);
  });
});
