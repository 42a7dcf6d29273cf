/** People, roster and suppressed addresses, with one revision over all three. */
import type { Directory, Person } from '../domain/people/person.ts';
import type { StoreContext } from './context.ts';
import {
  type DirectoryChange,
  directoryRevision,
  markFannedOut,
  pendingDirectoryChanges,
} from './directory-changes.ts';
import type { RosterEntry } from './directory-schema.ts';
import { getPerson, listPeople, putPerson, removePerson } from './people.ts';
import { holdersAt, listRoster, putRoster, turnRotations } from './roster.ts';
import {
  listSuppressed,
  restoreAddresses,
  suppressAddresses,
  type SuppressedAddress,
  type Suppression,
} from './suppressions.ts';

/** Writers answer the revision that their change made. */
export interface DirectoryStore {
  putPerson(person: Person): Promise<number>;
  getPerson(id: string): Promise<Person | undefined>;
  listPeople(): Promise<readonly Person[]>;
  removePerson(id: string): Promise<number | undefined>;
  putRoster(entry: RosterEntry): Promise<number>;
  listRoster(): Promise<readonly RosterEntry[]>;
  /** Announces rotations that began or ended by `now`; answers the roles. Call it every minute. */
  turnRotations(now: number): Promise<readonly string[]>;
  suppressAddresses(suppression: Suppression): Promise<number>;
  restoreAddresses(suppression: Suppression): Promise<number>;
  listSuppressed(): Promise<readonly SuppressedAddress[]>;
  directoryRevision(): Promise<number>;
  /** Everything at one revision, as incidents and the encrypted copy take it; `now` in epoch ms. */
  readDirectory(now: number): Promise<Directory>;
  pendingDirectoryChanges(): Promise<readonly DirectoryChange[]>;
  markFannedOut(through: number): Promise<void>;
}

export function createDirectory(context: StoreContext): DirectoryStore {
  return {
    putPerson: (person) => putPerson(context, person),
    getPerson: (id) => getPerson(context, id),
    listPeople: () => listPeople(context),
    removePerson: (id) => removePerson(context, id),
    putRoster: (entry) => putRoster(context, entry),
    listRoster: () => listRoster(context),
    turnRotations: (now) => turnRotations(context, now),
    suppressAddresses: (suppression) => suppressAddresses(context, suppression),
    restoreAddresses: (suppression) => restoreAddresses(context, suppression),
    listSuppressed: () => listSuppressed(context),
    directoryRevision: () => directoryRevision(context.db),
    readDirectory: (now) => readDirectory(context, now),
    pendingDirectoryChanges: () => pendingDirectoryChanges(context),
    markFannedOut: (through) => markFannedOut(context, through),
  };
}

async function readDirectory(context: StoreContext, now: number): Promise<Directory> {
  const transaction = context.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only');
  return transaction.execute(async (db) => {
    const revision = await directoryRevision(db);
    const people = await listPeople(context, db);
    const roster = await listRoster(context, db);
    const suppressed = await listSuppressed(context, db);
    return {
      revision,
      people: Object.fromEntries(people.map((person) => [person.id, person])),
      roster: Object.fromEntries(roster.map((entry) => [entry.role, holdersAt(entry, now)])),
      suppressed: [...new Set(suppressed.map((one) => one.address))],
    };
  });
}
