import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Plan } from '../domain/plan.ts';
import { type CacheSnapshot, createEncryptedCache } from './encrypted-cache.ts';

const key = { id: 'k1', key: randomBytes(32) };
const frame = { v: 1, playbook: 'kidnap', roles: {}, facts: {}, phases: [], tasks: [] };
const snapshot: CacheSnapshot = {
  savedAt: 1_000,
  directory: {
    revision: 7,
    people: {
      ada: {
        id: 'ada',
        name: 'Ada Example',
        language: 'en',
        timeZone: 'UTC',
        contacts: [{ channel: 'sms', address: '+33600000001' }],
      },
    },
    roster: { CC: ['ada'] },
    suppressed: ['+33600000002'],
  },
  // The rest of a plan is the compiler's business.
  playbooks: [{ playbook: 'kidnap', version: 1, hash: 'ff', plan: frame as unknown as Plan }],
  apiKeys: [{ id: 'k', hash: 'aa', person: 'ada', access: 'coordinator' }],
};

let home: string;
let file: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tocsin-cache-'));
  file = join(home, 'data', 'copy');
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('the encrypted copy', () => {
  it('gives back what was saved last, to its owner only', async () => {
    const cache = createEncryptedCache(file, [key]);
    expect(await cache.load()).toBeUndefined();
    await cache.save({ ...snapshot, savedAt: 1 });
    await cache.save(snapshot);
    expect(await cache.load()).toEqual(snapshot);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file)).includes('Example')).toBe(false);
  });

  it('stays whole when several processes save at once', async () => {
    const caches = [1, 2, 3, 4].map(() => createEncryptedCache(file, [key]));
    await Promise.all(caches.map((cache, index) => cache.save({ ...snapshot, savedAt: index })));
    expect(await caches[0]?.load()).toMatchObject({ directory: { revision: 7 } });
    expect(await readdir(join(home, 'data'))).toEqual(['copy']);
  });

  it('is refused when it was changed or cut, and read after a change of keys', async () => {
    const cache = createEncryptedCache(file, [key]);
    await cache.save(snapshot);
    const newer = createEncryptedCache(file, [{ id: 'k2', key: randomBytes(32) }, key]);
    expect(await newer.load()).toEqual(snapshot);
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, 20));
    await expect(cache.load()).rejects.toMatchObject({ code: 'unreadable' });
    bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1);
    await writeFile(file, bytes);
    await expect(cache.load()).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('takes nothing of an unknown shape', async () => {
    const odd = { ...snapshot, extra: true };
    await expect(createEncryptedCache(file, [key]).save(odd)).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});
