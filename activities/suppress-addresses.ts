import { homeAddressAmong, type HomeAddress } from '../domain/conversation/home-address.ts';
import { normaliseAddress, type Directory } from '../domain/people/person.ts';
import type { IncidentMessageEffects } from '../workflows/effects.ts';
import { suppressSignal } from '../workflows/messages.ts';
import { conversationStart } from '../workflows/inbound-routing.ts';
import type { ConversationDeps } from './deliver-orders.ts';
import { tellRunningIncidents } from './running-incidents.ts';

/** The directory as the rest of the house keeps it. */
export interface SuppressionBook {
  /** Keeps the addresses for good. Idempotent. */
  suppress(incident: string, addresses: readonly string[]): Promise<void>;
  /** People, roster and all suppressed addresses as they are now. */
  directory(): Promise<Directory>;
  /** Home addresses of everyone who has one of these addresses, as far as known without waiting. */
  homesOf(addresses: readonly string[]): readonly HomeAddress[];
}

type SuppressionEffects = Pick<IncidentMessageEffects, 'silenceAddresses' | 'suppressAddresses'>;

/**
 * From now on nothing reaches these addresses (R06). Conversations hear it first: that stops what
 * is queued, and what any incident may still ask for, and it needs no database. The directory and
 * the other incidents follow; while the database is away that fails, to be tried again.
 */
export function createSuppression(
  deps: ConversationDeps & { readonly book: SuppressionBook },
): SuppressionEffects {
  return {
    silenceAddresses: ({ addresses }) => tellConversations(deps, addresses.map(normaliseAddress)),
    async suppressAddresses({ incident, addresses }) {
      await deps.book.suppress(incident, addresses);
      const directory = await deps.book.directory();
      // Homes that this process knew nothing of until it read the directory anew.
      await tellConversations(deps, addresses.map(normaliseAddress));
      await tellRunningIncidents(deps.client, {
        id: `directory/${directory.revision}`,
        command: { type: 'directory', directory },
      });
    },
  };
}

/** A conversation is begun where there is none: it keeps the address silent from the start. */
async function tellConversations(
  { client, hash, book }: ConversationDeps & { readonly book: SuppressionBook },
  addresses: readonly string[],
): Promise<void> {
  const own = addresses.flatMap((address) => homeAddressAmong([address]) ?? []);
  const homes = new Map(
    [...own, ...book.homesOf(addresses)].map((home) => [home.address, home] as const),
  );
  const signals = [...homes.values()].map((home) =>
    client.workflow.signalWithStart('conversation', {
      ...conversationStart(home, hash),
      signal: suppressSignal,
      signalArgs: [{ addresses }],
    }),
  );
  await Promise.all(signals);
}
