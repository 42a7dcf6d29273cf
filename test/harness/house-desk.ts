import type { MailboxView, PhoneView } from '../../channels/simulated/control.ts';
import type { SimulatedProvider } from '../../channels/simulated/provider.ts';
import type { SimulatedText } from '../../channels/simulated/records.ts';
import type { Directory } from '../../domain/people/person.ts';
import { eventually } from './eventually.ts';

/** An answer of the API. */
export interface Answered {
  readonly status: number;
  /** The parsed body; the story picks what it needs. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Asking {
  readonly body?: unknown;
  /** Bearer key; the administrator's by default. */
  readonly key?: string | undefined;
  readonly idempotencyKey?: string;
}

/** What to start; an exercise at sixty times the pace unless the story says otherwise. */
export interface StartAsked {
  readonly playbook: string;
  readonly codeName?: string;
  readonly mode?: 'live' | 'exercise';
  readonly timeFactor?: number;
  readonly activate?: boolean;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** How a story speaks to the house from outside: over HTTP, and on the people's phones. */
export interface Desk {
  call(method: string, path: string, asking?: Asking): Promise<Answered>;
  /** Starts an incident. @returns its id. @throws Error when the answer is not 201 */
  start(asked: StartAsked, key?: string): Promise<string>;
  /** An incident as the API shows it. @throws Error when the answer is not 200 */
  incident(id: string, key?: string): Promise<Readonly<Record<string, unknown>>>;
  /** Bearer key of a coordinator who is this person. @throws Error for somebody without one */
  keyOf(person: string): string;
  numberOf(person: string): string;
  phone(person: string): PhoneView;
  mailbox(person: string): MailboxView;
  /** Texts that came to the person's phone, oldest first. */
  texts(person: string): readonly SimulatedText[];
  /** Waits for the nth text (from 1) that the words fit. */
  text(person: string, words: RegExp, n?: number): Promise<SimulatedText>;
  /** Sends a text from the person's phone. @returns its provider id */
  replies(person: string, body: string): string;
  /** Waits for a page (with these words) and answers it with its own code. */
  acknowledges(person: string, words?: RegExp): Promise<void>;
}

const PATIENCE_MS = 60_000;
const ANSWER_MS = 30_000;

export function openDesk(house: {
  readonly url: string;
  readonly adminKey: string;
  readonly provider: SimulatedProvider;
  readonly directory: Directory;
  readonly keys: ReadonlyMap<string, string>;
}): Desk {
  const { provider, directory } = house;
  const contact = (person: string, channel: string): string => {
    const found = directory.people[person]?.contacts.find((one) => one.channel === channel);
    if (found === undefined) throw new Error(`${person} has no ${channel} here`);
    return found.address;
  };
  const call = (method: string, path: string, asking: Asking = {}): Promise<Answered> =>
    request(new URL(path, house.url), method, { key: house.adminKey, ...asking });
  const texts = (person: string): readonly SimulatedText[] =>
    provider
      .phone(contact(person, 'sms'))
      .texts.filter(({ direction }) => direction === 'outbound-api');
  const text = (person: string, words: RegExp, n = 1): Promise<SimulatedText> =>
    eventually(
      `text ${n} to ${person} with ${words.source}`,
      () => texts(person).filter(({ body }) => words.test(body))[n - 1],
      PATIENCE_MS,
    );
  const replies = (person: string, body: string): string =>
    provider.reply(contact(person, 'sms'), body);
  return {
    call,
    async start(asked, key) {
      const body = { mode: 'exercise', timeFactor: 60, facts: {}, ...asked };
      const answer = await call('POST', '/v1/incidents', { body, ...(key && { key }) });
      return String(expectStatus(answer, 201)['id']);
    },
    async incident(id, key) {
      const answer = await call('GET', `/v1/incidents/${id}`, key === undefined ? {} : { key });
      return expectStatus(answer, 200);
    },
    keyOf(person) {
      const key = house.keys.get(person);
      if (key === undefined) throw new Error(`${person} has no key here`);
      return key;
    },
    numberOf: (person) => contact(person, 'sms'),
    phone: (person) => provider.phone(contact(person, 'sms')),
    mailbox: (person) => provider.mailbox(contact(person, 'email')),
    texts,
    text,
    replies,
    async acknowledges(person, words = PAGE) {
      replies(person, codeIn((await text(person, words)).body));
    },
  };
}

/** A first page of one task, in either language. */
export const PAGE = /: (task|tache) \d+ (for you|pour vous)/;
/** The same page again, by the ladder's own resend. */
export const AGAIN = /: (again|rappel), (task|tache) \d+ (for you|pour vous)/;
/** Any of the two. */
export const ANY_PAGE = /(task|tache) \d+ (for you|pour vous)/;
/** The confirmation that the task is held now. */
export const HELD = /(holds task|a maintenant la tache|a la tache) \d+/;

/** The reply code in a page. @throws Error when there is none */
export function codeIn(body: string): string {
  const code = /(?:Reply|Répondez) (\d\d)/.exec(body)?.[1];
  if (code === undefined) throw new Error(`no code in: ${body}`);
  return code;
}

async function request(url: URL, method: string, asking: Asking): Promise<Answered> {
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${asking.key ?? ''}`,
      ...(asking.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(asking.idempotencyKey === undefined ? {} : { 'idempotency-key': asking.idempotencyKey }),
    },
    ...(asking.body === undefined ? {} : { body: JSON.stringify(asking.body) }),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const text = await answer.text();
  const parsed: unknown = text.startsWith('{') ? JSON.parse(text) : {};
  // Every JSON answer of the API is an object.
  return { status: answer.status, body: parsed as Readonly<Record<string, unknown>> };
}

function expectStatus({ status, body }: Answered, expected: number): Answered['body'] {
  if (status === expected) return body;
  throw new Error(`expected ${expected}, got ${status}: ${JSON.stringify(body)}`);
}
