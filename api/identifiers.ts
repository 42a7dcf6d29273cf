/** Ids that are computed, so that a repeated request finds what the first one made. */
import { createHmac } from 'node:crypto';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** 16 characters of lower-case base32: 80 bits of a keyed hash. */
export function keyedId(idKey: Uint8Array, purpose: string, ...parts: readonly string[]): string {
  // Lengths keep `a|bc` and `ab|c` apart.
  const text = [purpose, ...parts].map((part) => `${part.length}:${part}`).join('|');
  const digest = createHmac('sha256', idKey).update(text).digest();
  let bits = 0n;
  for (const byte of digest.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
  let id = '';
  for (let shift = 75n; shift >= 0n; shift -= 5n) {
    id += BASE32.charAt(Number((bits >> shift) & 31n));
  }
  return id;
}
