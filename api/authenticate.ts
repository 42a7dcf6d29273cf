import type { Request } from 'express';
import { normaliseAddress } from '../domain/people/person.ts';
import type { Directory, PersonId } from '../domain/people/person.ts';
import type { Caller } from './caller.ts';
import type { OfflineCopy } from './offline-copy.ts';
import { problem } from './problem.ts';
import { isSameText, readCookie } from './session.ts';
import type { Sessions } from './session.ts';

/** Id of the caller whose key belongs to nobody (`ADMIN_API_KEY`). */
export const ADMIN_CALLER = 'admin';
/** What a session of that key is, whatever else its cookie says. */
const ADMIN_SESSION: Caller = { id: ADMIN_CALLER, access: 'administrator', proof: 'session' };
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface Authenticator {
  /**
   * Who calls. Undefined without any credentials; @throws Problem for wrong ones.
   */
  identify(request: Request): Promise<Caller | undefined>;
  /** The caller behind a key, for signing in. */
  byKey(secret: string): Promise<Caller | undefined>;
}

export interface AuthenticatorOptions {
  readonly adminApiKey: string;
  readonly sessions: Sessions;
  readonly offline: OfflineCopy;
  readonly now: () => number;
}

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const byKey = async (secret: string): Promise<Caller | undefined> => {
    if (isSameText(options.adminApiKey, secret)) {
      return { id: ADMIN_CALLER, access: 'administrator', proof: 'key' };
    }
    const key = await options.offline.findKey(secret);
    if (key === undefined) return undefined;
    const { id, access, person } = key;
    return { id, access, proof: 'key', ...(person === undefined ? {} : { person }) };
  };
  return {
    byKey,
    async identify(request) {
      const bearer = bearerOf(request);
      const caller = bearer === undefined ? await bySession(request, options) : await byKey(bearer);
      if (bearer !== undefined && caller === undefined) throw unauthenticated();
      refuseSuspended(caller, options.offline.lastDirectory());
      return caller;
    },
  };
}

/** 401 with the scheme that is expected. */
export function unauthenticated() {
  return problem('not-authenticated', { headers: { 'WWW-Authenticate': 'Bearer' } });
}

function bearerOf(request: Request): string | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  const match = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(header);
  if (match?.[1] === undefined) throw unauthenticated();
  return match[1];
}

async function bySession(
  request: Request,
  { sessions, offline, now }: AuthenticatorOptions,
): Promise<Caller | undefined> {
  const cookie = readCookie(request.headers.cookie, sessions.cookieName);
  const caller = cookie === undefined ? undefined : sessions.read(cookie, now());
  if (cookie === undefined || caller === undefined) return undefined;
  const own = caller.id === ADMIN_CALLER ? ADMIN_SESSION : caller;
  if (own.id !== ADMIN_CALLER && !(await offline.hasKey(own.id))) return undefined;
  if (!SAFE_METHODS.has(request.method)) {
    const token = request.get('x-csrf-token') ?? formToken(request.body);
    if (!sessions.isCsrfToken(cookie, token)) throw problem('csrf-token-missing');
  }
  return own;
}

/** The console's forms carry the token as a field. */
function formToken(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('csrf' in body)) return undefined;
  return typeof body.csrf === 'string' ? body.csrf : undefined;
}

/** Keys of victims and other suppressed people may be in the wrong hands (R06). */
function refuseSuspended(caller: Caller | undefined, directory: Directory): void {
  if (caller?.person !== undefined && isSuspended(caller.person, directory)) {
    throw problem('access-suspended');
  }
}

/** A person all of whose contacts are suppressed. */
export function isSuspended(id: PersonId, directory: Directory): boolean {
  const contacts = directory.people[id]?.contacts ?? [];
  const suppressed = new Set(directory.suppressed);
  return (
    contacts.length > 0 &&
    contacts.every(({ address }) => suppressed.has(normaliseAddress(address)))
  );
}
