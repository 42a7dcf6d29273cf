import { toInstantText } from '../../domain/time.ts';
import type { RosterEntry } from '../../store/directory-schema.ts';
import type { ApiContext } from '../context.ts';
import { problem } from '../problem.ts';
import { param, route } from '../route.ts';
import type { Route } from '../route.ts';
import * as schema from '../schemas/people.ts';
import { roleCode } from '../schemas/texts.ts';

/** Who holds which role. */
export function rosterRoutes({ store, relay }: ApiContext): readonly Route[] {
  return [
    route({
      id: 'listRoster',
      method: 'get',
      path: '/v1/roster',
      tag: 'roster',
      summary: 'Who holds which role.',
      answers: { 200: { description: 'In order of role.', schema: schema.roster } },
      handle: async () => ({
        status: 200,
        body: { roster: (await store.directory.listRoster()).map(show) },
      }),
    }),
    route({
      id: 'putRoster',
      method: 'put',
      path: '/v1/roster/{role}',
      tag: 'roster',
      summary: 'Names the holder of a role and the deputies; running incidents are told.',
      body: schema.rosterBody,
      answers: { 200: { description: 'The entry as kept.', schema: schema.rosterEntry } },
      async handle(call) {
        const role = roleCode.safeParse(param(call, 'role'));
        if (!role.success) {
          throw problem('invalid-request', {
            errors: [{ field: 'role', detail: 'A role code such as CC is expected.' }],
          });
        }
        const { holders, rotations = [] } = call.body;
        const entry: RosterEntry = {
          role: role.data,
          holders,
          rotations: rotations.map((rotation) => ({
            from: Date.parse(rotation.from),
            until: Date.parse(rotation.until),
            holders: rotation.holders,
          })),
        };
        await refuseStrangers(store.directory, entry);
        await store.directory.putRoster(entry);
        relay.changed();
        return { status: 200, body: show(entry) };
      },
    }),
  ];
}

/** A typing error here would be a role that nobody answers for. */
async function refuseStrangers(
  directory: ApiContext['store']['directory'],
  entry: RosterEntry,
): Promise<void> {
  const known = new Set((await directory.listPeople()).map(({ id }) => id));
  const lists = [
    { at: 'holders', holders: entry.holders },
    ...entry.rotations.map(({ holders }, index) => ({ at: `rotations.${index}.holders`, holders })),
  ];
  const errors = lists.flatMap(({ at, holders }) =>
    holders.flatMap((holder, index) =>
      known.has(holder)
        ? []
        : [{ field: `${at}.${index}`, detail: 'There is no such person in the directory.' }],
    ),
  );
  if (errors.length > 0) throw problem('invalid-request', { errors });
}

function show(entry: RosterEntry) {
  return {
    role: entry.role,
    holders: entry.holders,
    rotations: entry.rotations.map((rotation) => ({
      from: toInstantText(rotation.from),
      until: toInstantText(rotation.until),
      holders: rotation.holders,
    })),
  };
}
