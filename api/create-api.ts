/**
 * How people and systems reach Tocsin: HTTP API, webhooks, links. Routes check and translate
 * (routes/, schemas/, problem.ts); what may happen is decided by the core, what may be seen by `visibleTo`.
 */
import type { Express } from 'express';
import { createApp } from './app.ts';
import { createContext } from './context.ts';
import type { ApiContext } from './context.ts';
import type { ApiDependencies } from './dependencies.ts';
import { createMetrics } from './metrics.ts';
import type { Metrics } from './metrics.ts';
import { describeApi } from './openapi.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';
import { alarmRoutes } from './routes/alarms.ts';
import { commandRoutes } from './routes/commands.ts';
import { healthRoutes } from './routes/health.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { keyRoutes } from './routes/keys.ts';
import { laterRoutes } from './routes/later.ts';
import { linkRoutes } from './routes/links.ts';
import { logRoutes } from './routes/log.ts';
import { peopleRoutes } from './routes/people.ts';
import { playbookRoutes } from './routes/playbooks.ts';
import { rosterRoutes } from './routes/roster.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { createDesk } from './sign-in.ts';
import type { SessionDesk } from './sign-in.ts';

/** The encrypted copy is renewed this often, besides at every change. */
const REFRESH_MS = 30_000;

export interface Api {
  readonly app: Express;
  /** Loads the encrypted copy, then keeps it current; again: renews it now. Never waits for the database. */
  begin(): Promise<void>;
  /** Ends live streams, timers and the listening connection; the server is the caller's to close. */
  close(): Promise<void>;
}

/** What the console is given beside the app: sessions, and the API's own routes to ask. */
export interface Inside {
  readonly desk: SessionDesk;
  readonly context: ApiContext;
  readonly routes: readonly Route[];
}

/** Lets the console hang its pages in, after the API's own routes. */
export type Mount = (app: Express, inside: Inside) => void;

/** The HTTP API over what it is given. Nothing is asked of anything before `begin` or a request. */
export function createApi(deps: ApiDependencies, mount?: Mount): Api {
  const context = createContext(deps);
  const metrics = createMetrics();
  const inside: Inside = {
    desk: createDesk(context),
    context,
    routes: apiRoutes(context, metrics),
  };
  const app = createApp(context, {
    routes: inside.routes,
    mount: mount === undefined ? undefined : (into) => mount(into, inside),
    onAnswer: (id, status, seconds) => metrics.answered(id, status, seconds),
  });
  let refreshing: NodeJS.Timeout | undefined;
  const refresh = async (): Promise<void> => {
    if (!(await context.offline.refresh())) return;
    await context.relay.catchUp();
    await context.access.flush();
  };
  /** The refresh under way; closing waits for it, so that nothing asks a closed connection. */
  let current: Promise<void> = Promise.resolve();
  const keepCurrent = (): void => {
    current = refresh().catch(() => undefined);
  };
  return {
    app,
    async begin() {
      await context.offline.load();
      keepCurrent();
      clearInterval(refreshing);
      refreshing = setInterval(keepCurrent, REFRESH_MS);
      refreshing.unref();
    },
    async close() {
      clearInterval(refreshing);
      await current;
      context.relay.close();
      await context.live.close();
      await context.access.flush();
    },
  };
}

/** Every route there is; the OpenAPI document describes exactly these. */
export function apiRoutes(context: ApiContext, metrics: Metrics): readonly Route[] {
  const routes: readonly Route[] = [
    ...healthRoutes(context, metrics),
    ...peopleRoutes(context),
    ...keyRoutes(context),
    ...rosterRoutes(context),
    ...playbookRoutes(context),
    ...incidentRoutes(context),
    ...commandRoutes(context),
    ...logRoutes(context),
    ...alarmRoutes(context),
    ...webhookRoutes(context, metrics),
    ...linkRoutes(context),
    ...laterRoutes(),
  ];
  let document: object | undefined;
  const openapi = route({
    id: 'openapi',
    method: 'get',
    path: '/openapi.json',
    tag: 'health',
    summary: 'This document.',
    answers: { 200: { description: 'OpenAPI 3.1.' } },
    handle() {
      document ??= describeApi([...routes, openapi], context.settings);
      return Promise.resolve({ status: 200, body: document });
    },
  });
  return [...routes, openapi];
}
