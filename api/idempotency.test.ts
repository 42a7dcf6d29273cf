import { describe, expect, it } from '@jest/globals';
import type { GivenAnswer, Idempotency, RequestKey } from '../store/idempotency.ts';
import { StoreError } from '../store/store-error.ts';
import { createRepeats, readIdempotencyKey } from './idempotency.ts';
import type { Answer, RawCall } from './route.ts';

/** What the store keeps, in memory; its own test shows that PostgreSQL does the same. */
function memory(): Idempotency {
  const kept = new Map<string, { request: string; answer: GivenAnswer }>();
  const place = (key: RequestKey) => `${key.caller}/${key.key}`;
  return {
    remember: (key, request, answer) => {
      kept.set(place(key), { request, answer });
      return Promise.resolve();
    },
    find: (key, request) => {
      const found = kept.get(place(key));
      return Promise.resolve(found && { ...found.answer, sameRequest: found.request === request });
    },
    sweep: () => Promise.resolve(0),
  };
}

function callWith(body: unknown, idempotencyKey: string | undefined, caller = 'k1'): RawCall {
  // Only what is compared of a request: method and address.
  const asked: unknown = { method: 'POST', originalUrl: '/v1/incidents' };
  const request = asked as RawCall['request'];
  return {
    caller: { id: caller, access: 'coordinator', proof: 'key' },
    params: {},
    query: {},
    body,
    language: 'en',
    idempotencyKey,
    receivedAt: 0,
    request,
  };
}

function counting(answer: Partial<Answer> = {}) {
  let times = 0;
  const deed = (): Promise<Answer> => {
    times += 1;
    return Promise.resolve({ status: 201, body: { times }, ...answer });
  };
  return { deed, times: () => times };
}

describe('a repeated POST', () => {
  it('gets the first answer, and the deed is done once', async () => {
    const repeats = createRepeats(memory());
    const { deed, times } = counting({ headers: { Location: '/x' } });
    await repeats.once(callWith({ a: 1, b: 2 }, 'one'), deed);
    const again = await repeats.once(callWith({ b: 2, a: 1 }, 'one'), deed);
    expect(again).toMatchObject({ status: 201, body: { times: 1 } });
    expect(again.headers).toEqual({ Location: '/x', 'Idempotency-Replayed': 'true' });
    expect(times()).toBe(1);
  });

  it('is refused with another body, and free for another caller', async () => {
    const repeats = createRepeats(memory());
    const { deed, times } = counting();
    await repeats.once(callWith({ a: 1 }, 'one'), deed);
    await expect(repeats.once(callWith({ a: 2 }, 'one'), deed)).rejects.toMatchObject({
      body: { status: 422, code: 'idempotency-key-reused' },
    });
    await repeats.once(callWith({ a: 2 }, 'one', 'k2'), deed);
    expect(times()).toBe(2);
  });

  it('waits for the first while that is under way', async () => {
    const repeats = createRepeats(memory());
    const { deed, times } = counting();
    const both = [1, 2, 3].map(() => repeats.once(callWith({}, 'one'), deed));
    await Promise.all(both);
    expect(times()).toBe(1);
  });

  it('is done afresh after a failure, and after an answer that was not final', async () => {
    const repeats = createRepeats(memory());
    const failed = repeats.once(callWith({}, 'one'), () => Promise.reject(new Error('down')));
    await expect(failed).rejects.toThrow('down');
    const { deed, times } = counting({ passing: true });
    await repeats.once(callWith({}, 'one'), deed);
    await repeats.once(callWith({}, 'one'), deed);
    expect(times()).toBe(2);
  });

  it('without a key, or without a database, is done each time', async () => {
    const down = () => Promise.reject(new StoreError('unavailable', 'down'));
    const repeats = createRepeats({ remember: down, find: down, sweep: down });
    const { deed, times } = counting();
    await repeats.once(callWith({}, undefined), deed);
    await repeats.once(callWith({}, 'one'), deed);
    expect(times()).toBe(2);
  });
});

describe('Idempotency-Key', () => {
  it('is 1 to 255 visible characters', () => {
    expect(readIdempotencyKey(undefined)).toBeUndefined();
    expect(readIdempotencyKey('a-1')).toBe('a-1');
    expect(() => readIdempotencyKey('')).toThrow('invalid-request');
    expect(() => readIdempotencyKey('a b')).toThrow('invalid-request');
    expect(() => readIdempotencyKey('x'.repeat(256))).toThrow('invalid-request');
  });
});
