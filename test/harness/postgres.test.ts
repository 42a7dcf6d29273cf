import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startPostgres, type TestPostgres } from './postgres.ts';

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const answer = await client.query<Record<string, unknown>>(sql);
    return answer.rows;
  } finally {
    await client.end();
  }
}

describe('the PostgreSQL of the tests', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.stop());

  it('gives every test file an empty database', async () => {
    const first = await postgres.freshDatabase();
    await ask(first, 'create table log (line text)');
    const second = await postgres.freshDatabase();
    await expect(ask(second, 'select * from log')).rejects.toThrow('does not exist');
  });

  it('comes back with its data after a crash', async () => {
    const url = await postgres.freshDatabase();
    await ask(url, "create table log (line text); insert into log values ('kept')");
    await ask(url, 'checkpoint');
    await postgres.crash();
    await expect(ask(url, 'select 1')).rejects.toThrow();
    await postgres.restart();
    expect(await ask(url, 'select line from log')).toEqual([{ line: 'kept' }]);
  });

  it('lets nobody in without the password', async () => {
    const url = new URL(await postgres.freshDatabase());
    url.password = 'guessed';
    await expect(ask(url.href, 'select 1')).rejects.toThrow('password authentication failed');
  });
});
