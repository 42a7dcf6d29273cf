/**
 * How often one address may knock where no key is asked for (R22). Counted by IP address, in this
 * process's memory alone, and forgotten after a minute. Webhooks are not limited: they are signed,
 * and a reply must get through. Nor is whoever shows a right key: an office shares one address, and
 * nobody there may be locked out of an incident by somebody else's wrong keys.
 */
import type { Request, RequestHandler, Response } from 'express';
import { rateLimit, type Options } from 'express-rate-limit';
import { problem } from './problem.ts';

const WINDOW_MS = 60_000;
/** A team behind one address opens, chooses and acts: three requests a person and page. */
const LINK_REQUESTS = 300;
/** Wrong or spent one-time links. */
const FAILED_CLAIMS = 30;
const FAILED_SIGN_INS = 20;
/** A script with a wrong key notices at its first 401. */
const FAILED_CREDENTIALS = 60;

export interface RateLimits {
  readonly links: RequestHandler;
  readonly claims: RequestHandler;
  readonly signIn: RequestHandler;
  /** Counts a request that showed no valid credentials. @throws Problem 429 */
  failed(request: Request, response: Response): Promise<void>;
}

/** Fresh counters; one set a process. */
export function createRateLimits(): RateLimits {
  const failures = limiter({ limit: FAILED_CREDENTIALS });
  return {
    links: limiter({ limit: LINK_REQUESTS }),
    claims: limiter({ limit: FAILED_CLAIMS, skipSuccessfulRequests: true }),
    signIn: limiter({ limit: FAILED_SIGN_INS, skipSuccessfulRequests: true }),
    failed: async (request, response) => {
      await new Promise<void>((resolve, reject) => {
        // What is passed on is a Problem or nothing.
        const next = (denied?: unknown): void => {
          if (denied instanceof Error) reject(denied);
          else resolve();
        };
        Promise.resolve(failures(request, response, next)).catch(reject);
      });
    },
  };
}

function limiter(options: Partial<Options>): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    standardHeaders: false,
    legacyHeaders: false,
    // A counter that fails denies nobody.
    passOnStoreError: true,
    // Without TRUST_PROXY_HOPS that header is anybody's word, and ignored on purpose.
    validate: { xForwardedForHeader: false },
    handler: (_request, _response, next) => {
      const seconds = String(WINDOW_MS / 1_000);
      next(problem('too-many-requests', { headers: { 'Retry-After': seconds } }));
    },
    ...options,
  });
}
