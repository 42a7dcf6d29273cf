/**
 * Encryption at rest: AES-256-GCM, the key's id in the clear so that keys can be rotated, and a
 * context that binds each ciphertext to its place, so that rows cannot be swapped.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { StoreError } from './store-error.ts';

/** One of `PAYLOAD_KEYS`: an id to recognise it by, and 32 bytes. */
export interface PayloadKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** Newest first; the first one encrypts, all of them decrypt. Never empty. */
export type PayloadKeys = readonly PayloadKey[];

const FORMAT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Layout: format (1 byte) | length of key id (1) | key id | IV (12) | tag (16) | ciphertext.
 * `context` is authenticated, not kept: the same text must be given to `unseal`.
 */
export function seal(keys: PayloadKeys, content: Uint8Array, context: string): Buffer {
  const [first] = keys;
  if (first === undefined) throw new StoreError('invalid', 'no key to encrypt with');
  const keyId = Buffer.from(first.id, 'utf8');
  if (keyId.length > 255) throw new StoreError('invalid', 'a key id is longer than 255 bytes');
  const head = Buffer.concat([Buffer.from([FORMAT, keyId.length]), keyId]);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', first.key, iv);
  cipher.setAAD(Buffer.concat([head, Buffer.from(context, 'utf8')]));
  const encrypted = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([head, iv, cipher.getAuthTag(), encrypted]);
}

/** The content of `sealed`. Throws `unreadable` for an unknown key, another context or any change. */
export function unseal(keys: PayloadKeys, sealed: Uint8Array, context: string): Buffer {
  const bytes = Buffer.from(sealed);
  const keyIdEnd = 2 + (bytes[1] ?? 0);
  const contentStart = keyIdEnd + IV_BYTES + TAG_BYTES;
  if (bytes[0] !== FORMAT || bytes.length < contentStart) {
    throw new StoreError('unreadable', `unknown format of encrypted ${placeOf(context)}`);
  }
  const keyId = bytes.toString('utf8', 2, keyIdEnd);
  const key = keys.find((one) => one.id === keyId);
  if (key === undefined) {
    throw new StoreError('unreadable', `no key "${keyId}" to read ${placeOf(context)} with`);
  }
  const ivEnd = keyIdEnd + IV_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key.key, bytes.subarray(keyIdEnd, ivEnd));
  decipher.setAAD(Buffer.concat([bytes.subarray(0, keyIdEnd), Buffer.from(context, 'utf8')]));
  decipher.setAuthTag(bytes.subarray(ivEnd, contentStart));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(contentStart)), decipher.final()]);
  } catch {
    throw new StoreError('unreadable', `${placeOf(context)} was changed or moved`);
  }
}

/** Whether `sealed` would be encrypted with another key today. */
export function isUnderOldKey(keys: PayloadKeys, sealed: Uint8Array): boolean {
  const bytes = Buffer.from(sealed);
  return bytes.toString('utf8', 2, 2 + (bytes[1] ?? 0)) !== keys[0]?.id;
}

/** Contexts are `table/row`; errors tell the table only. */
function placeOf(context: string): string {
  return context.split('/', 1)[0] ?? context;
}
