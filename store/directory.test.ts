import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { Person } from '../domain/people/person.ts';
import { startPostgres, type TestPostgres } from '../test/harness/postgres.ts';
import { openStore, type Store } from './open-store.ts';

const RAVEN = 'abcdefghijklmnop';
const HERON = 'qrstuvwxyz234567';
const NOW = Date.UTC(2026, 2, 2, 9, 0);
const oldKey = { id: 'k1', key: randomBytes(32) };
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
  store = openStore({ url, keys: [oldKey], idKey });
});
afterEach(() => store.close());

function person(id: string, ...numbers: string[]): Person {
  return {
    id,
    name: `${id} Example`,
    language: 'fr',
    timeZone: 'Europe/Paris',
    contacts: numbers.map((address) => ({ channel: 'sms', address })),
  };
}

describe('people and roster', () => {
  it('are read as one directory at one revision', async () => {
    await store.directory.putPerson({ ...person('ada', '+33600000001'), exercise: true });
    await store.directory.putPerson(person('ben', '+33600000002'));
    const revision = await store.directory.putRoster({
      role: 'CC',
      holders: ['ada', 'ben'],
      rotations: [],
    });
    const directory = await store.directory.readDirectory(NOW);
    expect(directory.revision).toBe(revision);
    expect(directory.people['ada']).toEqual({
      ...person('ada', '+33600000001'),
      exercise: true,
    });
    expect(directory.roster).toEqual({ CC: ['ada', 'ben'] });
    expect(directory.suppressed).toEqual([]);
    expect(await store.directory.directoryRevision()).toBe(revision);
  });

  it('a rotation holds the role from its first instant, no longer at its last', async () => {
    const rotation = { from: NOW, until: NOW + 1_000, holders: ['ben'] };
    await store.directory.putRoster({ role: 'DO', holders: ['ada'], rotations: [rotation] });
    const holders = async (at: number) => (await store.directory.readDirectory(at)).roster['DO'];
    expect(await holders(NOW - 1)).toEqual(['ada']);
    expect(await holders(NOW)).toEqual(['ben']);
    expect(await holders(NOW + 1_000)).toEqual(['ada']);
  });

  it('a rotation that begins is told like any other change, once', async () => {
    const rotation = { from: NOW, until: NOW + 1_000, holders: ['ben'] };
    const before = await store.directory.putRoster({
      role: 'DO',
      holders: ['ada'],
      rotations: [rotation],
    });
    await store.directory.putRoster({ role: 'CC', holders: ['eve'], rotations: [] });
    expect(await store.directory.turnRotations(NOW - 1)).toEqual([]);
    expect(await store.directory.turnRotations(NOW)).toEqual(['DO']);
    expect(await store.directory.turnRotations(NOW + 500)).toEqual([]);
    expect(await store.directory.turnRotations(NOW + 1_000)).toEqual(['DO']);
    expect(await store.directory.directoryRevision()).toBe(before + 3);
    const pending = await store.directory.pendingDirectoryChanges();
    expect(pending.map((change) => change.id)).toEqual(['DO', 'CC', 'DO', 'DO']);
  });

  it('stand in the database only encrypted, and outlive a change of keys', async () => {
    await store.directory.putPerson(person('ada', '+33600000001'));
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query("select encode(body, 'escape') as body from people");
    await client.end();
    expect(JSON.stringify(rows)).not.toMatch(/Example|3360000/);

    const rotated = openStore({
      url,
      keys: [{ id: 'k2', key: randomBytes(32) }, oldKey],
      idKey,
    });
    expect(await rotated.directory.getPerson('ada')).toEqual(person('ada', '+33600000001'));
    await rotated.directory.putPerson(person('ada', '+33600000009'));
    await rotated.close();
    await expect(store.directory.getPerson('ada')).rejects.toMatchObject({
      code: 'unreadable',
      message: 'no key "k2" to read people with',
    });
  });

  it('refuses a person of another shape, naming the field and not the value', async () => {
    const wrong = { ...person('ada'), contacts: [{ channel: 'pigeon', address: 'Roof' }] };
    // The type forbids it too; a request from outside does not know the type.
    const attempt = store.directory.putPerson(wrong as unknown as Person);
    await expect(attempt).rejects.toMatchObject({
      code: 'invalid',
      message: 'a person cannot be kept: look at contacts.0.channel',
    });
  });

  it('forgets a person who leaves', async () => {
    await store.directory.putPerson(person('ada', '+33600000001'));
    expect(await store.directory.removePerson('ada')).toBeGreaterThan(1);
    expect(await store.directory.removePerson('ada')).toBeUndefined();
    expect(await store.directory.listPeople()).toEqual([]);
  });
});

describe('a victim is named', () => {
  it('suppresses every spelling of the number, whoever else has it', async () => {
    await store.directory.suppressAddresses({
      incidentId: RAVEN,
      addresses: ['+33 6 00 00 00 01', 'Jean@Example.org'],
    });
    const suppressed = await store.directory.listSuppressed();
    expect(suppressed.map((one) => one.address).sort()).toEqual([
      '+33600000001',
      'jean@example.org',
    ]);
  });

  it('suppresses what that person has, and what they are given later', async () => {
    await store.directory.putPerson(person('jean', '+33600000001'));
    await store.directory.suppressAddresses({
      incidentId: RAVEN,
      addresses: [],
      persons: ['jean'],
    });
    await store.directory.putPerson(person('jean', '+33600000002'));
    const { suppressed } = await store.directory.readDirectory(NOW);
    expect([...suppressed].sort()).toEqual(['+33600000001', '+33600000002']);
  });

  it('one incident restores only what it asked for itself', async () => {
    const jean = { addresses: ['+33600000001'], persons: ['jean'] };
    await store.directory.suppressAddresses({ incidentId: RAVEN, ...jean });
    await store.directory.suppressAddresses({ incidentId: HERON, ...jean });
    await store.directory.restoreAddresses({ incidentId: RAVEN, ...jean });
    await store.directory.putPerson(person('jean', '+33600000002'));
    const suppressed = await store.directory.listSuppressed();
    expect(suppressed.map((one) => [one.address, one.incidentId]).sort()).toEqual([
      ['+33600000001', HERON],
      ['+33600000002', HERON],
    ]);
    await store.directory.restoreAddresses({
      incidentId: HERON,
      addresses: ['+33600000001', '+33600000002'],
      persons: ['jean'],
    });
    expect(await store.directory.listSuppressed()).toEqual([]);
    await store.directory.suppressAddresses({ incidentId: HERON, addresses: ['+33600000001'] });
    expect(await store.directory.listSuppressed()).toHaveLength(1);
  });
});

describe('running incidents are told', () => {
  it('of every change, until it is marked', async () => {
    await store.directory.putPerson(person('ada'));
    await store.directory.putRoster({ role: 'CC', holders: ['ada'], rotations: [] });
    await store.directory.suppressAddresses({ incidentId: RAVEN, addresses: ['+33600000001'] });
    const pending = await store.directory.pendingDirectoryChanges();
    expect(pending.map((change) => [change.kind, change.id])).toEqual([
      ['person', 'ada'],
      ['role', 'CC'],
      ['suppression', RAVEN],
    ]);
    await store.directory.markFannedOut(pending[1]?.revision ?? 0);
    expect(await store.directory.pendingDirectoryChanges()).toEqual([pending[2]]);
  });

  it('and a revision in sight means that all before it are', async () => {
    const seen = new Set<number>();
    const writes = Array.from({ length: 30 }, (_, index) =>
      store.directory.putPerson(person(`p${index}`)),
    );
    const done = new AbortController();
    const watching = (async () => {
      while (!done.signal.aborted) {
        const directory = await store.directory.readDirectory(NOW);
        seen.add(directory.revision);
        // Revisions start at 1 and each made one person.
        expect(Object.keys(directory.people)).toHaveLength(directory.revision);
      }
    })();
    await Promise.all(writes);
    done.abort();
    await watching;
    expect(seen.size).toBeGreaterThan(0);
  });
});
