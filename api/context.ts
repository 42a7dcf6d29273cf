import { createAccessLog } from './access-log.ts';
import type { AccessLog } from './access-log.ts';
import { createAuthenticator } from './authenticate.ts';
import type { Authenticator } from './authenticate.ts';
import { createCommandGiver } from './commands.ts';
import type { CommandGiver } from './commands.ts';
import type { ApiDependencies } from './dependencies.ts';
import { createDirectoryRelay } from './directory-relay.ts';
import type { DirectoryRelay } from './directory-relay.ts';
import { createIncidentReader } from './incident-reader.ts';
import type { IncidentReader } from './incident-reader.ts';
import { createLiveEvents } from './live-events.ts';
import type { LiveEvents } from './live-events.ts';
import { createOfflineCopy } from './offline-copy.ts';
import type { OfflineCopy } from './offline-copy.ts';
import { createSessions } from './session.ts';
import type { Sessions } from './session.ts';

/** What the API is given, and what it makes of it; every route file takes this. */
export interface ApiContext extends ApiDependencies {
  readonly offline: OfflineCopy;
  readonly sessions: Sessions;
  readonly authenticator: Authenticator;
  readonly incidents: IncidentReader;
  readonly commands: CommandGiver;
  readonly access: AccessLog;
  readonly live: LiveEvents;
  readonly relay: DirectoryRelay;
}

export function createContext(deps: ApiDependencies): ApiContext {
  const offline = createOfflineCopy(deps);
  const sessions = createSessions(deps.settings.idKey, deps.settings.publicUrl);
  const incidents = createIncidentReader(deps);
  return {
    ...deps,
    offline,
    sessions,
    authenticator: createAuthenticator({
      adminApiKey: deps.settings.adminApiKey,
      sessions,
      offline,
      now: deps.now,
    }),
    incidents,
    commands: createCommandGiver(deps, incidents),
    access: createAccessLog(deps),
    live: createLiveEvents(deps, incidents),
    relay: createDirectoryRelay(deps, offline),
  };
}
