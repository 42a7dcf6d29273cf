/**
 * How the log is chained, so that anyone with the rows can check it, even after erasure:
 *
 *     contentHash = SHA-256(salt | body)                salt: 16 random bytes, body: canonical JSON
 *     hash        = SHA-256(f("tocsin-log-1") f(previous) f(incident) f(seq) f(at) f(type) f(contentHash))
 *
 * where f(x) is the length of x as 4 bytes, big-endian, followed by x; texts are UTF-8; seq and at
 * (epoch milliseconds) are 8 bytes, big-endian; the first entry's previous is 32 zero bytes.
 */
import { createHash } from 'node:crypto';

const SCHEME = 'tocsin-log-1';

/** Stands before the first entry. */
export const CHAIN_START = Buffer.alloc(32);

/** Bytes of salt in front of every body: without it short bodies could be guessed from their hash. */
export const SALT_BYTES = 16;

/** An entry as far as the chain covers it. */
export interface ChainedEntry {
  readonly incidentId: string;
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly type: string;
  readonly contentHash: Uint8Array;
}

export function hashContent(saltedBody: Uint8Array): Buffer {
  return createHash('sha256').update(saltedBody).digest();
}

export function hashEntry(previous: Uint8Array, entry: ChainedEntry): Buffer {
  const hash = createHash('sha256');
  const fields = [
    Buffer.from(SCHEME),
    previous,
    Buffer.from(entry.incidentId),
    toEightBytes(entry.seq),
    toEightBytes(entry.at),
    Buffer.from(entry.type),
    entry.contentHash,
  ];
  for (const field of fields) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    hash.update(length).update(field);
  }
  return hash.digest();
}

function toEightBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}
