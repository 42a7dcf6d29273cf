import { createHmac } from 'node:crypto';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * A keyed hash that stands for a text where the text itself must not: ids of numbers, incidents
 * and updates. HMAC-SHA256 under ID_KEY, cut to `bits`, in lower-case base32 (RFC 4648 alphabet).
 *
 * @param purpose separates the uses of the one key; the same text hashes differently in each
 * @param bits a multiple of 5, at most 255; 80 gives 16 characters, as in an incident's id
 */
export function keyedHash(idKey: Uint8Array, purpose: string, text: string, bits = 130): string {
  if (bits % 5 !== 0 || bits > 255) throw new RangeError('expected a multiple of 5 up to 255 bits');
  const digest = createHmac('sha256', idKey).update(`${purpose}\n`).update(text).digest();
  let characters = '';
  let pending = 0;
  let pendingBits = 0;
  for (const byte of digest) {
    pending = (pending << 8) | byte;
    pendingBits += 8;
    while (pendingBits >= 5) {
      pendingBits -= 5;
      characters += BASE32[(pending >> pendingBits) & 31] ?? '';
    }
    pending &= (1 << pendingBits) - 1;
  }
  return characters.slice(0, bits / 5);
}
