/** The console over the pure core: real pages, real forms, real decisions; nothing durable. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Request } from 'express';
import { decide } from '../../domain/incident/decide.ts';
import { visibleTo } from '../../domain/people/compartments.ts';
import { showEvent } from '../../domain/incident/view-event.ts';
import { viewShell } from '../../domain/incident/view.ts';
import { readerOf } from '../../api/caller.ts';
import type { Caller } from '../../api/caller.ts';
import { isAdmitted } from '../../api/authorise.ts';
import type { ApiContext } from '../../api/context.ts';
import { problem, refused, toProblem } from '../../api/problem.ts';
import { commandRoutes } from '../../api/routes/commands.ts';
import { createSessions, readCookie } from '../../api/session.ts';
import { showIncident } from '../../api/show-incident.ts';
import type { Asked, Door, Reply, SimulatedPhones } from '../../console/door.ts';
import { mountConsole } from '../../console/mount.ts';
import { renderLinkPage } from '../../console/link-page.ts';
import type { LinkPage } from '../../console/link-page.ts';
import type { CoreStory } from './core-story.ts';

export interface ConsoleHouse {
  readonly url: string;
  close(): Promise<void>;
}

export interface ConsoleHouseOptions {
  readonly story: CoreStory;
  /** API keys: the key is the person's id with `-key` behind it; `admin-key` belongs to nobody. */
  readonly phones?: SimulatedPhones;
  /** Pages behind `/t/{token}`, by token. */
  readonly links?: Readonly<Record<string, LinkPage>>;
}

export async function startConsoleHouse(options: ConsoleHouseOptions): Promise<ConsoleHouse> {
  const app = express().set('query parser', 'simple');
  mountConsole(app, createDoor(options));
  app.all('/t/:token', (request, response) => {
    const page = options.links?.[request.params.token];
    if (page === undefined) response.status(404).end();
    else response.type('html').send(renderLinkPage(page));
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address object.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createDoor({ story, phones }: ConsoleHouseOptions): Door {
  const sessions = createSessions(Buffer.alloc(32, 7), 'http://127.0.0.1');
  const cookie = (request: Request) => readCookie(request.headers.cookie, sessions.cookieName);
  const callerOf = (request: Request): Caller | undefined => {
    const held = cookie(request);
    const caller = held === undefined ? undefined : sessions.read(held, Date.now());
    if (held === undefined || caller === undefined || request.method === 'GET') return caller;
    const body = request.body as { readonly csrf?: string } | undefined;
    if (!sessions.isCsrfToken(held, body?.csrf)) throw problem('csrf-token-missing');
    return caller;
  };
  return {
    phones,
    now: () => story.now,
    visitor: (request) => Promise.resolve(callerOf(request)),
    csrfToken: (request) => sessions.csrfToken(cookie(request) ?? ''),
    signIn: (key) => {
      const person = /^(.+)-key$/.exec(key)?.[1];
      if (person === undefined) return Promise.resolve(undefined);
      const caller: Caller =
        person === 'admin'
          ? { id: 'admin', access: 'administrator', proof: 'key' }
          : { id: person, person, access: 'coordinator', proof: 'key' };
      return Promise.resolve(sessions.open(caller, Date.now()));
    },
    signOut: () => sessions.end(),
    people: () => Promise.resolve(Object.values(story.incident.directory.people)),
    self: (request) => {
      const { people } = story.incident.directory;
      return Promise.resolve(people[callerOf(request)?.person ?? '']);
    },
    house: () => Promise.resolve({ simulated: phones !== undefined, databaseDown: false }),
    ask: async (request, asked) => {
      const caller = callerOf(request);
      try {
        if (caller === undefined) throw problem('not-authenticated');
        if (!isAdmitted(asked.operation, caller.access)) throw problem('access-denied');
        return await answer(story, caller, { asked, request });
      } catch (error) {
        const { body } = toProblem(error).problem;
        return { status: body.status, body };
      }
    },
  };
}

interface Asking {
  readonly asked: Asked;
  readonly request: Request;
}

async function answer(
  story: CoreStory,
  caller: Caller,
  { asked, request }: Asking,
): Promise<Reply> {
  const { incident, now } = story;
  const sight = visibleTo(readerOf(caller), incident);
  const { language, params = {} } = asked;
  if (params['id'] !== undefined && ![incident.id, incident.plan.playbook].includes(params['id'])) {
    throw problem('incident-unknown');
  }
  const reads: Readonly<Record<string, () => unknown>> = {
    listIncidents: () => ({ incidents: [viewShell(incident)] }),
    getIncident: () => showIncident({ incident, sight, now }, language),
    readLog: () => ({
      events: story.log.slice(-40).map((one) => showEvent(one, incident, sight)),
      next: null,
    }),
    listPlaybooks: () => ({
      playbooks: [
        { id: incident.plan.playbook, title: incident.plan.title[language], published: 1 },
      ],
    }),
    getPlaybookVersion: () => ({ plan: incident.plan }),
  };
  const read = reads[asked.operation];
  if (read !== undefined)
    return { status: 200, body: JSON.parse(JSON.stringify(read())) as unknown };
  const route = commandRoutes(coreContext(story)).find(({ id }) => id === asked.operation);
  if (route === undefined) throw problem('not-yet-available');
  const { status, body } = await route.run({
    caller,
    params,
    query: {},
    body: asked.body ?? {},
    language,
    idempotencyKey: asked.idempotencyKey,
    receivedAt: now,
    request,
  });
  return { status, body };
}

/** Commands straight to the core. */
function coreContext(story: CoreStory): ApiContext {
  const commands: Pick<ApiContext['commands'], 'answer'> = {
    answer: (call, incident, command) => {
      const { person, access, proof } = call.caller;
      const by = { access, proof, ...(person === undefined ? {} : { person }) };
      const id = `console-${call.idempotencyKey ?? ''}`;
      const decided = decide(story.incident, { id, by, command }, story.now);
      if (!decided.ok) return Promise.reject(refused(decided.refusal));
      story.incident = decided.incident;
      story.log.push(...decided.events);
      const body = {
        incident,
        seq: story.incident.seq,
        events: decided.events.map(({ event }) => event.type),
      };
      return Promise.resolve(
        decided.approval === undefined
          ? { status: 200, body }
          : { status: 202, body: { ...body, approval: decided.approval } },
      );
    },
  };
  // Command routes use nothing else of the context.
  return { commands } as unknown as ApiContext;
}
