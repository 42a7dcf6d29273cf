import { blockers } from '../domain/incident/closure.ts';
import { timers, wakes } from '../domain/incident/deadlines.ts';
import type { Incident } from '../domain/incident/state.ts';
import type { Shown } from '../domain/incident/view-fields.ts';
import { viewIncident } from '../domain/incident/view.ts';
import { visibleTo } from '../domain/people/compartments.ts';
import type { Sight } from '../domain/people/compartments.ts';
import { readerOf } from './caller.ts';
import type { ApiContext } from './context.ts';
import { incidentNow } from './incident-reader.ts';
import { problem } from './problem.ts';
import { param } from './route.ts';
import type { Call } from './route.ts';

/** An incident with what this caller may see of it. */
export interface Seen {
  readonly incident: Incident;
  readonly sight: Sight;
  /** On the incident's clock. */
  readonly now: number;
}

/** Reads the incident in the address; notes the reading. @throws Problem 404 */
export async function see(
  context: ApiContext,
  call: Call<unknown, unknown>,
  atLeast?: number,
): Promise<Seen> {
  const incident = await context.incidents.read(incidentIdOf(call), atLeast);
  if (incident === undefined) throw problem('incident-unknown');
  const sight = visibleTo(readerOf(call.caller), incident);
  if (!sight.shell) throw problem('incident-unknown');
  // express knows the pattern it matched; the address itself would name a task or a person.
  const route = (call.request.route as { readonly path?: string } | undefined)?.path ?? '';
  context.access.note(call.caller, sight, { incident: incident.id, route });
  return { incident, sight, now: incidentNow(incident, context.now()) };
}

/** The incident's id in the address. @throws Problem 404 for what can be no id */
export function incidentIdOf(call: Call<unknown, unknown>): string {
  const id = param(call, 'id');
  if (!/^[a-z2-7]{16}$/.test(id)) throw problem('incident-unknown');
  return id;
}

/** The body of `GET /v1/incidents/{id}`. */
export function showIncident(
  { incident, sight, now }: Seen,
  language: Call<unknown, unknown>['language'],
): Shown {
  return viewIncident({
    incident,
    sight,
    language,
    now,
    timers: timers(incident, now).map(({ at, kind, task, ...rest }) => ({
      at,
      kind,
      ...(task === undefined ? {} : { task }),
      wakes: wakes(incident, { at, kind, ...(task === undefined ? {} : { task }), ...rest }),
    })),
    blockers: blockers(incident),
  });
}
