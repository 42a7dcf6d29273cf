/** From an incident to people's phones: the only way by which pages and notices leave. */
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import {
  homeAddress,
  homeAddressAmong,
  type HomeAddress,
} from '../domain/conversation/home-address.ts';
import type { CodeClosure, MessageOrder } from '../domain/incident/orders.ts';
import { normaliseAddress } from '../domain/people/person.ts';
import type { IncidentMessageEffects } from '../workflows/effects.ts';
import { conversationWorkflowId, ordersSignal } from '../workflows/messages.ts';
import { conversationStart } from '../workflows/inbound-routing.ts';

export interface ConversationDeps {
  readonly client: Client;
  /** Keyed hash. */
  readonly hash: (text: string) => string;
}

interface Mail {
  readonly home: HomeAddress;
  readonly orders: MessageOrder[];
  readonly closures: CodeClosure[];
}

/**
 * Hands each phone its orders and closures of one incident step. May be done again after a crash:
 * conversations know the orders' keys, and closing twice is closing once.
 */
export function createDeliverOrders(
  deps: ConversationDeps,
): IncidentMessageEffects['deliverOrders'] {
  return async ({ messages, closures }) => {
    const mails = sortByPhone(messages, closures);
    const deliveries = [...mails.values()].map((mail) => deliver(deps, mail));
    const elsewhere = closures.flatMap((closure) => closeElsewhere(deps, closure));
    await Promise.all([...deliveries, ...elsewhere]);
  };
}

function sortByPhone(
  messages: readonly MessageOrder[],
  closures: readonly CodeClosure[],
): ReadonlyMap<string, Mail> {
  const mails = new Map<string, Mail>();
  const mailFor = (home: HomeAddress): Mail => {
    const mail = mails.get(home.address) ?? { home, orders: [], closures: [] };
    mails.set(home.address, mail);
    return mail;
  };
  for (const order of messages) {
    const home = homeAddress(order);
    if (home !== undefined) mailFor(home).orders.push(order);
  }
  for (const closure of closures) {
    const home = homeAddressAmong(closure.addresses);
    if (home !== undefined) mailFor(home).closures.push(closure);
  }
  return mails;
}

async function deliver(deps: ConversationDeps, { home, orders, closures }: Mail): Promise<void> {
  await deps.client.workflow.signalWithStart('conversation', {
    ...conversationStart(home, deps.hash),
    signal: ordersSignal,
    signalArgs: [{ orders, closures }],
  });
}

/** A person whose first number changed may hold the code under an older one. */
function closeElsewhere(deps: ConversationDeps, closure: CodeClosure): readonly Promise<void>[] {
  const home = homeAddressAmong(closure.addresses)?.address;
  const others = closure.addresses.map(normaliseAddress).filter((address) => address !== home);
  return others.map(async (address) => {
    const handle = deps.client.workflow.getHandle(conversationWorkflowId(deps.hash(address)));
    try {
      await handle.signal(ordersSignal, { orders: [], closures: [closure] });
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  });
}
