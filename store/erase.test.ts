import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startPostgres, type TestPostgres } from '../test/harness/postgres.ts';
import { type IncidentSnapshot } from './incidents.ts';
import { openStore, type Store } from './open-store.ts';

const RAVEN = 'abcdefghijklmnop';
const T0 = Date.UTC(2026, 2, 2, 9, 0);
const closed: IncidentSnapshot = {
  id: RAVEN,
  status: 'closed',
  mode: 'live',
  playbook: 'kidnap',
  codeName: 'RAVEN',
  startedAt: T0,
  closedAt: T0 + 1_000,
  lastSeq: 2,
  view: { facts: { place: 'Lyon' } },
};
const request = {
  incidentId: RAVEN,
  requestedBy: 'ada',
  approvedBy: 'ben',
  reason: 'R20: retention over',
};

let postgres: TestPostgres;
let store: Store;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  store = openStore({
    url: await postgres.freshDatabase(),
    keys: [{ id: 'k1', key: randomBytes(32) }],
    idKey: randomBytes(32),
  });
  const events = [1, 2].map((seq) => ({ seq, at: T0, type: 'noteAdded', body: { seq } }));
  await store.log.record(RAVEN, { events, committedThrough: 1 });
  await store.incidents.upsertSnapshot(closed);
});
afterEach(() => store.close());

describe('erasing an incident', () => {
  it('leaves the chain whole, the content gone and a certificate', async () => {
    const before = await store.log.verifyChain(RAVEN);
    const certificate = await store.erasure.eraseIncident(request);
    expect(certificate).toMatchObject({ ...request, entriesErased: 2, lastSeq: 2 });
    expect(await store.erasure.getCertificate(RAVEN)).toEqual(certificate);
    expect(await store.log.verifyChain(RAVEN)).toEqual(before);
    expect((await store.log.readLog(RAVEN)).map((entry) => entry.body)).toEqual([null, null]);
    expect(await store.incidents.get(RAVEN)).toMatchObject({ codeName: 'RAVEN', view: null });
  });

  it('still seals what had been written, and takes nothing new', async () => {
    await store.erasure.eraseIncident(request);
    expect(await store.log.record(RAVEN, { events: [], committedThrough: 2 })).toMatchObject({
      sealedThrough: 2,
    });
    expect(await store.log.verifyChain(RAVEN)).toMatchObject({ intact: true, sealedThrough: 2 });
    const late = { seq: 3, at: T0, type: 'noteAdded', body: {} };
    await expect(
      store.log.record(RAVEN, { events: [late], committedThrough: 2 }),
    ).rejects.toMatchObject({ code: 'erased' });
    await expect(store.incidents.upsertSnapshot(closed)).rejects.toMatchObject({ code: 'erased' });
  });

  it('waits for the legal hold', async () => {
    await store.erasure.placeHold(RAVEN, 'leg');
    await expect(store.erasure.eraseIncident(request)).rejects.toMatchObject({
      code: 'conflict',
      message: `incident ${RAVEN} is under legal hold`,
    });
    expect(await store.incidents.get(RAVEN)).toMatchObject({ view: closed.view });
    await store.erasure.releaseHold(RAVEN, 'leg');
    await store.erasure.placeHold(RAVEN, 'leg');
    await store.erasure.releaseHold(RAVEN, 'leg');
    await expect(store.erasure.eraseIncident(request)).resolves.toMatchObject({ lastSeq: 2 });
  });

  it('needs two people, and happens once', async () => {
    await expect(
      store.erasure.eraseIncident({ ...request, approvedBy: 'ada' }),
    ).rejects.toMatchObject({ code: 'invalid' });
    await store.erasure.eraseIncident(request);
    await expect(store.erasure.eraseIncident(request)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is refused while the incident runs', async () => {
    const { closedAt, ...open } = closed;
    expect(closedAt).toBeDefined();
    await store.incidents.upsertSnapshot({ ...open, status: 'active', lastSeq: 3 });
    await expect(store.erasure.eraseIncident(request)).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      store.erasure.eraseIncident({ ...request, incidentId: 'unknown' }),
    ).rejects.toMatchObject({ code: 'notFound' });
  });
});

describe('the read model', () => {
  it('never goes back to an older state', async () => {
    expect(await store.incidents.upsertSnapshot({ ...closed, lastSeq: 1 })).toBe(false);
    expect(await store.incidents.get(RAVEN)).toEqual({ ...closed, view: closed.view });
  });

  it('lists incidents newest first, page by page', async () => {
    const ids = ['a', 'b', 'c', 'd'];
    for (const [index, id] of ids.entries()) {
      const { closedAt, ...rest } = closed;
      const startedAt = (closedAt ?? T0) + Math.floor(index / 2) * 60_000;
      await store.incidents.upsertSnapshot({ ...rest, id, status: 'active', startedAt });
    }
    const first = await store.incidents.list({ status: 'active', limit: 3 });
    expect(first.map((one) => one.id)).toEqual(['d', 'c', 'b']);
    const next = await store.incidents.list({ before: 'b' });
    expect(next.map((one) => one.id)).toEqual(['a', RAVEN]);
  });
});
