import { z } from 'zod';
import { toInstantText } from '../../domain/time.ts';
import type { StoredAlarm } from '../../store/alarms.ts';
import type { ApiContext } from '../context.ts';
import { problem } from '../problem.ts';
import { param, route } from '../route.ts';
import type { Route } from '../route.ts';
import { nothing } from '../schemas/incidents.ts';
import { count, instant } from '../schemas/texts.ts';

const query = z.strictObject({
  open: z.enum(['true', 'false']).exactOptional(),
  limit: count(500).exactOptional(),
});
const alarm = z
  .looseObject({ id: z.number(), at: instant, code: z.string(), severity: z.string() })
  .openapi('Alarm');

/** Alarms that belong to no incident: a provider down, an opt-out, a stuck workflow. */
export function alarmRoutes({ store }: ApiContext): readonly Route[] {
  return [
    route({
      id: 'listAlarms',
      method: 'get',
      path: '/v1/alarms',
      tag: 'alarms',
      summary: 'Alarms without an incident, newest first.',
      query,
      answers: {
        200: {
          description: 'Ids, codes and numbers; no personal data.',
          schema: z.strictObject({ alarms: z.array(alarm) }).openapi('Alarms'),
        },
      },
      async handle(call) {
        const { limit, open } = call.query;
        const alarms = await store.alarms.list({
          open: open !== 'false',
          ...(limit === undefined ? {} : { limit: Math.max(1, limit) }),
        });
        const own = alarms.filter(({ incidentId }) => incidentId === undefined);
        return { status: 200, body: { alarms: own.map(show) } };
      },
    }),
    route({
      id: 'clearAlarm',
      method: 'post',
      path: '/v1/alarms/{alarm}/clear',
      tag: 'alarms',
      summary: 'Somebody has seen to it.',
      body: nothing,
      answers: { 204: { description: 'Cleared.' } },
      async handle(call) {
        const id = param(call, 'alarm');
        const by = call.caller.person ?? call.caller.id;
        const cleared = /^\d{1,9}$/.test(id) && (await store.alarms.clear(Number(id), by));
        if (!cleared) throw problem('alarm-not-found');
        return { status: 204 };
      },
    }),
  ];
}

function show({ at, clearedAt, ...rest }: StoredAlarm): object {
  return {
    ...rest,
    at: toInstantText(at),
    ...(clearedAt === undefined ? {} : { clearedAt: toInstantText(clearedAt) }),
  };
}
