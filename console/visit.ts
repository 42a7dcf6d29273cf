/** One request to the console: who it is, in which language, and how it is answered. */
import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { z } from 'zod';
import type { Language } from '../domain/plan.ts';
import type { Asked, Door, Reply, Visitor } from './door.ts';
import type { Frame } from './frame.ts';
import { CONTENT_SECURITY_POLICY } from './layout.ts';
import { SAID_COOKIE, readSaid, tellSaid, writeSaid } from './said.ts';
import type { Kept } from './said.ts';
import { problem } from './shown.ts';
import { drawError } from './sign-in-page.ts';
import { sayIn } from './texts.ts';

const LANGUAGE_COOKIE = 'tocsin-lang';
const YEAR_SECONDS = 31_536_000;
const SAID_SECONDS = 60;

/** A request of somebody signed in. */
export interface Visit {
  readonly door: Door;
  readonly request: Request;
  readonly response: Response;
  readonly visitor: Visitor;
  readonly language: Language;
  /** What the last deed led to, if this is the page after it. */
  readonly said: Kept | undefined;
}

export type Handler = (visit: Visit) => Promise<void>;

/** Wraps a handler: signs in whoever is not, and turns failures into pages. */
export function signedIn(door: Door, handle: Handler) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    if (switchLanguage(request, response)) return;
    try {
      const visitor = await door.visitor(request);
      if (visitor === undefined) {
        response.redirect(303, '/sign-in');
        return;
      }
      const said = readSaid(cookieOf(request, SAID_COOKIE));
      if (said !== undefined && request.method === 'GET') setCookie(response, SAID_COOKIE, '', 0);
      const language = languageOf(request);
      await handle({ door, request, response, visitor, language, said });
    } catch (error) {
      if (!showFault(error, request, response)) next(error);
    }
  };
}

/** An error with a problem document is shown in its own words; false for any other. */
function showFault(error: unknown, request: Request, response: Response): boolean {
  const body =
    typeof error === 'object' && error !== null && 'body' in error ? error.body : undefined;
  const read = problem.safeParse(body);
  if (!read.success || response.headersSent) return false;
  const { status } = z.object({ status: z.number().catch(500) }).parse(body);
  sendHtml(response, drawError(read.data.title, languageOf(request)), status);
  return true;
}

export function sendHtml(response: Response, page: string, status = 200): void {
  response
    .status(status)
    .set('Content-Security-Policy', CONTENT_SECURITY_POLICY)
    .set('Referrer-Policy', 'no-referrer')
    .type('html')
    .send(page);
}

/** The page for a refusal while reading. */
export function sendRefusal({ response, language }: Visit, reply: Reply): void {
  const read = problem.safeParse(reply.body);
  const text = read.success ? read.data.title : sayIn(language)('error.notFound');
  sendHtml(response, drawError(text, language), reply.status);
}

/** After a deed: the next page tells what it led to. */
export function redirectWith({ response }: Pick<Visit, 'response'>, to: string, said: Kept): void {
  setCookie(response, SAID_COOKIE, writeSaid(said), SAID_SECONDS);
  response.redirect(303, to);
}

export function ask(visit: Visit, asked: Omit<Asked, 'language'>): Promise<Reply> {
  return visit.door.ask(visit.request, { ...asked, language: visit.language });
}

/** Reads an operation's answer; undefined when it was refused. */
export async function read<T>(
  visit: Visit,
  asked: Omit<Asked, 'language'>,
  shape: z.ZodType<T>,
): Promise<T | undefined> {
  const reply = await ask(visit, asked);
  return reply.status >= 400 ? undefined : shape.parse(reply.body);
}

/** What pages are drawn with. @param now the clock that "today" is told by; the real one by default */
export async function frameOf(
  visit: Visit,
  more: { readonly now?: number; readonly incident?: string } = {},
): Promise<Frame> {
  const { door, request, visitor, language, said } = visit;
  const [people, self, house] = await Promise.all([
    door.people(request, more.incident),
    door.self(request),
    door.house(),
  ]);
  return {
    say: sayIn(language),
    language,
    timeZone: self?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    now: more.now ?? door.now(),
    visitor,
    house,
    people: new Map(people.map((person) => [person.id, person])),
    csrf: door.csrfToken(request),
    once: randomUUID,
    said: said === undefined ? undefined : tellSaid(said, language),
  };
}

/** `?lang=fr` is remembered, and leaves the address. True: the answer has been given. */
export function switchLanguage(request: Request, response: Response): boolean {
  const chosen = request.query['lang'];
  if (request.method !== 'GET' || (chosen !== 'en' && chosen !== 'fr')) return false;
  setCookie(response, LANGUAGE_COOKIE, chosen, YEAR_SECONDS);
  response.redirect(303, request.path);
  return true;
}

/** As chosen, else as the browser asks. */
export function languageOf(request: Request): Language {
  const chosen = cookieOf(request, LANGUAGE_COOKIE);
  if (chosen === 'en' || chosen === 'fr') return chosen;
  return request.acceptsLanguages('en', 'fr') === 'fr' ? 'fr' : 'en';
}

function setCookie(response: Response, name: string, value: string, seconds: number): void {
  response.append(
    'Set-Cookie',
    `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}`,
  );
}

function cookieOf(request: Request, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, ...rest] = part.trim().split('=');
    if (key === name) return rest.join('=');
  }
  return undefined;
}
