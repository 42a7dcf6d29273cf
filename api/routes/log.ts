import { z } from 'zod';
import { showEvent } from '../../domain/incident/view-event.ts';
import type { LoggedEvent } from '../../domain/incident/events.ts';
import { visibleTo } from '../../domain/people/compartments.ts';
import { readerOf } from '../caller.ts';
import type { ApiContext } from '../context.ts';
import { problem } from '../problem.ts';
import { route } from '../route.ts';
import type { Call, Route } from '../route.ts';
import * as schema from '../schemas/incidents.ts';
import { see } from '../show-incident.ts';
import type { Seen } from '../show-incident.ts';

/** The log of an incident: paged, and live. */
export function logRoutes(context: ApiContext): readonly Route[] {
  return [
    route({
      id: 'readLog',
      method: 'get',
      path: '/v1/incidents/{id}/log',
      tag: 'log',
      summary: 'The log in order; what the reader may not see is withheld field by field.',
      query: schema.logQuery,
      answers: {
        200: { description: 'One page; `next` is the next `after`.', schema: schema.log },
      },
      async handle(call) {
        const { after = 0, limit = 200, atLeast } = call.query;
        const seen = await see(context, call, atLeast);
        const size = Math.max(1, limit);
        const events = await context.incidents.readLog(seen.incident.id, after, size);
        const last = events.at(-1)?.seq ?? after;
        return {
          status: 200,
          body: {
            events: events.map((logged) => showEvent(logged, seen.incident, seen.sight)),
            next: events.length === size && last < seen.incident.seq ? last : null,
          },
        };
      },
    }),
    route({
      id: 'followEvents',
      method: 'get',
      path: '/v1/incidents/{id}/events',
      tag: 'log',
      summary: 'The log as it grows, as server-sent events; Last-Event-ID resumes.',
      query: z.strictObject({ after: schema.logQuery.shape.after }),
      answers: { 200: { description: 'A stream.', type: 'text/event-stream' } },
      async handle(call) {
        const seen = await see(context, call);
        const after = startAfter(call, seen);
        return {
          status: 200,
          headers: STREAM_HEADERS,
          stream: streamer(context, call, { seen, after }),
        };
      },
    }),
  ];
}

const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

/** Where the reader left off; without a word of it, from now on. */
function startAfter(call: Call<unknown, { readonly after?: number }>, seen: Seen): number {
  const last = call.request.get('last-event-id');
  if (last === undefined || last === '') return call.query.after ?? seen.incident.seq;
  if (/^\d{1,9}$/.test(last)) return Number(last);
  throw problem('invalid-request', {
    errors: [{ field: 'Last-Event-ID', detail: 'The seq of an event is expected.' }],
  });
}

function streamer(
  { incidents, live }: ApiContext,
  { caller }: Call<unknown, unknown>,
  { seen, after }: { readonly seen: Seen; readonly after: number },
) {
  // Roles may change while somebody watches: sight is taken afresh for every event.
  const show = async (logged: LoggedEvent): Promise<object> => {
    const incident = (await incidents.read(seen.incident.id)) ?? seen.incident;
    const sight = visibleTo(readerOf(caller), incident);
    if (!sight.shell) throw problem('incident-unknown');
    return showEvent(logged, incident, sight);
  };
  return (response: Parameters<ApiContext['live']['follow']>[0]): void => {
    response.flushHeaders();
    live.follow(response, { incident: seen.incident.id, after, show });
  };
}
