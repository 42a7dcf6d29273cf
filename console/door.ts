/**
 * What the console asks of the API it is mounted in: the same operations, checked by the same
 * schemas and the same table of who may ask for what. The console decides nothing by itself.
 */
import type { Request } from 'express';
import type { Access } from '../domain/incident/commands.ts';
import type { Language } from '../domain/plan.ts';
import type { Person, PersonId } from '../domain/people/person.ts';

/** Who is signed in. `person` is missing for the key that belongs to nobody. */
export interface Visitor {
  readonly person?: PersonId;
  readonly access: Access;
}

/** One operation of the API, by its name in the OpenAPI document. */
export interface Asked {
  readonly operation: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly language: Language;
  /** As the header of the same name: a form sent twice acts once. */
  readonly idempotencyKey?: string;
}

/** As over HTTP: a refusal is a status of 400 or more with a problem document (RFC 9457). */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** What the banner on every screen tells of the house itself. */
export interface HouseState {
  /** No provider is configured: pages go to simulated phones. */
  readonly simulated: boolean;
  readonly databaseDown: boolean;
}

/** A text or an e-mail as the simulated phones page shows it. */
export interface SimulatedMessage {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly inbound: boolean;
  readonly status: string;
  readonly body: string;
  readonly subject?: string;
}
export interface SimulatedPhone {
  readonly number: string;
  readonly off: boolean;
  readonly optedOut: boolean;
  readonly messages: readonly SimulatedMessage[];
}
export interface SimulatedMailbox {
  readonly address: string;
  readonly messages: readonly SimulatedMessage[];
}

/** The control interface of the simulated provider. */
export interface SimulatedPhones {
  phones(): Promise<readonly SimulatedPhone[]>;
  mailboxes(): Promise<readonly SimulatedMailbox[]>;
  /** Texts Tocsin from this phone; it comes back as the provider's signed webhook. */
  reply(number: string, body: string): Promise<void>;
  switchPhone(number: string, off: boolean): Promise<void>;
}

export interface Door {
  /**
   * Whose session this is; undefined without one. For anything but a GET the CSRF token among the
   * form's fields is checked. @throws an error with `body` (a problem) when it is missing or access
   * is suspended
   */
  visitor(request: Request): Promise<Visitor | undefined>;
  /** What every form of this session carries in its field `csrf`. */
  csrfToken(request: Request): string;
  /** `Set-Cookie` for whoever shows a valid key; undefined for a wrong one. */
  signIn(key: string): Promise<string | undefined>;
  /** `Set-Cookie` that ends the session. */
  signOut(): string;
  /** Never throws for a refusal; see Reply. */
  ask(request: Request, asked: Asked): Promise<Reply>;
  /**
   * Whom this visitor may look up, without the contacts that must not be used: suppressed ones, and
   * with `incident` those that its facts have suppressed, in the same step (R06). Nobody for
   * visitors who may not read people.
   */
  people(request: Request, incident?: string): Promise<readonly Person[]>;
  /** Name, language and time zone of whoever is signed in; undefined for the key of nobody. */
  self(request: Request): Promise<Person | undefined>;
  house(): Promise<HouseState>;
  /** Undefined once a real provider is set: then there are no simulated phones. */
  readonly phones?: SimulatedPhones | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
