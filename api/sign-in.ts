import type { Request } from 'express';
import type { Caller } from './caller.ts';
import type { ApiContext } from './context.ts';
import { readCookie } from './session.ts';

/** What the console needs for `/sign-in`, `/sign-out` and its forms. */
export interface SessionDesk {
  /** Who is signed in. @throws Problem for a wrong bearer key, a missing CSRF token, a suspended person */
  identify(request: Request): Promise<Caller | undefined>;
  /** A `Set-Cookie` header for a right key; undefined for a wrong one. */
  signIn(key: string): Promise<string | undefined>;
  /** A `Set-Cookie` header that ends the session. */
  signOut(): string;
  /** For the hidden field `csrf` or the header `X-CSRF-Token`; undefined without a session. */
  csrfToken(request: Request): string | undefined;
}

export function createDesk({ authenticator, sessions, now }: ApiContext): SessionDesk {
  return {
    identify: (request) => authenticator.identify(request),
    async signIn(key) {
      const caller = await authenticator.byKey(key);
      return caller === undefined ? undefined : sessions.open(caller, now());
    },
    signOut: () => sessions.end(),
    csrfToken(request) {
      const cookie = readCookie(request.headers.cookie, sessions.cookieName);
      return cookie === undefined ? undefined : sessions.csrfToken(cookie);
    },
  };
}
