import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CHAIN_START, hashContent, hashEntry } from './log-chain.ts';

const entry = {
  incidentId: 'abcdefghijklmnop',
  seq: 1,
  at: 1_772_442_000_000,
  type: 'started',
  contentHash: hashContent(Buffer.from('salt and body')),
};

describe('the chain', () => {
  it('is what its description says, so that others can check it', () => {
    const field = (bytes: Buffer) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return Buffer.concat([length, bytes]);
    };
    const number = (value: number) => Buffer.from(value.toString(16).padStart(16, '0'), 'hex');
    const bytes = Buffer.concat([
      field(Buffer.from('tocsin-log-1')),
      field(Buffer.alloc(32)),
      field(Buffer.from(entry.incidentId)),
      field(number(entry.seq)),
      field(number(entry.at)),
      field(Buffer.from(entry.type)),
      field(createHash('sha256').update('salt and body').digest()),
    ]);
    const expected = createHash('sha256').update(bytes).digest('hex');
    expect(hashEntry(CHAIN_START, entry).toString('hex')).toBe(expected);
  });

  it.each([
    { ...entry, incidentId: 'abcdefghijklmnos' },
    { ...entry, seq: 2 },
    { ...entry, at: entry.at + 1 },
    { ...entry, type: 'starte' },
    { ...entry, contentHash: hashContent(Buffer.from('salt and bodY')) },
  ])('differs for every field', (other) => {
    expect(hashEntry(CHAIN_START, other).equals(hashEntry(CHAIN_START, entry))).toBe(false);
  });
});
