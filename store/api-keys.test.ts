import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPostgres, type TestPostgres } from '../test/harness/postgres.ts';
import { hashSecret } from './api-keys.ts';
import { openStore, type Store } from './open-store.ts';

const HOUR = 3_600_000;
let postgres: TestPostgres;
let store: Store;

beforeAll(async () => {
  postgres = await startPostgres();
  store = openStore({
    url: await postgres.freshDatabase(),
    keys: [{ id: 'k1', key: randomBytes(32) }],
    idKey: randomBytes(32),
  });
});
afterAll(async () => {
  await store.close();
  await postgres.stop();
});

describe('keys', () => {
  it('open the door until they are revoked', async () => {
    const key = await store.apiKeys.createKey({ person: 'ada', access: 'coordinator' });
    const kept = { id: key.id, hash: hashSecret(key.secret), person: 'ada', access: 'coordinator' };
    expect(await store.apiKeys.findKey(key.secret)).toEqual(kept);
    expect(await store.apiKeys.findKey(`${key.secret}x`)).toBeUndefined();
    expect(await store.apiKeys.listKeys('ada')).toEqual([kept]);
    await store.apiKeys.noteUse(key.id);
    expect(await store.apiKeys.revokeKey(key.id)).toBe(true);
    expect(await store.apiKeys.revokeKey(key.id)).toBe(false);
    expect(await store.apiKeys.findKey(key.secret)).toBeUndefined();
  });

  it('may belong to nobody', async () => {
    const key = await store.apiKeys.createKey({ access: 'administrator' });
    expect(await store.apiKeys.findKey(key.secret)).not.toHaveProperty('person');
  });
});

describe('a one-time link', () => {
  it('yields one key, however often it is opened at once', async () => {
    const now = Date.now();
    const claim = { person: 'ben', access: 'responder', expiresAt: now + HOUR } as const;
    const secret = await store.apiKeys.createClaim(claim);
    const yields = await Promise.all([1, 2, 3].map(() => store.apiKeys.redeemClaim(secret, now)));
    const keys = yields.filter((key) => key !== undefined);
    expect(keys).toHaveLength(1);
    expect(await store.apiKeys.findKey(keys[0]?.secret ?? '')).toMatchObject({
      person: 'ben',
      access: 'responder',
    });
  });

  it('yields nothing once it has expired', async () => {
    const now = Date.now();
    const secret = await store.apiKeys.createClaim({
      person: 'ben',
      access: 'reader',
      expiresAt: now,
    });
    expect(await store.apiKeys.redeemClaim(secret, now)).toBeUndefined();
    expect(await store.apiKeys.listKeys('ben')).toHaveLength(1);
  });
});
