import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Directory } from '../domain/people/person.ts';
import { startEngine } from '../test/harness/engine.ts';
import type { Engine } from '../test/harness/engine.ts';
import { eventually } from '../test/harness/eventually.ts';
import { WEBHOOKS, startHttpApi } from '../test/harness/http-api.ts';
import type { Asking, HttpApi } from '../test/harness/http-api.ts';
import { organisationFor } from '../test/harness/organisation.ts';
import { kidnapPlan } from '../test/harness/plans.ts';
import { devServer } from '../test/harness/temporal.ts';
import { incidentQuery } from '../workflows/messages.ts';
import type { Mount } from './create-api.ts';

const plan = kidnapPlan();
const organisation = organisationFor(plan);
let directory: Directory = organisation;
let engine: Engine;
let http: HttpApi;
let url = '';
let ADMIN = '';
const ask = (method: string, path: string, asking?: Asking) => http.ask(method, path, asking);
const keyOf = (person: string, access?: string) => http.keyOf(person, access);

/** The least of a console: signing in, and a page's token. */
const console: Mount = (app, { desk }) => {
  app.post('/sign-in', async (request, response) => {
    const cookie = await desk.signIn(request.get('x-key') ?? '');
    if (cookie !== undefined) response.set('Set-Cookie', cookie);
    response.sendStatus(cookie === undefined ? 401 : 204);
  });
  app.get('/token', (request, response) => {
    response.send(desk.csrfToken(request));
  });
};

beforeAll(async () => {
  engine = await startEngine({ server: devServer, directory: () => directory });
  const { playbook: id, hash } = plan;
  await engine.store.playbooks.importShipped({ id, hash, source: '{}', plan });
  http = await startHttpApi(engine, console);
  url = http.url;
  ADMIN = http.adminKey;
}, 90_000);

afterAll(async () => {
  await http.close();
  await engine.close();
});

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
    const sent = await ask('POST', '/v1/people/DO/keys', {
      key: ADMIN,
      body: { access: 'responder' },
    });
    expect(sent.status).toBe(202);
    expect(JSON.stringify(sent.body)).not.toContain('tocsin_');
    expect(await keyOf('CC')).toMatch(/^tocsin_/);
    const again = await ask('POST', http.claims.at(-1)?.slice(url.length) ?? '');
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

  it('hears a reply by signed webhook, and no other', async () => {
    const duty = organisation.people['DO-D']?.contacts[0]?.address ?? '';
    const fields = {
      MessageSid: `SM${'1'.repeat(32)}`,
      AccountSid: WEBHOOKS.accountSid,
      From: duty,
      To: WEBHOOKS.from,
      Body: 'LIST',
    };
    const text = Object.entries(fields)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .flat()
      .join('');
    const address = `${url}/webhooks/twilio/sms`;
    const signature = createHmac('sha1', 'token')
      .update(address + text)
      .digest('base64');
    const post = (headers: Record<string, string>) =>
      fetch(address, { method: 'POST', headers, body: new URLSearchParams(fields) });
    expect((await post({ 'x-twilio-signature': `A${signature.slice(1)}` })).status).toBe(403);
    const taken = await post({ 'x-twilio-signature': signature });
    expect(taken.status).toBe(200);
    expect(await taken.text()).toContain('<Response/>');
    await eventually('the list', () =>
      engine.provider.phone(duty).texts.length > 0 ? true : undefined,
    );
  }, 30_000);

  it('is worked on from a console session, with its token alone', async () => {
    const key = await keyOf('CC');
    const wrong = await fetch(`${url}/sign-in`, { method: 'POST', headers: { 'x-key': 'no' } });
    expect(wrong.status).toBe(401);
    const signed = await fetch(`${url}/sign-in`, { method: 'POST', headers: { 'x-key': key } });
    const cookie = (signed.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const token = await (await fetch(`${url}/token`, { headers: { cookie } })).text();
    const path = `/v1/incidents/${id}`;
    expect((await ask('GET', path, { headers: { cookie } })).status).toBe(200);
    const body = { text: 'from the board' };
    const forged = await ask('POST', `${path}/notes`, { body, headers: { cookie } });
    expect(forged).toMatchObject({ status: 403, body: { code: 'csrf-token-missing' } });
    const headers = { cookie, 'x-csrf-token': token };
    expect((await ask('POST', `${path}/notes`, { body, headers })).status).toBe(200);
  }, 30_000);

  it('lists the shell to readers, and every task page by page', async () => {
    const reader = await keyOf('SPO', 'reader');
    const listed = await eventually('the list', async () => {
      const answer = await ask('GET', '/v1/incidents', { key: reader });
      return JSON.stringify(answer.body).includes(id) ? answer : undefined;
    });
    expect(listed.status).toBe(200);
    const denied = await ask('POST', `/v1/incidents/${id}/notes`, {
      key: reader,
      body: { text: 'x' },
    });
    expect(denied).toMatchObject({ status: 403, body: { code: 'access-denied' } });
    const page = await ask('GET', `/v1/incidents/${id}/tasks?limit=2`, { key: reader });
    expect(page.body['tasks']).toHaveLength(2);
    expect(page.body['next']).toBe(2);
    const french = await ask('GET', `/v1/incidents/${id}/roles`, {
      key: reader,
      headers: { 'accept-language': 'fr' },
    });
    expect(JSON.stringify(french.body)).toContain(plan.roles['CC']?.title.fr ?? 'missing');
  }, 30_000);

  it('is acted on through a link, with the number of the message alone', async () => {
    const state = await engine.client.workflow.getHandle(`incident-${id}`).query(incidentQuery);
    const open = Object.values(state.tasks).find(({ status }) => status === 'open');
    const [person = ''] = Object.entries(state.personNumbers)[0] ?? [];
    const token = http.links.mint({
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
    // Another process, or the next one: the incident knows.
    const other = await startHttpApi(engine);
    try {
      const answer = await fetch(`${other.url}/t/${token}`, {
        method: 'POST',
        body: new URLSearchParams({ choice: '47' }),
      });
      expect(await answer.json()).toMatchObject({ kind: 'burnt' });
    } finally {
      await other.close();
    }
  }, 30_000);

  it('hears of a new roster while it runs', async () => {
    const handle = engine.client.workflow.getHandle(`incident-${id}`);
    const body = { holders: ['DO-D', 'DO'] };
    await ask('PUT', '/v1/roster/DO', { key: ADMIN, body });
    const holders = await eventually('the news', async () => {
      const { directory: known } = await handle.query(incidentQuery);
      return known.roster['DO']?.[0] === 'DO-D' ? known.roster['DO'] : undefined;
    });
    expect(holders).toEqual(['DO-D', 'DO']);
    const roles = await ask('GET', `/v1/incidents/${id}/roles`, { key: await keyOf('CC') });
    expect(JSON.stringify(roles.body)).toContain('["DO-D","DO"]');
  }, 30_000);

  it('takes a command while no worker is there, and applies it once there is', async () => {
    const key = await keyOf('CC');
    const notes = `/v1/incidents/${id}/notes`;
    const asking = { key, body: { text: 'NO-WORKER' }, idempotencyKey: 'no-worker' };
    await engine.stopWorkers();
    const received = await ask('POST', notes, asking).finally(() => engine.startWorkers());
    expect(received).toMatchObject({ status: 202, body: { incident: id, status: 'received' } });
    const again = await ask('POST', notes, asking);
    expect(again.status).toBe(200);
    const log = await ask('GET', `/v1/incidents/${id}/log?limit=1000`, { key });
    expect(JSON.stringify(log.body).split('NO-WORKER')).toHaveLength(2);
  }, 60_000);

  it('goes on without the database: starts, commands and reads', async () => {
    const key = await keyOf('CC');
    await http.api.begin();
    await eventually('the encrypted copy', async () =>
      (await http.offlineFile.load()) === undefined ? undefined : true,
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
