/** The API as the console asks it: the same operations, schemas, table of access and problems. */
import type { Request } from 'express';
import type { Asked, Door, Reply, SimulatedPhones } from '../console/door.ts';
import { normaliseAddress, type Person } from '../domain/people/person.ts';
import { isAdmitted } from './authorise.ts';
import { unauthenticated } from './authenticate.ts';
import type { Caller } from './caller.ts';
import type { ApiContext } from './context.ts';
import { createRepeats } from './idempotency.ts';
import { problem, toProblem } from './problem.ts';
import type { Route } from './route.ts';
import type { SessionDesk } from './sign-in.ts';

/** Makes the console's door. @param phones the simulated phones, while no provider is configured */
export function createConsoleDoor(
  context: ApiContext,
  routes: readonly Route[],
  more: { readonly desk: SessionDesk; readonly phones?: SimulatedPhones | undefined },
): Door {
  const { desk, phones } = more;
  const byId = new Map(routes.map((route) => [route.id, route]));
  const repeats = createRepeats(context.store.idempotency);
  const ask = async (request: Request, asked: Asked): Promise<Reply> => {
    const route = byId.get(asked.operation);
    if (route === undefined) throw new Error(`the API has no operation ${asked.operation}`);
    const caller = await admitted(desk, route, request);
    const call = {
      caller,
      params: asked.params ?? {},
      query: asked.query ?? {},
      body: asked.body ?? {},
      language: asked.language,
      idempotencyKey: route.method === 'post' ? asked.idempotencyKey : undefined,
      receivedAt: context.now(),
      request,
    };
    const { status, body } = await repeats.once(call, () => route.run(call));
    return { status, body };
  };
  return {
    now: context.now,
    phones,
    signIn: (key) => desk.signIn(key),
    signOut: () => desk.signOut(),
    csrfToken: (request) => desk.csrfToken(request) ?? '',
    async visitor(request) {
      const caller = await desk.identify(request);
      return caller === undefined ? undefined : visitorOf(caller);
    },
    ask: (request, asked) => ask(request, asked).catch(asReply),
    async people(request, incident) {
      const caller = await desk.identify(request);
      if (caller === undefined || !isAdmitted('listPeople', caller.access)) return [];
      const { people, suppressed } = await context.offline.directory();
      const own = incident === undefined ? undefined : await context.incidents.read(incident);
      const barred = new Set([...suppressed, ...(own?.suppressed ?? [])]);
      return Object.values(people).map((person) => withoutBarred(person, barred));
    },
    async self(request) {
      const caller = await desk.identify(request);
      const id = caller?.person;
      return id === undefined ? undefined : (await context.offline.directory()).people[id];
    },
    async house() {
      const { sms, email } = context.settings.channels;
      const { ready } = await context.store.ready();
      return { simulated: sms === 'simulated' && email === 'simulated', databaseDown: !ready };
    },
  };
}

function visitorOf({ person, access }: Caller) {
  return { access, ...(person === undefined ? {} : { person }) };
}

async function admitted(desk: SessionDesk, route: Route, request: Request): Promise<Caller> {
  const caller = await desk.identify(request);
  if (caller === undefined) throw unauthenticated();
  if (!isAdmitted(route.id, caller.access)) throw problem('access-denied');
  return caller;
}

function asReply(error: unknown): Reply {
  const { problem: found } = toProblem(error);
  return { status: found.body.status, body: found.body };
}

function withoutBarred(person: Person, barred: ReadonlySet<string>): Person {
  const contacts = person.contacts.filter(({ address }) => !barred.has(normaliseAddress(address)));
  return { ...person, contacts };
}
