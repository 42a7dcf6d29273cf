/**
 * The phones, in the benchmark's own process: Twilio's Messages resource on loopback, so that the
 * instant at which Tocsin's request comes in is the instant that is measured.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listJson, messageJson } from '../channels/simulated/message-json.ts';
import type { SimulatedText } from '../channels/simulated/records.ts';
import { signatureOf, type WebhookFields } from '../channels/simulated/webhooks.ts';

/** A text that Tocsin sent. */
export interface PhoneText extends SimulatedText {
  /** When the request came in, epoch milliseconds with fractions. */
  readonly at: number;
}

export interface Posted {
  /** Epoch milliseconds with fractions. */
  readonly from: number;
  readonly answered: number;
}

export interface Phones {
  readonly url: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly number: string;
  /** Where webhooks go; set once the API's port is known. */
  publicUrl: string;
  /** Whether status callbacks are posted (sent, delivered); off at first. */
  reportsDelivery: boolean;
  /** How many texts came to the number so far. */
  count(number: string): number;
  /** Waits for the nth text (from 1) to the number. @throws Error when it does not come in time */
  text(number: string, nth: number, limitMs?: number): Promise<PhoneText>;
  /** Posts a text as the provider does, signed. @throws Error when the webhook is not answered 200 */
  reply(number: string, body: string): Promise<Posted>;
  /** Waits until every status callback was answered. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly nth: number;
  readonly take: (text: PhoneText) => void;
}

/** Epoch milliseconds with fractions. */
export const instant = (): number => performance.timeOrigin + performance.now();

const TEXT_LIMIT_MS = 120_000;
const ANSWER_LIMIT_MS = 60_000;
const NUMBER = '+15005550006';

class TextBook {
  readonly all: PhoneText[] = [];
  readonly #byNumber = new Map<string, PhoneText[]>();
  readonly #waiting = new Map<string, Waiting[]>();

  of(number: string): readonly PhoneText[] {
    return this.#byNumber.get(number) ?? [];
  }

  add(text: PhoneText): void {
    this.all.push(text);
    const texts = [...this.of(text.to), text];
    this.#byNumber.set(text.to, texts);
    const waiting = this.#waiting.get(text.to) ?? [];
    this.#waiting.set(
      text.to,
      waiting.filter(({ nth }) => nth > texts.length),
    );
    for (const { nth, take } of waiting) if (nth <= texts.length) take(text);
  }

  wait(number: string, nth: number, limitMs: number): Promise<PhoneText> {
    const there = this.of(number)[nth - 1];
    if (there !== undefined) return Promise.resolve(there);
    return new Promise((resolve, reject) => {
      const give = setTimeout(() => {
        reject(new Error(`text ${nth} to a phone did not come within ${limitMs / 1_000} s`));
      }, limitMs);
      const take = (text: PhoneText): void => {
        clearTimeout(give);
        resolve(text);
      };
      this.#waiting.set(number, [...(this.#waiting.get(number) ?? []), { nth, take }]);
    });
  }
}

export async function startPhones(): Promise<Phones> {
  const accountSid = `AC${randomBytes(16).toString('hex')}`;
  const authToken = randomBytes(16).toString('hex');
  const book = new TextBook();
  const callbacks = new Set<Promise<unknown>>();
  const server = createServer((request, response) => {
    const at = instant();
    answer(request, response, at).catch(() => response.destroy());
  });
  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    at: number,
  ): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method === 'POST') {
      const text = textOf(await bodyOf(request), at);
      book.add(text);
      sendJson(response, 201, messageJson(text, accountSid));
      if (phones.reportsDelivery) report(text);
      return;
    }
    const to = url.searchParams.get('To') ?? undefined;
    const size = Number(url.searchParams.get('PageSize') ?? 50);
    const listing = { to, page: 0, pageSize: size };
    sendJson(response, 200, listJson(book.all, listing, accountSid));
  };
  const report = (text: PhoneText): void => {
    const posting = (async () => {
      for (const status of ['sent', 'delivered']) {
        if (text.statusCallback === undefined) return;
        await post(text.statusCallback, {
          AccountSid: accountSid,
          ApiVersion: '2010-04-01',
          MessageSid: text.sid,
          SmsSid: text.sid,
          MessageStatus: status,
          SmsStatus: status,
          From: text.from,
          To: text.to,
        });
      }
    })();
    callbacks.add(posting);
    posting
      .catch(() => undefined)
      .finally(() => callbacks.delete(posting))
      .catch(() => undefined);
  };
  const post = async (url: string, fields: WebhookFields): Promise<number> => {
    const reply = await fetch(url, {
      method: 'POST',
      headers: { 'X-Twilio-Signature': signatureOf(authToken, url, fields) },
      body: new URLSearchParams(fields),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    await reply.arrayBuffer();
    return reply.status;
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address of this shape.
  const { port } = server.address() as AddressInfo;
  const phones: Phones = {
    ...{ accountSid, authToken, number: NUMBER, publicUrl: '', reportsDelivery: false },
    url: `http://127.0.0.1:${port}`,
    count: (number) => book.of(number).length,
    text: (number, nth, limitMs = TEXT_LIMIT_MS) => book.wait(number, nth, limitMs),
    reply: async (number, body) => {
      const sid = `SM${randomBytes(16).toString('hex')}`;
      const from = instant();
      const status = await post(`${phones.publicUrl}/webhooks/twilio/sms`, {
        ...{ AccountSid: accountSid, ApiVersion: '2010-04-01', Body: body, From: number },
        ...{ To: NUMBER, MessageSid: sid, SmsMessageSid: sid, SmsSid: sid },
        ...{ SmsStatus: 'received', NumMedia: '0', NumSegments: '1' },
      });
      if (status !== 200) throw new Error(`a reply was answered ${status}; expected 200`);
      return { from, answered: instant() };
    },
    settled: async () => {
      while (callbacks.size > 0) await Promise.allSettled([...callbacks]);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return phones;
}

function textOf(form: URLSearchParams, at: number): PhoneText {
  const statusCallback = form.get('StatusCallback') ?? undefined;
  const created = Math.floor(at);
  return {
    sid: `SM${randomBytes(16).toString('hex')}`,
    direction: 'outbound-api',
    from: form.get('From') ?? NUMBER,
    to: form.get('To') ?? '',
    body: form.get('Body') ?? '',
    ...{ at, createdAt: created, updatedAt: created, status: 'queued' },
    ...(statusCallback === undefined ? {} : { statusCallback }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  // A request without an encoding set gives buffers.
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The reply code in a page. @throws Error when there is none */
export function codeIn(body: string): string {
  const code = /(?:Reply|code) (\d{2,3})\b/.exec(body)?.[1];
  if (code === undefined) throw new Error('a page without a reply code came');
  return code;
}
