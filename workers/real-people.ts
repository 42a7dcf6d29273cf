import type { Directory } from '../domain/people/person.ts';
import type { Store } from '../store/open-store.ts';

/** The directory without the built-in fictional organisation. */
export function withoutFiction(directory: Directory): Directory {
  const isReal = (id: string): boolean => directory.people[id]?.fictional !== true;
  const people = Object.entries(directory.people).filter(([id]) => isReal(id));
  const roster = Object.entries(directory.roster).map(
    ([role, holders]) => [role, holders.filter(isReal)] as const,
  );
  return { ...directory, people: Object.fromEntries(people), roster: Object.fromEntries(roster) };
}

/** Once a real provider is set, the fictional organisation is in no directory: it is never paged. */
export function realPeopleOnly(store: Store): Store {
  return {
    ...store,
    directory: {
      ...store.directory,
      readDirectory: async (now) => withoutFiction(await store.directory.readDirectory(now)),
    },
  };
}
