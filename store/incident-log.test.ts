import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startPostgres, type TestPostgres } from '../test/harness/postgres.ts';
import { openStore, type Store } from './open-store.ts';
import { LogConflict } from './store-error.ts';

const RAVEN = 'abcdefghijklmnop';
const HERON = 'qrstuvwxyz234567';
const T0 = Date.UTC(2026, 2, 2, 9, 0);
const keys = [{ id: 'k1', key: randomBytes(32) }];
const idKey = randomBytes(32);

let postgres: TestPostgres;
let url: string;
let store: Store;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  url = await postgres.freshDatabase();
  store = openStore({ url, keys, idKey });
});
afterEach(() => store.close());

/** An entry as a workflow would write it. */
function entry(seq: number, note: string) {
  return { seq, at: T0 + seq * 1_000, type: 'noteAdded', body: { by: 'ada', note } };
}

/** What somebody with the database password, and no regard for triggers, could do. */
async function tamper(statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('set session_replication_role = replica');
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function asOwner(statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

describe('recording an incident', () => {
  it('keeps entries in order and seals them once Temporal has committed them', async () => {
    const first = await store.log.record(RAVEN, {
      events: [entry(1, 'someone says Jean is gone'), entry(2, 'called the hotel')],
      committedThrough: 0,
    });
    expect(first).toEqual({ outcome: 'recorded', lastSeq: 2, sealedThrough: 0 });

    const second = await store.log.record(RAVEN, { events: [entry(3, 'x')], committedThrough: 2 });
    expect(second).toEqual({ outcome: 'recorded', lastSeq: 3, sealedThrough: 2 });

    const log = await store.log.readLog(RAVEN);
    expect(log.map((one) => [one.seq, one.at, one.body?.['note']])).toEqual([
      [1, T0 + 1_000, 'someone says Jean is gone'],
      [2, T0 + 2_000, 'called the hotel'],
      [3, T0 + 3_000, 'x'],
    ]);
    expect(log.map((one) => one.hash !== null)).toEqual([true, true, false]);
    expect(await store.log.readLog(RAVEN, { after: 1, limit: 1 })).toHaveLength(1);
    expect(await store.log.lastSeq(RAVEN)).toBe(3);
    expect(await store.log.verifyChain(RAVEN)).toMatchObject({ intact: true, sealedThrough: 2 });
  });

  it('keeps what was said unreadable without the key', async () => {
    await store.log.record(RAVEN, { events: [entry(1, 'Jean Dupont')], committedThrough: 1 });
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query('select incident_events::text as row from incident_events');
    await client.end();
    expect(JSON.stringify(rows)).not.toContain(Buffer.from('Jean').toString('hex'));
    const stranger = openStore({ url, keys: [{ id: 'k1', key: randomBytes(32) }], idKey });
    await expect(stranger.log.readLog(RAVEN)).rejects.toMatchObject({ code: 'unreadable' });
    await stranger.close();
  });

  it('takes the same request twice without a change', async () => {
    const request = { events: [entry(1, 'a'), entry(2, 'b')], committedThrough: 1 };
    await store.log.record(RAVEN, request);
    const before = await store.log.readLog(RAVEN);
    await store.log.record(RAVEN, request);
    expect(await store.log.readLog(RAVEN)).toEqual(before);
  });

  it('replaces what a crash took back before it was committed', async () => {
    await store.log.record(RAVEN, { events: [entry(1, 'a')], committedThrough: 0 });
    await store.log.record(RAVEN, {
      events: [entry(2, 'never happened'), entry(3, 'nor this'), entry(4, 'nor that')],
      committedThrough: 1,
    });
    const again = await store.log.record(RAVEN, {
      events: [entry(2, 'a reply came first')],
      committedThrough: 1,
    });
    expect(again).toEqual({ outcome: 'recorded', lastSeq: 2, sealedThrough: 1 });
    const notes = (await store.log.readLog(RAVEN)).map((one) => one.body?.['note']);
    expect(notes).toEqual(['a', 'a reply came first']);
  });

  it('refuses another content for a sealed entry, and changes nothing', async () => {
    await store.log.record(RAVEN, { events: [entry(1, 'a'), entry(2, 'b')], committedThrough: 2 });
    const before = await store.log.readLog(RAVEN);
    const attempt = store.log.record(RAVEN, {
      events: [entry(1, 'a'), entry(2, 'history rewritten'), entry(3, 'c')],
      committedThrough: 3,
    });
    await expect(attempt).rejects.toBeInstanceOf(LogConflict);
    await expect(attempt).rejects.toMatchObject({ code: 'conflict', incidentId: RAVEN, seq: 2 });
    expect(await store.log.readLog(RAVEN)).toEqual(before);
  });

  it('asks for what is missing instead of leaving a hole', async () => {
    await store.log.record(RAVEN, { events: [entry(1, 'a')], committedThrough: 1 });
    const gap = await store.log.record(RAVEN, { events: [entry(4, 'd')], committedThrough: 3 });
    expect(gap).toEqual({ outcome: 'gap', lastSeq: 1, sealedThrough: 1 });
    expect(await store.log.gaps()).toEqual([]);
    await expect(
      store.log.record(RAVEN, { events: [entry(2, 'b'), entry(4, 'd')], committedThrough: 1 }),
    ).rejects.toMatchObject({ code: 'invalid' });
  });

  it('lets many recorders write at once: one log comes of it, and others are not held up', async () => {
    const events = Array.from({ length: 20 }, (_, index) => entry(index + 1, `note ${index}`));
    const others = [openStore({ url, keys, idKey }), openStore({ url, keys, idKey })];
    await Promise.all(
      [store, ...others].flatMap((one) =>
        [RAVEN, HERON].map((incident) =>
          one.log.record(incident, { events, committedThrough: 20 }),
        ),
      ),
    );
    await Promise.all(others.map((one) => one.close()));
    for (const incident of [RAVEN, HERON]) {
      expect(await store.log.readLog(incident)).toHaveLength(20);
      expect(await store.log.verifyChain(incident)).toMatchObject({ intact: true });
    }
  });

  it('seals more entries than are read at a time', async () => {
    const events = Array.from({ length: 1_300 }, (_, index) => entry(index + 1, 'hourly contact'));
    await store.log.record(RAVEN, { events, committedThrough: 1_300 });
    expect(await store.log.verifyChain(RAVEN)).toMatchObject({
      intact: true,
      sealedThrough: 1_300,
    });
  });
});

describe('proving the log', () => {
  beforeEach(async () => {
    const events = ['a', 'b', 'c', 'd'].map((note, index) => entry(index + 1, note));
    await store.log.record(RAVEN, { events, committedThrough: 4 });
  });

  it.each([
    "update incident_events set type = 'x' where seq = 2",
    'update incident_events set body = null where seq = 2',
    'delete from incident_events where seq = 2',
    'truncate incident_events',
  ])('the database itself refuses "%s"', async (statement) => {
    await expect(asOwner(statement)).rejects.toMatchObject({ code: 'TS001' });
    expect(await store.log.readLog(RAVEN)).toHaveLength(4);
  });

  it.each([
    ['a changed type', "update incident_events set type = 'x' where seq = 2", 2, 'hash'],
    [
      'a moved instant',
      "update incident_events set at = at + interval '1 ms' where seq = 3",
      3,
      'hash',
    ],
    ['a removed entry', 'delete from incident_events where seq = 2', 2, 'missing'],
    ['a removed first entry', 'delete from incident_events where seq = 1', 1, 'missing'],
    ['a blanked body', 'update incident_events set body = null where seq = 2', 2, 'content'],
    [
      'a body moved from another entry',
      'update incident_events e set body = o.body, content_hash = o.content_hash from incident_events o where e.seq = 2 and o.seq = 3',
      2,
      'content',
    ],
    [
      'an unsealed entry in the middle',
      'update incident_events set hash = null, previous_hash = null where seq = 3',
      3,
      'hash',
    ],
  ])('finds %s', async (_, statement, brokenAt, why) => {
    await tamper(statement);
    expect(await store.log.verifyChain(RAVEN)).toEqual({ intact: false, brokenAt, why });
  });

  it('names the incidents whose logs have holes, also at the end', async () => {
    await store.log.record(HERON, { events: [entry(1, 'a')], committedThrough: 1 });
    await store.incidents.upsertSnapshot({
      id: HERON,
      status: 'active',
      mode: 'live',
      playbook: 'kidnap',
      codeName: 'HERON',
      startedAt: T0,
      lastSeq: 3,
      view: {},
    });
    await tamper(`delete from incident_events where incident_id = '${RAVEN}' and seq in (2, 3)`);
    expect(await store.log.gaps()).toEqual([
      { incidentId: RAVEN, missingFrom: 2 },
      { incidentId: HERON, missingFrom: 2 },
    ]);
  });
});
