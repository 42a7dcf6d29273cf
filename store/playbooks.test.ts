import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { Plan } from '../domain/plan.ts';
import { startPostgres, type TestPostgres } from '../test/harness/postgres.ts';
import { openStore, type Store } from './open-store.ts';

let postgres: TestPostgres;
let url: string;
let store: Store;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  url = await postgres.freshDatabase();
  store = openStore({
    url,
    keys: [{ id: 'k1', key: randomBytes(32) }],
    idKey: randomBytes(32),
  });
});
afterEach(() => store.close());

/** A definition as far as the store looks into it. */
function definition(source: string) {
  const hash = createHash('sha256').update(source).digest('hex');
  const frame = { v: 1, playbook: 'kidnap', version: 1, hash, roles: {}, facts: {} };
  // The rest of a plan is the compiler's business.
  const plan = { ...frame, phases: [], tasks: [] } as unknown as Plan;
  return { id: 'kidnap', hash, source, plan };
}

function draft(source: string, author: string, ifMatch: string | undefined) {
  return { ...definition(source), author, ifMatch };
}

describe('a shipped playbook', () => {
  it('is published at the first start, and known at the second', async () => {
    expect(await store.playbooks.importShipped(definition('one'))).toBe('published');
    expect(await store.playbooks.importShipped(definition('one'))).toBe('known');
    expect(await store.playbooks.getPublished('kidnap')).toMatchObject({
      version: 1,
      source: 'one',
      plan: { playbook: 'kidnap', version: 1 },
    });
  });

  it('becomes a draft when its file changes, and never published by itself', async () => {
    await store.playbooks.importShipped(definition('one'));
    expect(await store.playbooks.importShipped(definition('two'))).toBe('draft');
    expect(await store.playbooks.importShipped(definition('three'))).toBe('draft');
    expect(await store.playbooks.getPublished('kidnap')).toMatchObject({ source: 'one' });
    expect(await store.playbooks.getDraft('kidnap')).toMatchObject({ source: 'three', version: 2 });
    expect(await store.playbooks.listPlaybooks()).toEqual([
      { id: 'kidnap', published: 1, draft: 2, versions: [1, 2] },
    ]);
  });

  it("leaves somebody's own draft alone", async () => {
    await store.playbooks.importShipped(definition('one'));
    await store.playbooks.saveDraft(draft('mine', 'ada', undefined));
    expect(await store.playbooks.importShipped(definition('two'))).toBe('draftInTheWay');
    expect(await store.playbooks.getDraft('kidnap')).toMatchObject({ source: 'mine' });
  });

  it('is imported once by processes that start together', async () => {
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => store.playbooks.importShipped(definition('one'))),
    );
    expect(outcomes.sort()).toEqual(['known', 'known', 'published']);
  });
});

describe('a draft', () => {
  it('is published by somebody who did not write it, as they read it', async () => {
    await store.playbooks.importShipped(definition('one'));
    const first = draft('two', 'ada', undefined);
    await store.playbooks.saveDraft(first);
    const second = draft('three', 'ben', first.hash);
    await store.playbooks.saveDraft(second);
    const publish = (approver: string) =>
      store.playbooks.publishDraft('kidnap', second.hash, approver);

    expect(await publish('eve')).toEqual({ outcome: 'notSubmitted' });
    await store.playbooks.submitDraft('kidnap', second.hash, 'ben');
    expect(await publish('ada')).toEqual({ outcome: 'ownWork' });
    expect(await publish('ben')).toEqual({ outcome: 'ownWork' });
    expect(await publish('eve')).toEqual({ outcome: 'published', version: 2 });
    expect(await store.playbooks.getPublished('kidnap')).toMatchObject({ source: 'three' });
    expect(await store.playbooks.getVersion('kidnap', 1)).toMatchObject({ status: 'retired' });
  });

  it('edited after it was submitted must be submitted again', async () => {
    const first = draft('two', 'ada', undefined);
    await store.playbooks.saveDraft(first);
    await store.playbooks.submitDraft('kidnap', first.hash, 'ada');
    await store.playbooks.saveDraft(draft('three', 'ada', first.hash));
    expect(await store.playbooks.publishDraft('kidnap', first.hash, 'eve')).toEqual({
      outcome: 'notSubmitted',
    });
    await expect(store.playbooks.submitDraft('kidnap', first.hash, 'ada')).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('saved by two people at once keeps one and shows it to the other', async () => {
    const outcomes = await Promise.all([
      store.playbooks.saveDraft(draft('of ada', 'ada', undefined)),
      store.playbooks.saveDraft(draft('of ben', 'ben', undefined)),
    ]);
    const sources = outcomes.map((one) => one.draft?.source);
    expect(outcomes.map((one) => one.outcome).sort()).toEqual(['changed', 'saved']);
    expect(new Set(sources).size).toBe(1);
  });
});

describe('a published version', () => {
  it('can be retired and restored, but not changed', async () => {
    await store.playbooks.importShipped(definition('one'));
    await store.playbooks.retire('kidnap', 1);
    expect(await store.playbooks.listPublished()).toEqual([]);
    await store.playbooks.restore('kidnap', 1);
    expect(await store.playbooks.listPublished()).toHaveLength(1);
    await expect(store.playbooks.restore('kidnap', 1)).rejects.toMatchObject({ code: 'notFound' });
    expect(await store.playbooks.listPublished()).toHaveLength(1);

    const client = new Client({ connectionString: url });
    await client.connect();
    await expect(
      client.query("update playbook_versions set source = 'other'"),
    ).rejects.toMatchObject({ code: 'TS001' });
    await expect(client.query('delete from playbook_versions')).rejects.toMatchObject({
      code: 'TS001',
    });
    await client.end();
  });
});
