import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { createCodec } from './codec.ts';

const key = (id: string) => ({ id, key: new Uint8Array(randomBytes(32)) });
const incident = (workflowId: string) => ({
  type: 'workflow' as const,
  namespace: 'tocsin',
  workflowId,
});
const RAVEN = incident('incident-ravenaaaaaaaaaaa');
const facts = (): Payload =>
  defaultPayloadConverter.toPayload({ victim: 'Jean Dupont', place: 'Lyon' });
const read = (payload: Payload | undefined): unknown =>
  defaultPayloadConverter.fromPayload(payload!);

describe('what Temporal is given to keep', () => {
  it('shows nothing of the case, and opens again with its metadata', async () => {
    const codec = createCodec([key('k1')]);
    const [sealed] = await codec.encode([facts()], RAVEN);
    const seen = Buffer.concat([sealed!.data!, ...Object.values(sealed!.metadata!)]).toString();
    expect(seen).not.toMatch(/Jean|Lyon|json/);
    const [opened] = await codec.decode([sealed!], RAVEN);
    expect(read(opened)).toEqual({ victim: 'Jean Dupont', place: 'Lyon' });
  });

  it('is another ciphertext every time', async () => {
    const codec = createCodec([key('k1')]);
    const [one, other] = await codec.encode([facts(), facts()], RAVEN);
    expect(Buffer.from(one!.data!).equals(Buffer.from(other!.data!))).toBe(false);
  });

  it('stays readable when a new key becomes the first', async () => {
    const [old, fresh] = [key('k1'), key('k2')];
    const [sealed] = await createCodec([old, fresh]).encode([facts()], RAVEN);
    const rotated = createCodec([fresh, old]);
    expect(read((await rotated.decode([sealed!], RAVEN))[0])).toMatchObject({ place: 'Lyon' });
    const [again] = await rotated.encode([facts()], RAVEN);
    expect(Buffer.from(again!.metadata!['key']!).toString()).toBe('k2');
  });

  it('says which key is missing', async () => {
    const [sealed] = await createCodec([key('k1')]).encode([facts()], RAVEN);
    await expect(createCodec([key('k2')]).decode([sealed!], RAVEN)).rejects.toThrow('"k1"');
  });

  it('does not open in another incident', async () => {
    const codec = createCodec([key('k1')]);
    const [sealed] = await codec.encode([facts()], RAVEN);
    const elsewhere = incident('incident-heronaaaaaaaaaaa');
    await expect(codec.decode([sealed!], elsewhere)).rejects.toThrow('another workflow');
    await expect(codec.decode([sealed!])).rejects.toThrow('another workflow');
  });

  it('does not open once its binding was taken off or a byte was changed', async () => {
    const codec = createCodec([key('k1')]);
    const [sealed] = await codec.encode([facts()], RAVEN);
    const loosened = { ...sealed, metadata: { ...sealed!.metadata, bound: Buffer.from('none') } };
    await expect(codec.decode([loosened], RAVEN)).rejects.toThrow('changed');
    const data = Buffer.from(sealed!.data!);
    data[20]! ^= 1;
    await expect(codec.decode([{ ...sealed, data }], RAVEN)).rejects.toThrow('changed');
  });

  it('opens without a place when the SDK knew none at encoding', async () => {
    const codec = createCodec([key('k1')]);
    const [sealed] = await codec.encode([facts()]);
    expect(read((await codec.decode([sealed!], RAVEN))[0])).toMatchObject({ place: 'Lyon' });
  });

  it('passes on what it did not encode, and an empty list', async () => {
    const codec = createCodec([key('k1')]);
    expect(await codec.decode([facts()])).toEqual([facts()]);
    expect(await codec.encode([])).toEqual([]);
  });
});
