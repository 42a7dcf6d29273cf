/**
 * Idempotency-Key on every POST: the repeat of a success gets the first answer again. While the
 * database is down the ids computed from caller and key still keep a start or a command single.
 */
import { canonicalJson } from '../store/canonical-json.ts';
import type { Idempotency } from '../store/idempotency.ts';
import { StoreError } from '../store/store-error.ts';
import { problem } from './problem.ts';
import type { Answer, RawCall } from './route.ts';

const HEADER = /^[\x21-\x7e]{1,255}$/;

/** The header, if it is well-formed. @throws Problem 422 */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (HEADER.test(header)) return header;
  throw problem('invalid-request', {
    errors: [
      { field: 'Idempotency-Key', detail: '1 to 255 visible ASCII characters are expected.' },
    ],
  });
}

export interface Repeats {
  /** Runs the deed once for each caller and key, and answers a repeat with what the first got. */
  once(call: RawCall, deed: () => Promise<Answer>): Promise<Answer>;
}

export function createRepeats(store: Idempotency): Repeats {
  /** Under way in this process: a repeat that comes meanwhile waits for the first. */
  const running = new Map<string, Promise<unknown>>();
  return {
    async once(call, deed) {
      const { idempotencyKey } = call;
      if (idempotencyKey === undefined) return deed();
      const key = { caller: call.caller.id, key: idempotencyKey };
      const place = JSON.stringify(key);
      const before = running.get(place)?.catch(() => undefined) ?? Promise.resolve();
      const answering = before.then(() =>
        answerOnce(store, { key, request: requestText(call), deed }),
      );
      running.set(place, answering);
      try {
        return await answering;
      } finally {
        if (running.get(place) === answering) running.delete(place);
      }
    },
  };
}

interface Once {
  readonly key: { readonly caller: string; readonly key: string };
  readonly request: string;
  readonly deed: () => Promise<Answer>;
}

async function answerOnce(store: Idempotency, { key, request, deed }: Once): Promise<Answer> {
  const known = await unlessDown(store.find(key, request));
  if (known !== undefined) {
    if (!known.sameRequest) throw problem('idempotency-key-reused');
    return {
      status: known.status,
      headers: { ...known.headers, 'Idempotency-Replayed': 'true' },
      ...(known.body === '' ? {} : { body: JSON.parse(known.body) as unknown }),
    };
  }
  const answer = await deed();
  if (answer.status < 300 && answer.passing !== true && answer.stream === undefined) {
    const body = answer.body === undefined ? '' : JSON.stringify(answer.body);
    const given = { status: answer.status, headers: answer.headers ?? {}, body };
    await unlessDown(store.remember(key, request, given));
  }
  return answer;
}

/** What makes two requests the same: method, address and body, whatever the order of its members. */
function requestText({ request, body }: RawCall): string {
  return `${request.method} ${request.originalUrl}\n${canonicalJson(body ?? {})}`;
}

async function unlessDown<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'unavailable') return undefined;
    throw error;
  }
}
