import { z } from 'zod';
import type { ApiContext } from '../context.ts';
import type { Metrics } from '../metrics.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const TEMPORAL_LIMIT_MS = 2_000;
const state = z.looseObject({ status: z.string() });
const readiness = z
  .strictObject({
    status: z.enum(['ready', 'degraded', 'unavailable']),
    version: z.string(),
    dependencies: z.record(z.string(), state),
  })
  .openapi('Readiness');

/** Liveness, readiness with each dependency, and metrics. */
export function healthRoutes(context: ApiContext, metrics: Metrics): readonly Route[] {
  return [
    route({
      id: 'healthz',
      method: 'get',
      path: '/healthz',
      tag: 'health',
      summary: 'The process answers.',
      answers: {
        200: { description: 'Alive.', schema: z.strictObject({ status: z.literal('ok') }) },
      },
      handle: () => Promise.resolve({ status: 200, body: { status: 'ok' } }),
    }),
    readyz(context),
    route({
      id: 'metrics',
      method: 'get',
      path: '/metrics',
      tag: 'health',
      summary: 'Prometheus text; no personal data in any name or label.',
      answers: { 200: { description: 'Metrics.', type: 'text/plain' } },
      handle: async () => ({
        status: 200,
        headers: { 'Content-Type': metrics.contentType },
        text: await metrics.text(),
      }),
    }),
  ];
}

function readyz(context: ApiContext): Route {
  return route({
    id: 'readyz',
    method: 'get',
    path: '/readyz',
    tag: 'health',
    summary: 'Each dependency. Paging needs Temporal alone; without the database it is degraded.',
    answers: {
      200: { description: 'Ready, or degraded.', schema: readiness },
      503: { description: 'Temporal does not answer.', schema: readiness },
    },
    async handle() {
      const [temporal, database] = await Promise.all([
        temporalState(context),
        databaseState(context),
      ]);
      const { channels, version } = context.settings;
      const status =
        temporal.status !== 'up' ? 'unavailable' : database.status === 'up' ? 'ready' : 'degraded';
      return {
        status: status === 'unavailable' ? 503 : 200,
        body: {
          status,
          version,
          dependencies: {
            temporal,
            database,
            sms: { status: channels.sms },
            email: { status: channels.email },
          },
        },
      };
    },
  });
}

async function temporalState({ temporal }: ApiContext): Promise<{ readonly status: string }> {
  try {
    await temporal.withDeadline(Date.now() + TEMPORAL_LIMIT_MS, () =>
      temporal.workflowService.getSystemInfo({}),
    );
    return { status: 'up' };
  } catch {
    // Why it does not answer stands in Temporal's own log; here it is only known that it does not.
    return { status: 'down' };
  }
}

async function databaseState({
  store,
}: ApiContext): Promise<{ readonly status: string; readonly reason?: string }> {
  const found = await store.ready();
  return found.ready ? { status: 'up' } : { status: 'down', reason: found.reason };
}
