import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { createApi, type Api, type Mount } from '../../api/create-api.ts';
import { createLinkTokens, type LinkTokens } from '../../channels/link-token.ts';
import { createEncryptedCache, type EncryptedCache } from '../../store/encrypted-cache.ts';
import type { Engine } from './engine.ts';

/** What an address answered. */
export interface Said {
  readonly status: number;
  readonly headers: Headers;
  /** JSON; any other text stands in `text`. */
  readonly body: Record<string, unknown>;
}
export interface Asking {
  readonly key?: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly headers?: Record<string, string>;
}

/** The HTTP API in front of an engine, on a free port. Pages behind links come as JSON. */
export interface HttpApi {
  readonly url: string;
  readonly api: Api;
  readonly adminKey: string;
  readonly links: LinkTokens;
  readonly offlineFile: EncryptedCache;
  /** Addresses of the one-time links of keys, as they were sent, the newest last. */
  readonly claims: readonly string[];
  ask(method: string, path: string, asking?: Asking): Promise<Said>;
  /** A person's key, made and claimed the way people do it; kept for the next time. */
  keyOf(person: string, access?: string): Promise<string>;
  close(): Promise<void>;
}

/** Credentials by which tests sign webhooks. */
export const WEBHOOKS = {
  accountSid: `AC${'0'.repeat(32)}`,
  from: '+15005550006',
  authTokens: ['token'],
} as const;

export async function startHttpApi(engine: Engine, mount?: Mount): Promise<HttpApi> {
  const home = await mkdtemp(join(tmpdir(), 'tocsin-api-'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address of this shape.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const adminKey = 'test-admin-key-0123456789';
  const idKey = Buffer.alloc(32, 7);
  const links = createLinkTokens(idKey);
  const claims: string[] = [];
  const offlineFile = createEncryptedCache(join(home, 'copy'), [
    { id: 'k', key: Buffer.alloc(32, 1) },
  ]);
  const api = createApi(
    {
      settings: {
        publicUrl: url,
        adminApiKey: adminKey,
        idKey,
        channels: { sms: 'simulated', email: 'simulated' },
        mayCompressTime: true,
        webhooks: WEBHOOKS,
        version: '0.1.0',
      },
      temporal: engine.client,
      store: engine.store,
      offlineFile,
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
    },
    mount,
  );
  server.on('request', api.app);
  await api.begin();
  const ask = (method: string, path: string, asking: Asking = {}) =>
    askAt(url + path, method, asking);
  const keys = new Map<string, string>();
  return {
    url,
    api,
    adminKey,
    links,
    offlineFile,
    claims,
    ask,
    async keyOf(person, access = 'coordinator') {
      const known = keys.get(person);
      if (known !== undefined) return known;
      await ask('POST', `/v1/people/${person}/keys`, { key: adminKey, body: { access } });
      const claim = claims.at(-1)?.slice(url.length) ?? '';
      const fresh = await ask('POST', claim, { headers: { accept: 'application/json' } });
      const key = String(fresh.body['key']);
      keys.set(person, key);
      return key;
    },
    async close() {
      await api.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function askAt(address: string, method: string, asking: Asking): Promise<Said> {
  const { key, body, idempotencyKey, headers } = asking;
  const answer = await fetch(address, {
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
    // A JSON answer of this API is always an object.
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : { text },
  };
}
