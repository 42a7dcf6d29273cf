/**
 * The token in a message's link: self-contained and signed, so that it works with the database
 * down. Thirty bytes, forty base64url characters:
 *
 *     version 1 | incident 10 | task number 2 | person number 2 | expiry 3 | code 2 | MAC 10
 *
 * The expiry counts minutes from 2026. The code is masked with a keyed pad: who holds only the
 * link must still choose the number that stands in the message (channels.md 3.2).
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a link stands for. */
export interface LinkClaims {
  /** 16 characters of lower-case base32 (RFC 4648 alphabet). */
  readonly incident: string;
  /** The task's number in the incident, 1 to 65,535. */
  readonly number: number;
  /** The person's number in the incident, 0 to 65,535. */
  readonly personNumber: number;
  /** The reply code, without leading zero, at most 65,535. */
  readonly code: string;
  /** Epoch milliseconds; kept to the minute, rounded up. */
  readonly expiresAt: number;
}

export type LinkReading =
  | { readonly kind: 'valid'; readonly claims: LinkClaims }
  /** Signed by us, out of time: the page says so instead of pretending not to know it. */
  | { readonly kind: 'expired'; readonly claims: LinkClaims }
  | { readonly kind: 'invalid' };

export interface LinkTokens {
  /** The same claims give the same token. @throws RangeError for claims that do not fit */
  mint(claims: LinkClaims): string;
  /** Never throws, whatever the text. @param now epoch milliseconds */
  read(token: string, now: number): LinkReading;
}

const VERSION = 1;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const MINUTE = 60_000;
const EPOCH = Date.UTC(2026, 0, 1);
const AT = { incident: 1, number: 11, person: 13, expiry: 15, code: 18, mac: 20, end: 30 };
const TOKEN = /^[A-Za-z0-9_-]{40}$/u;

/** @param idKey the key that never rotates (`ID_KEY`); keys for links are derived from it */
export function createLinkTokens(idKey: Uint8Array): LinkTokens {
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', idKey, '', `tocsin link ${purpose} v1`, 32));
  const keys = { pad: derive('pad'), mac: derive('mac') };
  const hmac = (key: Buffer, bytes: Buffer): Buffer =>
    createHmac('sha256', key).update(bytes).digest();
  const maskCode = (bytes: Buffer): number =>
    bytes.readUInt16BE(AT.code) ^ hmac(keys.pad, bytes.subarray(0, AT.code)).readUInt16BE(0);
  const macOf = (bytes: Buffer): Buffer =>
    hmac(keys.mac, bytes.subarray(0, AT.mac)).subarray(0, AT.end - AT.mac);

  return {
    mint(claims) {
      const bytes = Buffer.alloc(AT.end);
      writeClaims(bytes, claims);
      bytes.writeUInt16BE(maskCode(bytes), AT.code);
      macOf(bytes).copy(bytes, AT.mac);
      return bytes.toString('base64url');
    },
    read(token, now) {
      if (!TOKEN.test(token)) return { kind: 'invalid' };
      const bytes = Buffer.from(token, 'base64url');
      const signed = timingSafeEqual(macOf(bytes), bytes.subarray(AT.mac));
      if (!signed || bytes[0] !== VERSION) return { kind: 'invalid' };
      bytes.writeUInt16BE(maskCode(bytes), AT.code);
      const claims = readClaims(bytes);
      return { kind: now < claims.expiresAt ? 'valid' : 'expired', claims };
    },
  };
}

function writeClaims(bytes: Buffer, claims: LinkClaims): void {
  bytes.writeUInt8(VERSION, 0);
  fromBase32(claims.incident).copy(bytes, AT.incident);
  bytes.writeUInt16BE(claims.number, AT.number);
  bytes.writeUInt16BE(claims.personNumber, AT.person);
  bytes.writeUIntBE(Math.ceil((claims.expiresAt - EPOCH) / MINUTE), AT.expiry, 3);
  if (!/^[1-9]\d{0,4}$/u.test(claims.code)) throw new RangeError('code: 1 to 5 digits expected');
  bytes.writeUInt16BE(Number(claims.code), AT.code);
}

function readClaims(bytes: Buffer): LinkClaims {
  return {
    incident: toBase32(bytes.subarray(AT.incident, AT.number)),
    number: bytes.readUInt16BE(AT.number),
    personNumber: bytes.readUInt16BE(AT.person),
    code: String(bytes.readUInt16BE(AT.code)),
    expiresAt: EPOCH + bytes.readUIntBE(AT.expiry, 3) * MINUTE,
  };
}

function fromBase32(id: string): Buffer {
  if (!/^[a-z2-7]{16}$/u.test(id)) {
    throw new RangeError('incident: 16 characters of lower-case base32 expected');
  }
  const bits = Array.from(id, (letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join(
    '',
  );
  return Buffer.from((bits.match(/.{8}/gu) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

function toBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/gu) ?? [])
    .map((five) => BASE32.charAt(Number.parseInt(five, 2)))
    .join('');
}
