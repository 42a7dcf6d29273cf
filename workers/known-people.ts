import type { SuppressionBook } from '../activities/suppress-addresses.ts';
import { homeAddressAmong, type HomeAddress } from '../domain/conversation/home-address.ts';
import { normaliseAddress, type Directory } from '../domain/people/person.ts';
import type { EncryptedCache } from '../store/encrypted-cache.ts';
import type { Store } from '../store/open-store.ts';

/** The directory as this process last knew it, from the database or the encrypted copy. */
export interface KnownPeople {
  /** Reads it anew; keeps what it had when neither source answers. */
  refresh(): Promise<Directory>;
  /** Where the conversation with the owner of this number or mailbox lives. */
  readonly homeOf: (address: string) => HomeAddress | undefined;
  readonly book: SuppressionBook;
}

const NOBODY: Directory = { revision: 0, people: {}, roster: {}, suppressed: [] };

export function createKnownPeople(deps: {
  readonly store: Pick<Store, 'directory'>;
  readonly offlineFile: Pick<EncryptedCache, 'load'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): KnownPeople {
  let known = NOBODY;
  let homes: ReadonlyMap<string, HomeAddress> = new Map();
  const take = (directory: Directory): Directory => {
    known = directory;
    homes = homesIn(directory);
    return directory;
  };
  const refresh = async (): Promise<Directory> => {
    try {
      return take(await deps.store.directory.readDirectory(deps.now()));
    } catch {
      const copy = await deps.offlineFile.load().catch(() => undefined);
      const isNewer = copy !== undefined && copy.directory.revision > known.revision;
      return isNewer ? take(copy.directory) : known;
    }
  };
  const homeOf = (address: string): HomeAddress | undefined => homes.get(normaliseAddress(address));
  return {
    refresh,
    homeOf,
    book: {
      suppress: async (incident, addresses) => {
        await deps.store.directory.suppressAddresses({ incidentId: incident, addresses });
      },
      directory: refresh,
      homesOf: (addresses) => addresses.flatMap((address) => homeOf(address) ?? []),
    },
  };
}

/** Every address to the home of its owner; where several have it, of the one whose first number it is. */
function homesIn(directory: Directory): ReadonlyMap<string, HomeAddress> {
  const homes = new Map<string, HomeAddress>();
  for (const person of Object.values(directory.people)) {
    const addresses = person.contacts.map((contact) => normaliseAddress(contact.address));
    const home = homeAddressAmong(addresses);
    if (home === undefined) continue;
    for (const address of addresses) {
      if (!homes.has(address) || address === home.address) homes.set(address, home);
    }
  }
  return homes;
}
