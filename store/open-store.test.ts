import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTo, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startPostgres, type TestPostgres } from '../test/harness/postgres.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/in-order.ts';
import { openStore, type Store } from './open-store.ts';

const RAVEN = 'abcdefghijklmnop';
const keys = [{ id: 'k1', key: randomBytes(32) }];
const idKey = randomBytes(32);
const names = MIGRATIONS.map((migration) => migration.name);

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

function note(seq: number) {
  return { seq, at: seq, type: 'noteAdded', body: { text: 'x' } };
}

/** Asks again until `done`, for ten seconds at most. */
async function eventually(done: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error('it did not happen within ten seconds');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function timed(work: Promise<unknown>): Promise<{ error: unknown; milliseconds: number }> {
  const start = Date.now();
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, milliseconds: Date.now() - start };
}

/** A network between the store and its database, that can fall silent without closing anything. */
async function openLine(target: string) {
  const { hostname, port } = new URL(target);
  const sockets: Socket[] = [];
  let isCut = false;
  const server = createServer((near) => {
    const far = connectTo(Number(port), hostname);
    sockets.push(near, far);
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      from.on('data', (bytes) => {
        if (!isCut) to.write(bytes);
      });
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const through = new URL(target);
  through.host = `127.0.0.1:${address.port}`;
  return {
    url: through.href,
    cut: () => {
      isCut = true;
    },
    mend: () => {
      isCut = false;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe('a new database', () => {
  it('is brought up to date by whoever comes first, once', async () => {
    const options = { url, connectTimeoutMs: 1_000 };
    const runs = await Promise.all([migrate(options), migrate(options), migrate(options)]);
    expect(runs.flat()).toEqual(names);
    expect(await migrate(options)).toEqual([]);
  });

  it('keeps working beside a newer neighbour that already changed the schema', async () => {
    await migrate({ url, connectTimeoutMs: 1_000 });
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query("insert into migrations (name) values ('9999-from-the-future')");
    await client.end();
    expect(await store.ready()).toEqual({ ready: true });
  });

  it('needs no step of its own: the first write finds the tables', async () => {
    const recorded = await store.log.record(RAVEN, { events: [note(1)], committedThrough: 0 });
    expect(recorded.outcome).toBe('recorded');
  });
});

describe('the database is gone', () => {
  it('is told within the time limits, and all goes on once it is back', async () => {
    await store.log.record(RAVEN, { events: [note(1)], committedThrough: 1 });
    await postgres.crash();
    try {
      const write = await timed(
        store.log.record(RAVEN, { events: [note(2)], committedThrough: 1 }),
      );
      expect(write.error).toMatchObject({ name: 'StoreError', code: 'unavailable' });
      expect(write.milliseconds).toBeLessThan(1_500);
      expect(await store.ready()).toMatchObject({ ready: false });
    } finally {
      await postgres.restart();
    }
    await eventually(async () => (await store.ready()).ready);
    const again = await store.log.record(RAVEN, { events: [note(2)], committedThrough: 2 });
    expect(again).toEqual({ outcome: 'recorded', lastSeq: 2, sealedThrough: 2 });
    expect(await store.log.verifyChain(RAVEN)).toMatchObject({ intact: true });
  });

  it('was replaced by an empty one: the next call but one finds its tables again', async () => {
    await store.ready();
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('drop schema public cascade; create schema public');
    await client.end();
    await expect(store.log.lastSeq(RAVEN)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await store.log.lastSeq(RAVEN)).toBe(0);
  });

  it('boots without it, and migrates when it answers', async () => {
    await postgres.crash();
    const early = openStore({ url, keys, idKey });
    try {
      expect(await early.ready()).toMatchObject({ ready: false });
    } finally {
      await postgres.restart();
    }
    await eventually(async () => (await early.ready()).ready);
    await early.close();
  });

  it('gives up on a server that takes connections and says nothing', async () => {
    const mute = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const address = mute.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const stuck = openStore({ url: `postgres://a:b@127.0.0.1:${address.port}/c`, keys, idKey });
    const read = await timed(stuck.log.lastSeq(RAVEN));
    expect(read.error).toMatchObject({ code: 'unavailable' });
    expect(read.milliseconds).toBeLessThan(1_500);
    await stuck.close();
    mute.close();
  });

  it('gives up on a statement that another one holds up', async () => {
    await store.ready();
    const quick = openStore({ url, keys, idKey, statementTimeoutMs: 300 });
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('begin; lock table incident_events in access exclusive mode');
    const write = await timed(quick.log.record(RAVEN, { events: [note(1)], committedThrough: 0 }));
    await client.query('rollback');
    await client.end();
    expect(write.error).toMatchObject({ code: 'unavailable' });
    expect(write.milliseconds).toBeLessThan(1_000);
    await expect(
      quick.log.record(RAVEN, { events: [note(1)], committedThrough: 0 }),
    ).resolves.toMatchObject({ outcome: 'recorded' });
    await quick.close();
  });

  it('gives up on a server that falls silent, and drops that connection', async () => {
    const line = await openLine(url);
    const far = openStore({ url: line.url, keys, idKey, statementTimeoutMs: 300, poolSize: 1 });
    await far.log.record(RAVEN, { events: [note(1)], committedThrough: 0 });
    line.cut();
    const write = await timed(far.log.record(RAVEN, { events: [note(2)], committedThrough: 1 }));
    expect(write.error).toMatchObject({ code: 'unavailable' });
    expect(write.milliseconds).toBeLessThan(1_500);
    line.mend();
    expect(await far.log.record(RAVEN, { events: [note(2)], committedThrough: 2 })).toMatchObject({
      outcome: 'recorded',
      sealedThrough: 2,
    });
    await far.close();
    line.close();
  });

  it('says what to check when the sign-in is refused', async () => {
    const wrong = new URL(url);
    wrong.password = 'wrong';
    const locked = openStore({ url: wrong.href, keys, idKey });
    expect(await locked.ready()).toEqual({
      ready: false,
      reason: 'the database refuses the sign-in (28P01): check DATABASE_URL',
    });
    await locked.close();
  });

  it('never quotes a value in what it says', async () => {
    const closed = openStore({ url: 'postgres://ada:secret@127.0.0.1:1/tocsin', keys, idKey });
    const { error } = await timed(closed.directory.getPerson('ada'));
    expect(String(error)).not.toMatch(/secret|ada/);
    await closed.close();
  });
});

describe('listening to the log', () => {
  it('hears of new entries, also after the database was gone', async () => {
    await store.ready();
    const heard: string[] = [];
    let ready = 0;
    store.listen({
      onNews: (news) => heard.push(`${news.incidentId} ${news.seq}`),
      onReady: () => {
        ready += 1;
      },
    });
    await eventually(() => ready === 1);
    await store.log.record(RAVEN, { events: [note(1), note(2)], committedThrough: 0 });
    await eventually(() => heard.length === 1);

    await postgres.crash();
    await postgres.restart();
    await eventually(() => ready === 2);
    await store.log.record(RAVEN, { events: [note(3)], committedThrough: 2 });
    await eventually(() => heard.length === 2);
    expect(heard).toEqual([`${RAVEN} 2`, `${RAVEN} 3`]);
  });

  it('says nothing of what was not written', async () => {
    await store.log.record(RAVEN, { events: [note(1)], committedThrough: 1 });
    const heard: number[] = [];
    let isReady = false;
    const listening = store.listen({
      onNews: (news) => heard.push(news.seq),
      onReady: () => {
        isReady = true;
      },
    });
    await eventually(() => isReady);
    const other = { ...note(1), type: 'other' };
    await expect(
      store.log.record(RAVEN, { events: [other], committedThrough: 1 }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await store.log.record(RAVEN, { events: [note(1)], committedThrough: 1 });
    await store.log.record(RAVEN, { events: [note(2)], committedThrough: 1 });
    await eventually(() => heard.length > 0);
    expect(heard).toEqual([2]);
    await listening.close();
  });
});
