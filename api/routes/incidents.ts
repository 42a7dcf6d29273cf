import type { IncidentShell } from '../../store/incidents.ts';
import { toInstantText } from '../../domain/time.ts';
import { viewRoles, viewTasks } from '../../domain/incident/view.ts';
import type { ApiContext } from '../context.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { runningShells } from '../running-incidents.ts';
import * as schema from '../schemas/incidents.ts';
import { see, showIncident } from '../show-incident.ts';
import { startIncident } from '../start-incident.ts';
import { StoreError } from '../../store/store-error.ts';

/** Starting incidents and reading them. */
export function incidentRoutes(context: ApiContext): readonly Route[] {
  return [
    route({
      id: 'startIncident',
      method: 'post',
      path: '/v1/incidents',
      tag: 'incidents',
      summary: 'Starts an incident; missing facts and missing people warn and never stop it.',
      body: schema.startBody,
      query: schema.startQuery,
      answers: {
        201: { description: 'Started; every planned timer is in it.', schema: schema.incident },
        200: { description: 'dryRun: what it would be.', schema: schema.incident },
      },
      handle: (call) => startIncident(context, call),
    }),
    route({
      id: 'listIncidents',
      method: 'get',
      path: '/v1/incidents',
      tag: 'incidents',
      summary: 'The shells of incidents, newest start first.',
      query: schema.listQuery,
      answers: { 200: { description: 'One page.', schema: schema.incidents } },
      async handle({ query }) {
        return { status: 200, body: { incidents: await listShells(context, query) } };
      },
    }),
    route({
      id: 'getIncident',
      method: 'get',
      path: '/v1/incidents/{id}',
      tag: 'incidents',
      summary: 'An incident, as far as the reader may see it.',
      query: schema.readQuery,
      answers: { 200: { description: 'The incident.', schema: schema.incident } },
      async handle(call) {
        const seen = await see(context, call, call.query.atLeast);
        return { status: 200, body: showIncident(seen, call.language) };
      },
    }),
    listTasks(context),
    route({
      id: 'listRoles',
      method: 'get',
      path: '/v1/incidents/{id}/roles',
      tag: 'incidents',
      summary: 'Who holds which role in this incident.',
      query: schema.readQuery,
      answers: { 200: { description: 'In the playbook’s order.', schema: schema.roles } },
      async handle(call) {
        const { incident } = await see(context, call, call.query.atLeast);
        return { status: 200, body: { roles: viewRoles(incident, call.language) } };
      },
    }),
  ];
}

function listTasks(context: ApiContext): Route {
  return route({
    id: 'listTasks',
    method: 'get',
    path: '/v1/incidents/{id}/tasks',
    tag: 'incidents',
    summary: 'Every task, all occurrences of a series included, in order of number.',
    query: schema.tasksQuery,
    answers: {
      200: { description: 'One page; `next` is the next `after`.', schema: schema.tasks },
    },
    async handle(call) {
      const { after = 0, limit = 100, atLeast } = call.query;
      const seen = await see(context, call, atLeast);
      const all = viewTasks({ ...seen, language: call.language });
      // Waiting tasks have no number yet: they follow on the last page.
      const rest = all.filter((task) => task.number === null || task.number > after);
      const page = rest.slice(0, Math.max(1, limit));
      const next = page.length < rest.length ? (page.at(-1)?.number ?? null) : null;
      return { status: 200, body: { tasks: next === null ? rest : page, next } };
    },
  });
}

async function listShells(
  context: ApiContext,
  query: Parameters<ApiContext['store']['incidents']['list']>[0],
): Promise<readonly object[]> {
  try {
    return (await context.store.incidents.list(query)).map(showShell);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'unavailable') throw error;
    return runningShells(context);
  }
}

function showShell({ startedAt, closedAt, lastSeq, ...shell }: IncidentShell): object {
  return {
    ...shell,
    startedAt: toInstantText(startedAt),
    closedAt: closedAt === undefined ? null : toInstantText(closedAt),
    seq: lastSeq,
  };
}
