import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startPostgres, type TestPostgres } from '../test/harness/postgres.ts';
import { openStore, type Store } from './open-store.ts';

const RAVEN = 'abcdefghijklmnop';
let postgres: TestPostgres;
let url: string;
let store: Store;

beforeAll(async () => {
  postgres = await startPostgres();
  url = await postgres.freshDatabase();
  store = openStore({ url, keys: [{ id: 'k1', key: randomBytes(32) }], idKey: randomBytes(32) });
});
afterAll(async () => {
  await store.close();
  await postgres.stop();
});

async function asOwner(statement: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

describe('a repeated request', () => {
  const key = { caller: 'key-1', key: 'retry-me' };
  const answer = { status: 201, headers: { location: '/v1/incidents/x' }, body: '{"id":"x"}' };

  it('gets the first answer, and another request under its key is told apart', async () => {
    expect(await store.idempotency.find(key, 'POST a')).toBeUndefined();
    await store.idempotency.remember(key, 'POST a', answer);
    await store.idempotency.remember(key, 'POST a', { ...answer, body: 'later' });
    expect(await store.idempotency.find(key, 'POST a')).toEqual({ sameRequest: true, ...answer });
    expect(await store.idempotency.find(key, 'POST b')).toMatchObject({ sameRequest: false });
    expect(await store.idempotency.find({ ...key, caller: 'key-2' }, 'POST a')).toBeUndefined();
  });

  it('is forgotten after a day', async () => {
    await asOwner("update idempotency set created_at = now() - interval '25 hours'");
    expect(await store.idempotency.find(key, 'POST a')).toBeUndefined();
    await store.idempotency.remember(key, 'POST b', answer);
    expect(await store.idempotency.find(key, 'POST b')).toMatchObject({ sameRequest: true });
    await asOwner("update idempotency set created_at = now() - interval '25 hours'");
    expect(await store.idempotency.sweep()).toBe(1);
  });
});

describe('an alarm', () => {
  it('is raised once while it lasts, and anew after it was cleared', async () => {
    const down = { code: 'provider-down', severity: 'urgent', subject: 'sms' } as const;
    const first = await store.alarms.raise({ ...down, detail: { attempts: 3 } });
    expect(first.isNew).toBe(true);
    expect(await store.alarms.raise({ ...down, detail: { attempts: 4 } })).toEqual({
      id: first.id,
      isNew: false,
    });
    const other = await store.alarms.raise({ ...down, incidentId: RAVEN });
    expect(other.isNew).toBe(true);

    await store.alarms.settle(down, 'system');
    expect(await store.alarms.list({ open: true })).toMatchObject([{ id: other.id }]);
    expect((await store.alarms.raise(down)).isNew).toBe(true);
    expect(await store.alarms.clear(other.id, 'ada')).toBe(true);
    expect(await store.alarms.clear(other.id, 'ada')).toBe(false);
    expect(await store.alarms.list({ incidentId: RAVEN })).toMatchObject([
      { code: 'provider-down', subject: 'sms', clearedBy: 'ada' },
    ]);
  });
});

describe('who read what', () => {
  it('is kept, and the database refuses to change it', async () => {
    const access = {
      reader: 'ada',
      incidentId: RAVEN,
      compartments: ['C0', 'C2'],
      route: '/v1/incidents/{id}',
    };
    await store.reads.note(access);
    await store.reads.note({ ...access, reader: 'ben' });
    const [first] = await store.reads.list(RAVEN);
    expect(first).toMatchObject(access);
    expect(await store.reads.list(RAVEN, { after: first?.id ?? 0 })).toHaveLength(1);
    for (const change of ['delete from reads', 'truncate reads', "update reads set reader = 'x'"]) {
      await expect(asOwner(change)).rejects.toMatchObject({ code: 'TS001' });
    }
  });
});
