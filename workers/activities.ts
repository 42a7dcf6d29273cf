import type { Client } from '@temporalio/client';
import { createAskProviderForReplies } from '../activities/ask-provider-for-replies.ts';
import { createDeliverOrders } from '../activities/deliver-orders.ts';
import { createGiveCommand } from '../activities/give-command.ts';
import { createRecordEvents } from '../activities/record-events.ts';
import { createSendEmail } from '../activities/send-email.ts';
import { createSendSms, type SendDeps } from '../activities/send-sms.ts';
import { createSweep, type SweepDeps } from '../activities/sweep.ts';
import { createSuppression, type SuppressionBook } from '../activities/suppress-addresses.ts';
import { createTellIncident } from '../activities/tell-incident.ts';
import { createTellIncidentsOfStranger } from '../activities/tell-incidents-of-stranger.ts';
import type { Channels } from '../channels/create-channels.ts';
import type { Store } from '../store/open-store.ts';
import type { RoutingDeps } from '../workflows/inbound-routing.ts';
import type {
  ConversationEffects,
  IncidentMessageEffects,
  IncidentRecordEffects,
  ReconcilerEffects,
  StrangerEffects,
  SweepEffects,
} from '../workflows/effects.ts';

/** Everything that activities need of the world. */
export interface ActivityDeps {
  readonly client: Client;
  readonly store: Pick<Store, 'log'> & SweepDeps['store'];
  readonly channels: Pick<Channels, 'sms' | 'email'>;
  readonly book: SuppressionBook;
  /** Who is known by which number; read before each look of the reconciler. */
  readonly routing: () => Promise<RoutingDeps>;
  /** Keyed hash (ID_KEY). */
  readonly hash: (text: string) => string;
  readonly linkFor: SendDeps['linkFor'];
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** All activities by name, as workflows ask for them. */
export type Activities = ConversationEffects &
  StrangerEffects &
  ReconcilerEffects &
  SweepEffects &
  IncidentMessageEffects &
  IncidentRecordEffects;

/** Makes every activity once for a process. */
export function createActivities(deps: ActivityDeps): Activities {
  const tellIncident = createTellIncident(deps);
  const { sms, email } = deps.channels;
  return {
    tellIncident,
    sendSms: createSendSms({ sms, linkFor: deps.linkFor, tellIncident }),
    sendEmail: createSendEmail({ email, linkFor: deps.linkFor, tellIncident }),
    giveCommand: createGiveCommand(deps),
    deliverOrders: createDeliverOrders(deps),
    ...createSuppression(deps),
    tellIncidentsOfStranger: createTellIncidentsOfStranger(deps),
    askProviderForReplies: createAskProviderForReplies({
      client: deps.client,
      sms,
      routing: deps.routing,
      now: deps.now,
    }),
    ...createRecordEvents(deps.store),
    ...createSweep(deps),
  };
}
