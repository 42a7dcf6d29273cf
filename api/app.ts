import express from 'express';
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Language } from '../domain/plan.ts';
import { isAdmitted } from './authorise.ts';
import { unauthenticated } from './authenticate.ts';
import type { Caller } from './caller.ts';
import type { ApiContext } from './context.ts';
import { createRepeats, readIdempotencyKey } from './idempotency.ts';
import type { Repeats } from './idempotency.ts';
import { Problem, problem, toProblem } from './problem.ts';
import { createRateLimits } from './rate-limits.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Answer, RawCall, Route } from './route.ts';

/** Largest body of a request that does not say otherwise. */
const BODY_LIMIT = 64 * 1024;
/** Whoever calls a route that is open to anyone. */
const NOBODY: Caller = { id: 'anyone', access: 'reader', proof: 'key' };

export interface AppOptions {
  readonly routes: readonly Route[];
  /** Further pages (the console's), mounted after the API's own routes. */
  readonly mount?: ((app: Express) => void) | undefined;
  /** Told of every answer: route id, status, seconds. */
  readonly onAnswer?: (route: string, status: number, seconds: number) => void;
}

/** The whole HTTP surface: headers, routes, 405 with Allow, 404 and every error as a problem. */
export function createApp(context: ApiContext, options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  // A repeated or nested query parameter is no valid value anywhere here.
  app.set('query parser', 'simple');
  app.set('trust proxy', context.settings.trustProxyHops ?? 0);
  app.use(helmet({ strictTransportSecurity: context.settings.publicUrl.startsWith('https:') }));
  app.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  const limits = createRateLimits();
  app.use('/t', limits.links);
  app.use('/v1/keys/claims', limits.claims);
  app.post('/sign-in', limits.signIn);
  const repeats = createRepeats(context.store.idempotency);
  for (const [path, routes] of byPath(options.routes)) {
    const dispatch = createDispatch({ context, repeats, limits, options }, routes);
    app.all(path.replaceAll(/\{(\w+)\}/g, ':$1'), dispatch);
  }
  options.mount?.(app);
  app.use(() => {
    throw problem('not-found');
  });
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) next(error);
    else sendProblem(context, error, { request, response });
  });
  return app;
}

function byPath(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  const paths = new Map<string, Route[]>();
  for (const route of routes) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  return paths;
}

interface Parts {
  readonly context: ApiContext;
  readonly repeats: Repeats;
  readonly limits: RateLimits;
  readonly options: AppOptions;
}

/** Answers one address in all its methods. */
function createDispatch(parts: Parts, routes: readonly Route[]) {
  const methods = routes.map((route) => route.method.toUpperCase());
  if (methods.includes('GET')) methods.push('HEAD');
  const allow = [...methods, 'OPTIONS'].join(', ');
  return async (request: Request, response: Response): Promise<void> => {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const route = routes.find((candidate) => candidate.method.toUpperCase() === method);
    if (route !== undefined) {
      await runRoute(parts, route, { request, response });
      return;
    }
    if (method !== 'OPTIONS') throw problem('method-not-allowed', { headers: { Allow: allow } });
    response.set('Allow', allow).status(204).end();
  };
}

interface Exchange {
  readonly request: Request;
  readonly response: Response;
}

async function runRoute(parts: Parts, route: Route, exchange: Exchange): Promise<void> {
  const started = performance.now();
  const { request, response } = exchange;
  response.on('finish', () => {
    const seconds = (performance.now() - started) / 1000;
    parts.options.onAnswer?.(route.id, response.statusCode, seconds);
  });
  if (request.method !== 'GET' && request.method !== 'HEAD') await readBody(route, exchange);
  const caller = await admit(parts, route, exchange);
  const call: RawCall = {
    caller,
    params: paramsOf(request),
    query: request.query,
    body: request.body as unknown,
    language: languageOf(request),
    idempotencyKey:
      request.method === 'POST' && route.ownIdempotency !== true
        ? readIdempotencyKey(request.get('idempotency-key'))
        : undefined,
    receivedAt: parts.context.now(),
    request,
  };
  send(response, await parts.repeats.once(call, () => route.run(call)));
}

/** @throws Problem 401, 403, 429 */
async function admit(parts: Parts, route: Route, exchange: Exchange): Promise<Caller> {
  if (isAdmitted(route.id, undefined)) return NOBODY;
  const { request, response } = exchange;
  const caller = await identify(parts.context, request);
  if (caller instanceof Problem) {
    if (caller.body.status === 401) await parts.limits.failed(request, response);
    throw caller;
  }
  if (!isAdmitted(route.id, caller.access)) throw problem('access-denied');
  return caller;
}

async function identify(context: ApiContext, request: Request): Promise<Caller | Problem> {
  try {
    return (await context.authenticator.identify(request)) ?? unauthenticated();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function readBody(route: Route, { request, response }: Exchange): Promise<void> {
  const limit = route.limit ?? BODY_LIMIT;
  const isForm = route.takes === 'form';
  const expected = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
  const length = request.get('content-length');
  const isEmpty = request.get('transfer-encoding') === undefined && (length ?? '0') === '0';
  if (isEmpty) return Promise.resolve();
  if (typeof request.is(expected) !== 'string') {
    throw problem('not-json', { detail: `Expected ${expected}.` });
  }
  const parse: RequestHandler = isForm
    ? express.urlencoded({ extended: false, limit })
    : express.json({ limit, strict: true });
  return new Promise((resolve, reject) => {
    parse(request, response, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('the body could not be read'));
    });
  });
}

function paramsOf(request: Request): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(request.params).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value.join('/'),
    ]),
  );
}

function languageOf(request: Request): Language {
  const best = request.acceptsLanguages('en', 'fr');
  return best === 'fr' ? 'fr' : 'en';
}

function send(response: Response, answer: Answer): void {
  response.status(answer.status).set(answer.headers ?? {});
  if (answer.stream !== undefined && response.req.method !== 'HEAD') answer.stream(response);
  else if (answer.text !== undefined) response.send(answer.text);
  else if (answer.body === undefined) response.end();
  else response.json(answer.body);
}

function sendProblem(context: ApiContext, error: unknown, exchange: Exchange): void {
  const { problem: found, unexpected } = toProblem(error);
  if (unexpected) {
    const name = error instanceof Error ? error.name : typeof error;
    // The message may quote what was given; the stack names places in the code alone.
    const stack = error instanceof Error ? framesOf(error) : undefined;
    context.logger.error({ error: name, stack }, 'a request failed unexpectedly');
  }
  writeProblem(exchange.response, found);
}

function framesOf(error: Error): string | undefined {
  return error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}

/** Writes the one shape that every "no" has. */
export function writeProblem(response: Response, found: Problem): void {
  response
    .status(found.body.status)
    .set(found.headers)
    .type('application/problem+json')
    .send(JSON.stringify(found.body));
}
