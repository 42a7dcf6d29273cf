import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startPostgres, type TestPostgres } from '../test/harness/postgres.ts';
import { openStore } from './open-store.ts';

const RAVEN = 'abcdefghijklmnop';
const oldKey = { id: 'old', key: randomBytes(32) };
const newKey = { id: 'new', key: randomBytes(32) };
const idKey = randomBytes(32);

let postgres: TestPostgres;
let url: string;
beforeAll(async () => {
  postgres = await startPostgres();
  url = await postgres.freshDatabase();
});
afterAll(() => postgres.stop());

describe('a change of payload keys', () => {
  it('moves all that is kept under the new one, so that the old one can go', async () => {
    const before = openStore({ url, keys: [oldKey], idKey });
    const event = { seq: 1, at: 1, type: 'noteAdded', body: { text: 'hello' } };
    await before.log.record(RAVEN, { events: [event], committedThrough: 1 });
    for (const id of ['ada', 'ben']) {
      const contacts = [{ channel: 'sms', address: '+33600000001' }] as const;
      const person = { id, name: id, language: 'en', timeZone: 'UTC', contacts } as const;
      await before.directory.putPerson(person);
    }
    await before.directory.suppressAddresses({ incidentId: RAVEN, addresses: ['+33600000002'] });
    await before.close();

    const during = openStore({ url, keys: [newKey, oldKey], idKey });
    expect(await during.rotateKeys()).toBe(4);
    expect(await during.rotateKeys()).toBe(0);
    await during.close();

    const after = openStore({ url, keys: [newKey], idKey });
    expect(await after.log.readLog(RAVEN)).toMatchObject([{ body: event.body }]);
    expect(await after.log.verifyChain(RAVEN)).toMatchObject({ intact: true });
    expect(await after.directory.listPeople()).toHaveLength(2);
    expect(await after.directory.listSuppressed()).toMatchObject([{ address: '+33600000002' }]);
    await after.close();
  });

  it('binds each row to its place: one person cannot be passed off as another', async () => {
    const store = openStore({ url, keys: [newKey], idKey });
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(
      "update people set body = (select body from people where id = 'ben') where id = 'ada'",
    );
    await client.end();
    await expect(store.directory.getPerson('ada')).rejects.toMatchObject({
      code: 'unreadable',
      message: 'people was changed or moved',
    });
    await store.close();
  });

  it("a value the database cannot hold is the caller's mistake", async () => {
    const store = openStore({ url, keys: [newKey], idKey });
    await expect(store.directory.getPerson('a\0b')).rejects.toMatchObject({ code: 'invalid' });
    await expect(store.log.readLog(RAVEN, { after: 1e12 })).rejects.toMatchObject({
      code: 'invalid',
    });
    await store.close();
  });
});
