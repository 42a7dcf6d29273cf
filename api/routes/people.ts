import type { Person } from '../../domain/people/person.ts';
import type { ApiContext } from '../context.ts';
import { problem } from '../problem.ts';
import { param, route } from '../route.ts';
import type { Route } from '../route.ts';
import * as schema from '../schemas/people.ts';
import { personId } from '../schemas/texts.ts';

/** People as the organisation keeps them. */
export function peopleRoutes(context: ApiContext): readonly Route[] {
  const { store, relay } = context;
  return [
    route({
      id: 'putPerson',
      method: 'put',
      path: '/v1/people/{id}',
      tag: 'people',
      summary: 'Keeps a person, new or changed; running incidents are told.',
      body: schema.personBody,
      answers: { 200: { description: 'The person as kept.', schema: schema.person } },
      async handle(call) {
        const id = personId.safeParse(param(call, 'id'));
        if (!id.success) {
          throw problem('invalid-request', {
            errors: [{ field: 'id', detail: 'Letters, digits, dot, dash; 64 at most.' }],
          });
        }
        const person: Person = { id: id.data, ...call.body };
        await store.directory.putPerson(person);
        relay.changed();
        return { status: 200, body: person };
      },
    }),
    route({
      id: 'listPeople',
      method: 'get',
      path: '/v1/people',
      tag: 'people',
      summary: 'Everybody who is kept.',
      answers: { 200: { description: 'In order of id.', schema: schema.people } },
      handle: async () => ({
        status: 200,
        body: { people: await store.directory.listPeople() },
      }),
    }),
    route({
      id: 'getPerson',
      method: 'get',
      path: '/v1/people/{id}',
      tag: 'people',
      summary: 'One person.',
      answers: { 200: { description: 'The person.', schema: schema.person } },
      async handle(call) {
        const person = await store.directory.getPerson(param(call, 'id'));
        if (person === undefined) throw problem('person-not-found');
        return { status: 200, body: person };
      },
    }),
  ];
}
