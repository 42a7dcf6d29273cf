/**
 * Console sessions: a cookie that holds, encrypted, which key signed in and until when. It needs no
 * database; whether the key still counts is asked at every request (see authenticate.ts).
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { z } from 'zod';
import type { Caller } from './caller.ts';

/** A shift; then the key is asked for again (ASVS 5.0, V7: absolute lifetime). */
export const SESSION_HOURS = 12;
const HOUR_MS = 3_600_000;

const content = z.strictObject({
  id: z.string(),
  person: z.string().optional(),
  access: z.enum(['administrator', 'coordinator', 'responder', 'reader']),
  until: z.number(),
});

export interface Sessions {
  /** Name of the cookie; `__Host-` where the address is https. */
  readonly cookieName: string;
  /** `Set-Cookie` for a caller who has just shown a key. @param now epoch milliseconds */
  open(caller: Caller, now: number): string;
  /** `Set-Cookie` that ends the session. */
  end(): string;
  /** Whose session this is; undefined for a forged, foreign or expired one. Never throws. */
  read(cookie: string, now: number): Caller | undefined;
  /** What a page of this session sends back with every deed. */
  csrfToken(cookie: string): string;
  isCsrfToken(cookie: string, token: string | undefined): boolean;
}

/** @param idKey `ID_KEY`; the sessions' own keys are derived from it */
export function createSessions(idKey: Uint8Array, publicUrl: string): Sessions {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', idKey, '', `tocsin session ${purpose} v1`, 32));
  const keys = { seal: derive('seal'), csrf: derive('csrf') };
  const secure = publicUrl.startsWith('https:');
  const cookieName = secure ? '__Host-tocsin' : 'tocsin';
  const attributes = `; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  const csrfToken = (cookie: string) =>
    createHmac('sha256', keys.csrf).update(cookie).digest('base64url');
  return {
    cookieName,
    open(caller, now) {
      const until = now + SESSION_HOURS * HOUR_MS;
      const { id, person, access } = caller;
      const sealed = seal(keys.seal, JSON.stringify({ id, person, access, until }));
      return `${cookieName}=${sealed}${attributes}; Max-Age=${SESSION_HOURS * 3600}`;
    },
    end: () => `${cookieName}=${attributes}; Max-Age=0`,
    read(cookie, now) {
      const opened = content.safeParse(unseal(keys.seal, cookie));
      if (!opened.success || opened.data.until <= now) return undefined;
      const { id, person, access } = opened.data;
      return { id, access, proof: 'session', ...(person === undefined ? {} : { person }) };
    },
    csrfToken,
    isCsrfToken: (cookie, token) => isSameText(csrfToken(cookie), token ?? ''),
  };
}

/** Compares in a time that does not tell where two texts differ. */
export function isSameText(one: string, other: string): boolean {
  const key = randomBytes(32);
  const digest = (text: string) => createHmac('sha256', key).update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

function seal(key: Buffer, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

function unseal(key: Buffer, text: string): unknown {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const opened = Buffer.concat([
      decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
      decipher.final(),
    ]);
    return JSON.parse(opened.toString('utf8'));
  } catch {
    // Forged, or sealed under another key: the same as no session.
    return undefined;
  }
}

/** One cookie of a `Cookie` header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}
