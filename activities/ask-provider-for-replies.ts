import type { Client } from '@temporalio/client';
import type { InboundSms, SmsChannel } from '../channels/channel.ts';
import type { ReconcilerEffects } from '../workflows/effects.ts';
import { routeInbound, type RoutingDeps } from '../workflows/inbound-routing.ts';
import { takenQuery } from '../workflows/messages.ts';

/** A look goes back this far behind the last one: the provider lists a text a little late. */
const OVERLAP = 2 * 60_000;
/** A question may take this long; unanswered, the text is handed on: it is dropped there if known. */
const QUESTION_LIMIT = 2_000;
/** Without an earlier look known to anybody (a new process), as far as this. */
const FIRST_LOOK = 24 * 60 * 60_000;

export interface AskProviderDeps {
  readonly client: Client;
  readonly sms: Pick<SmsChannel, 'received'>;
  /** Read before each look, so that new people are known; may fail, then the look fails. */
  readonly routing: () => Promise<RoutingDeps>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Hands on every text the provider holds since the last look, by the same path as the webhook.
 * Those that came in already are recognised by their id, so the looks may overlap.
 */
export function createAskProviderForReplies(
  deps: AskProviderDeps,
): ReconcilerEffects['askProviderForReplies'] {
  // Only spares work: Schedules of some servers do not pass on the last run's result.
  let lastLook: number | undefined;
  return async ({ since = lastLook }) => {
    const lookedAt = deps.now();
    const from = since === undefined ? lookedAt - FIRST_LOOK : since - OVERLAP;
    const texts = await deps.sms.received(from);
    const routing = await deps.routing();
    for (const text of texts) await handOn(deps, text, routing);
    lastLook = lookedAt;
    return { lookedAt, found: texts.length };
  };
}

/** One text to its conversation, or to the strangers; durable when this returns. */
async function handOn(
  { client, now }: AskProviderDeps,
  text: InboundSms,
  routing: RoutingDeps,
): Promise<void> {
  const told = text.receivedAt === undefined ? Number.NaN : Date.parse(text.receivedAt);
  const route = routeInbound(text, Number.isNaN(told) ? now() : told, routing);
  if (await isTaken(client, route.options.workflowId, text.providerId)) return;
  if (route.type === 'conversation') {
    await client.workflow.signalWithStart(route.type, route.options);
  } else {
    await client.workflow.signalWithStart(route.type, route.options);
  }
}

/** Most came by webhook long ago. Asking costs no history; handing on a second time would. */
async function isTaken(client: Client, workflowId: string, providerId: string): Promise<boolean> {
  try {
    return await client.withDeadline(Date.now() + QUESTION_LIMIT, () =>
      client.workflow.getHandle(workflowId).query(takenQuery, providerId),
    );
  } catch {
    return false;
  }
}
