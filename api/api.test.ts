import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLinkTokens } from '../channels/link-token.ts';
import type { Directory } from '../domain/people/person.ts';
import { createEncryptedCache } from '../store/encrypted-cache.ts';
import { startEngine } from '../test/harness/engine.ts';
import type { Engine } from '../test/harness/engine.ts';
import { eventually } from '../test/harness/eventually.ts';
import { organisationFor } from '../test/harness/organisation.ts';
import { kidnapPlan } from '../test/harness/plans.ts';
import { devServer } from '../test/harness/temporal.ts';
import { createApi } from './create-api.ts';
import type { Api } from './create-api.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ADMIN = 'test-admin-key-0123456789';
const idKey = Buffer.alloc(32, 7);
const plan = kidnapPlan();
const organisation = organisationFor(plan);
let directory: Directory = organisation;
let engine: Engine;
let api: Api;
let server: Server;
let url = '';
let home = '';
const links = createLinkTokens(idKey);
const claims: string[] = [];

beforeAll(async () => {
  engine = await startEngine({ server: devServer, directory: () => directory });
  home = await mkdtemp(join(tmpdir(), 'tocsin-api-'));
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address of this shape.
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { store } = engine;
  await store.playbooks.importShipped({
    id: plan.playbook,
    hash: plan.hash,
    source: '{}',
    plan,
  });
  api = createApi({
    settings: {
      publicUrl: url,
      adminApiKey: ADMIN,
      idKey,
      channels: { sms: 'simulated', email: 'simulated' },
      mayCompressTime: true,
      webhooks: { accountSid: `AC${'0'.repeat(32)}`, from: '+15005550006', authTokens: ['token'] },
      version: '0.1.0',
    },
    temporal: engine.client,
    store,
    offlineFile: createEncryptedCache(join(home, 'copy'), [{ id: 'k', key: Buffer.alloc(32, 1) }]),
    links,
    claims: {
      send: (claim) => {
        claims.push(claim.url);
        return Promise.resolve();
      },
    },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    now: () => Date.now(),
    hash: engine.hash,
    renderLinkPage: (page) => JSON.stringify(page),
  });
  server.on('request', api.app);
  await api.begin();
}, 90_000);

afterAll(async () => {
  await api.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

interface Said {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}
interface Asking {
  readonly key?: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly headers?: Record<string, string>;
}

async function ask(method: string, path: string, asking: Asking = {}): Promise<Said> {
  const { key, body, idempotencyKey, headers } = asking;
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  return {
    status: answer.status,
    headers: answer.headers,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : { text },
  };
}

const keys: Record<string, string> = {};
async function keyOf(person: string, access = 'coordinator'): Promise<string> {
  const known = keys[person];
  if (known !== undefined) return known;
  const sent = await ask('POST', `/v1/people/${person}/keys`, { key: ADMIN, body: { access } });
  expect(sent.status).toBe(202);
  expect(JSON.stringify(sent.body)).not.toContain('tocsin_');
  const claim = claims.at(-1)?.slice(url.length) ?? '';
  const fresh = await ask('POST', claim, { headers: { accept: 'application/json' } });
  expect(fresh.status).toBe(200);
  keys[person] = String(fresh.body['key']);
  return keys[person];
}

describe('setting up', () => {
  it('keeps people and roster, and tells what is wrong with a wrong one', async () => {
    for (const { id, ...person } of Object.values(organisation.people)) {
      const { fictional: _, ...body } = person;
      const kept = await ask('PUT', `/v1/people/${id}`, { key: ADMIN, body });
      expect(kept.status).toBe(200);
    }
    for (const [role, holders] of Object.entries(organisation.roster)) {
      const kept = await ask('PUT', `/v1/roster/${role}`, { key: ADMIN, body: { holders } });
      expect(kept.status).toBe(200);
    }
    const wrong = await ask('PUT', '/v1/people/eve', {
      key: ADMIN,
      body: { name: 'Eve', language: 'xx', timeZone: 'Mars/Base', contacts: [], secret: 1 },
    });
    expect(wrong.status).toBe(422);
    expect(wrong.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.stringify(wrong.body['errors'])).toMatch(/language.*timeZone.*secret/s);
    directory = await engine.store.directory.readDirectory(Date.now());
  }, 60_000);

  it('yields a key once, to the person, never to the caller', async () => {
    await keyOf('CC');
    const again = await ask('POST', claims.at(-1)?.slice(url.length) ?? '');
    expect(again).toMatchObject({ status: 410, body: { code: 'claim-used' } });
  });
});

describe('the edge', () => {
  it('answers unknown addresses, methods, types and bodies with problems', async () => {
    expect(await ask('GET', '/v1/nothing')).toMatchObject({ status: 404 });
    const method = await ask('PATCH', '/v1/people');
    expect(method).toMatchObject({ status: 405, body: { code: 'method-not-allowed' } });
    expect(method.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect(await ask('GET', '/v1/people')).toMatchObject({ status: 401 });
    expect(await ask('GET', '/v1/people', { key: 'wrong' })).toMatchObject({ status: 401 });
    const big = { key: ADMIN, body: { name: 'x'.repeat(70_000) } };
    expect(await ask('PUT', '/v1/people/big', big)).toMatchObject({ status: 413 });
    const xml = { key: ADMIN, body: {}, headers: { 'content-type': 'text/xml' } };
    expect(await ask('PUT', '/v1/people/x', xml)).toMatchObject({ status: 415 });
    const later = await ask('POST', '/v1/incidents/aaaaaaaaaaaaaaaa/suspend', {
      key: await keyOf('CC'),
    });
    expect(later).toMatchObject({ status: 501, body: { code: 'not-yet-available' } });
  });

  it('refuses an unsigned webhook and a forged link', async () => {
    const posted = await fetch(`${url}/webhooks/twilio/sms`, {
      method: 'POST',
      body: new URLSearchParams({ From: '+12025550010', Body: '47' }),
    });
    expect(posted.status).toBe(403);
    expect((await ask('GET', `/t/${'A'.repeat(40)}`)).status).toBe(404);
  });

  it('is ready, and describes itself', async () => {
    expect(await ask('GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
    expect(await ask('GET', '/openapi.json')).toMatchObject({ body: { openapi: '3.1.0' } });
    expect((await ask('GET', '/metrics')).body['text']).toContain('tocsin_http_request_seconds');
  });
});

describe('an incident over HTTP', () => {
  let id = '';

  it('starts with no facts at all, once for each Idempotency-Key', async () => {
    const key = await keyOf('CC');
    const body = { playbook: plan.playbook, mode: 'live', facts: {} };
    const first = await ask('POST', '/v1/incidents', { key, body, idempotencyKey: 'start-1' });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ status: 'intake', mode: 'live' });
    expect(JSON.stringify(first.body['warnings'])).toContain('simulated-channels');
    expect(first.body['timers']).not.toHaveLength(0);
    id = String(first.body['id']);
    expect(first.headers.get('location')).toBe(`/v1/incidents/${id}`);
    const again = await ask('POST', '/v1/incidents', { key, body, idempotencyKey: 'start-1' });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    const other = await ask('POST', '/v1/incidents', {
      key,
      body: { ...body, activate: true },
      idempotencyKey: 'start-1',
    });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  }, 30_000);

  it('refuses a mistyped fact by its name, and takes `unknown`', async () => {
    const key = await keyOf('CC');
    const choice = Object.entries(plan.facts).find(
      ([, fact]) => fact.type === 'choice' && fact.per === undefined,
    )?.[0];
    const start = (facts: object) =>
      ask('POST', '/v1/incidents?dryRun=true', {
        key,
        body: { playbook: plan.playbook, mode: 'exercise', facts },
      });
    const wrong = await start({ [choice ?? '']: 'SECRET' });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: `facts.${choice}` }] } });
    expect(JSON.stringify(wrong.body)).not.toContain('SECRET');
    expect(await start({ [choice ?? '']: 'unknown' })).toMatchObject({ status: 200 });
    expect(await start({ nonsense: 1 })).toMatchObject({ status: 422 });
  });

  it('is acknowledged, noted and read, each reader as far as the role goes', async () => {
    const key = await keyOf('CC');
    const taken = await ask('POST', `/v1/incidents/${id}/tasks/K0.01/acknowledge`, {
      key,
      body: { person: 'DO', via: 'phone' },
    });
    expect(taken).toMatchObject({ status: 200, body: { incident: id } });
    expect(taken.body['events']).toContain('acknowledged');
    const noted = await ask('POST', `/v1/incidents/${id}/notes`, {
      key,
      body: { text: 'SECRET-NOTE' },
    });
    const seq = Number(noted.body['seq']);
    const own = await ask('GET', `/v1/incidents/${id}/log?atLeast=${seq}&limit=1000`, { key });
    expect(JSON.stringify(own.body)).toContain('SECRET-NOTE');
    const shell = await ask('GET', `/v1/incidents/${id}/log?atLeast=${seq}&limit=1000`, {
      key: ADMIN,
    });
    expect(shell.status).toBe(200);
    expect(JSON.stringify(shell.body)).not.toContain('SECRET-NOTE');
    const seen = await ask('GET', `/v1/incidents/${id}?atLeast=${seq}`, { key });
    expect(seen.body['seq']).toBe(seq);
    const reads = await eventually('the access log', async () => {
      const rows = await engine.store.reads.list(id);
      return rows.length >= 2 ? rows : undefined;
    });
    expect(reads.every(({ reader }) => reader === 'CC')).toBe(true);
  }, 30_000);

  it('says no with the code of the core', async () => {
    const key = await keyOf('CC');
    const close = await ask('POST', `/v1/incidents/${id}/close`, { key });
    expect(close).toMatchObject({ status: 409, body: { code: 'incident-not-closable' } });
    expect(close.body['blockers']).not.toHaveLength(0);
    const task = await ask('POST', `/v1/incidents/${id}/tasks/K9.99/acknowledge`, { key });
    expect(task).toMatchObject({ status: 404, body: { code: 'task-unknown' } });
    const admin = await ask('POST', `/v1/incidents/${id}/close`, { key: ADMIN });
    expect(admin).toMatchObject({ status: 403, body: { code: 'access-denied' } });
    const gone = await ask('GET', '/v1/incidents/aaaaaaaaaaaaaaaa', { key });
    expect(gone).toMatchObject({ status: 404, body: { code: 'incident-unknown' } });
  });

  it('tells the board what happens, as it happens, from where it left off', async () => {
    const key = await keyOf('CC');
    const stop = new AbortController();
    const stream = await fetch(`${url}/v1/incidents/${id}/events`, {
      headers: { authorization: `Bearer ${key}`, 'last-event-id': '0' },
      signal: stop.signal,
    });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    let heard = '';
    const reading = (async () => {
      for await (const chunk of stream.body ?? []) heard += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    await eventually('the past', () => (heard.includes('event: started') ? true : undefined));
    await ask('POST', `/v1/incidents/${id}/notes`, { key, body: { text: 'LIVE-NOTE' } });
    await eventually('the present', () => (heard.includes('LIVE-NOTE') ? true : undefined));
    stop.abort();
    await reading;
  }, 30_000);

  it('is acted on through a link, with the number of the message alone', async () => {
    const { incident } = { incident: await engine.client.workflow.getHandle(`incident-${id}`) };
    const state = (await incident.query('incident')) as {
      personNumbers: Record<string, number>;
      tasks: Record<string, { number: number; id: string; status: string }>;
    };
    const open = Object.values(state.tasks).find(({ status }) => status === 'open');
    const [person = ''] = Object.entries(state.personNumbers)[0] ?? [];
    const token = links.mint({
      incident: id,
      number: open?.number ?? 1,
      personNumber: state.personNumbers[person] ?? 1,
      code: '47',
      expiresAt: Date.now() + 3_600_000,
    });
    const page = await ask('GET', `/t/${token}`);
    const choose = JSON.parse(String(page.body['text'])) as { kind: string; choices: string[] };
    expect(choose.kind).toBe('choose');
    expect(choose.choices).toContain('47');
    const post = async (fields: Record<string, string>) => {
      const answer = await fetch(`${url}/t/${token}`, {
        method: 'POST',
        body: new URLSearchParams(fields),
      });
      return (await answer.json()) as { kind: string; title?: string; outcome?: string };
    };
    expect(await post({ choice: '11' })).toMatchObject({ kind: 'choose', wrong: true });
    expect((await post({ choice: '47' })).kind).toBe('task');
    const result = await post({ choice: '47', verb: 'decline', nonce: 'n1' });
    expect(result.kind).toBe('result');
    expect(await post({ choice: '12' })).toMatchObject({ kind: 'burnt' });
  }, 30_000);

  it('goes on without the database: starts, commands and reads', async () => {
    const key = await keyOf('CC');
    await api.begin();
    await eventually('the encrypted copy', async () =>
      (await createEncryptedCache(join(home, 'copy'), [
        { id: 'k', key: Buffer.alloc(32, 1) },
      ]).load()) === undefined
        ? undefined
        : true,
    );
    await engine.postgres.crash();
    try {
      const body = { playbook: plan.playbook, mode: 'live', facts: {} };
      const asking = { key, body, idempotencyKey: 'without-database' };
      const started = await ask('POST', '/v1/incidents', asking);
      expect(started.status).toBe(201);
      const again = await ask('POST', '/v1/incidents', asking);
      expect(again.body['id']).toBe(started.body['id']);
      const other = await ask('POST', '/v1/incidents', {
        ...asking,
        body: { ...body, mode: 'exercise' },
      });
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
      const path = `/v1/incidents/${String(started.body['id'])}`;
      const noted = await ask('POST', `${path}/notes`, { key, body: { text: 'in the dark' } });
      expect(noted.status).toBe(200);
      expect((await ask('GET', path, { key })).status).toBe(200);
      expect(await ask('GET', '/readyz')).toMatchObject({ body: { status: 'degraded' } });
      expect(await ask('GET', '/v1/people', { key: ADMIN })).toMatchObject({ status: 503 });
    } finally {
      await engine.postgres.restart();
    }
  }, 60_000);
});
