/** Tocsin's HTTP API as the terminal programs speak it. */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Language } from '../../domain/plan.ts';
import { logLine, problem } from '../shown.ts';
import type { LogLine, Problem } from '../shown.ts';
import { readEvents } from './event-stream.ts';

const LIMIT_MS = 15_000;

/** Where the API stands, and who asks. */
export interface Access {
  /** Without a slash at its end. */
  readonly url: string;
  readonly key: string;
  readonly language: Language;
}

/** A refusal, as the API words it. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly problem: Problem;
  constructor(found: Problem) {
    super(
      [found.title, found.detail, ...(found.errors ?? []).map((e) => `${e.field}: ${e.detail}`)]
        .filter((text) => text !== undefined)
        .join(' '),
    );
    this.problem = found;
  }
}

export interface HttpClient {
  /** @throws RefusedError; Error when nothing answers */
  get<T>(path: string, shape: z.ZodType<T>): Promise<T>;
  send<T>(method: 'POST' | 'PUT', path: string, body: object, shape: z.ZodType<T>): Promise<T>;
  /** Posts an empty form. */
  press<T>(path: string, shape: z.ZodType<T>): Promise<T>;
  /** The log after a sequence number, as it grows; ends when the connection does. */
  follow(incident: string, after: number, stop: AbortSignal): AsyncGenerator<LogLine>;
  /** The same address with another person's key. */
  as(key: string): HttpClient;
}

export function createHttpClient(access: Access): HttpClient {
  const { url, key, language } = access;
  const headers = { authorization: `Bearer ${key}`, 'accept-language': language };
  const call = async <T>(path: string, init: RequestInit, shape: z.ZodType<T>): Promise<T> => {
    const answer = await reach(url, path, { ...init, signal: AbortSignal.timeout(LIMIT_MS) });
    const body: unknown = await answer.json().catch(() => undefined);
    if (answer.ok) return shape.parse(body);
    const found = problem.safeParse(body);
    const title = `The address answers with status ${answer.status}.`;
    throw new RefusedError(found.success ? found.data : { code: 'unknown', title });
  };
  return {
    get: (path, shape) => call(path, { headers }, shape),
    send: (method, path, body, shape) =>
      call(
        path,
        {
          method,
          headers: {
            ...headers,
            'content-type': 'application/json',
            ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
          },
          body: JSON.stringify(body),
        },
        shape,
      ),
    press: (path, shape) =>
      call(path, { method: 'POST', headers: { accept: 'application/json' } }, shape),
    async *follow(incident, after, stop) {
      const path = `/v1/incidents/${incident}/events?after=${after}`;
      const answer = await reach(url, path, { headers, signal: stop });
      if (!answer.ok || answer.body === null) return;
      for await (const data of readEvents(answer.body)) yield logLine.parse(JSON.parse(data));
    },
    as: (other) => createHttpClient({ ...access, key: other }),
  };
}

async function reach(url: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url + path, init);
  } catch (error) {
    if (init.signal?.aborted === true && error instanceof Error && error.name === 'AbortError') {
      throw error;
    }
    throw new Error(
      `Nothing answers at ${url}. Start Tocsin there (npm start), or name another address with --url.`,
      { cause: error },
    );
  }
}
