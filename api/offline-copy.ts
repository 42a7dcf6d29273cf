import type { Directory } from '../domain/people/person.ts';
import { hashSecret } from '../store/api-keys.ts';
import type { ApiKey } from '../store/api-keys.ts';
import { StoreError } from '../store/store-error.ts';
import type { CachedPlaybook, CacheSnapshot } from '../store/encrypted-cache.ts';
import type { PlaybookVersion } from '../store/playbooks.ts';
import type { ApiDependencies } from './dependencies.ts';

/** The copy in memory and on disk from which the API works while the database is down (law 1). */
export interface OfflineCopy {
  /** Reads the file; what it holds counts until the database answers. */
  load(): Promise<void>;
  /** Takes everything from the database and saves it; false when the database is down. */
  refresh(): Promise<boolean>;
  /** The directory: from the database, or as last known. Throws when neither is there. */
  directory(): Promise<Directory>;
  /** The directory as last known, without asking. */
  lastDirectory(): Directory;
  findKey(secret: string): Promise<ApiKey | undefined>;
  /** Is the key still in force? */
  hasKey(id: string): Promise<boolean>;
  published(id: string): Promise<CachedPlaybook | undefined>;
  listPublished(): Promise<readonly CachedPlaybook[]>;
}

const EMPTY: CacheSnapshot = {
  savedAt: 0,
  directory: { revision: 0, people: {}, roster: {}, suppressed: [] },
  apiKeys: [],
  playbooks: [],
};

export function createOfflineCopy(
  deps: Pick<ApiDependencies, 'store' | 'offlineFile' | 'logger' | 'now'>,
): OfflineCopy {
  const { store } = deps;
  let snapshot = EMPTY;
  const ask = createAsk(deps.logger);
  return {
    async load() {
      try {
        snapshot = (await deps.offlineFile.load()) ?? EMPTY;
      } catch {
        // An unreadable copy is no reason not to start: the database may answer.
        deps.logger.warn({}, 'the encrypted copy could not be read');
      }
    },
    async refresh() {
      try {
        snapshot = await takeAll(deps);
        await deps.offlineFile.save(snapshot);
        return true;
      } catch (error) {
        const reason = error instanceof StoreError ? error.code : 'the file cannot be written';
        deps.logger.warn({ reason }, 'the encrypted copy was not refreshed');
        return false;
      }
    },
    directory: () =>
      ask(
        async () => {
          const directory = await store.directory.readDirectory(deps.now());
          snapshot = { ...snapshot, directory };
          return directory;
        },
        () => snapshot.directory,
      ),
    lastDirectory: () => snapshot.directory,
    findKey: (secret) =>
      ask(
        () => store.apiKeys.findKey(secret),
        () => snapshot.apiKeys.find((key) => key.hash === hashSecret(secret)),
      ),
    hasKey: (id) =>
      ask(
        async () => (await store.apiKeys.listKeys()).some((key) => key.id === id),
        () => snapshot.apiKeys.some((key) => key.id === id),
      ),
    published: (id) =>
      ask(
        async () => toCached(await store.playbooks.getPublished(id))[0],
        () => snapshot.playbooks.find(({ playbook }) => playbook === id),
      ),
    listPublished: () =>
      ask(
        async () => (await store.playbooks.listPublished()).flatMap(toCached),
        () => snapshot.playbooks,
      ),
  };
}

type Ask = <T>(online: () => Promise<T>, offline: () => T) => Promise<T>;

/** Asks the database, and falls back to the copy when it does not answer. */
function createAsk(logger: ApiDependencies['logger']): Ask {
  return async (online, offline) => {
    try {
      return await online();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'unavailable') throw error;
      logger.warn({}, 'the database is down: working from the encrypted copy');
      return offline();
    }
  };
}

/** Everything the copy holds, from the database. */
async function takeAll({
  store,
  now,
}: Pick<ApiDependencies, 'store' | 'now'>): Promise<CacheSnapshot> {
  const [directory, apiKeys, published] = await Promise.all([
    store.directory.readDirectory(now()),
    store.apiKeys.listKeys(),
    store.playbooks.listPublished(),
  ]);
  return { savedAt: now(), directory, apiKeys, playbooks: published.flatMap(toCached) };
}

/** A version that can be started; none while it has no compiled plan. */
function toCached(found: PlaybookVersion | undefined): readonly CachedPlaybook[] {
  if (found?.plan === undefined || found.plan === null) return [];
  const { playbook, version, hash, plan } = found;
  return [{ playbook, version, hash, plan }];
}
