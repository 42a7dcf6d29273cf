/** How an incident's effects are carried out: within the workflow task where that works, patiently where not. */
import { log, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Effects } from '../domain/incident/orders.ts';
import type { IncidentMessageEffects, IncidentRecordEffects } from './effects.ts';
import { TASK_QUEUES } from './messages.ts';

type Acts = IncidentMessageEffects & IncidentRecordEffects;

/** The short way costs one history event. A second try within it, then the patient way. */
const short = proxyLocalActivities<Acts>({
  startToCloseTimeout: '3 seconds',
  retry: { initialInterval: '200 milliseconds', maximumAttempts: 2 },
});
const patient = proxyActivities<Acts>({
  taskQueue: TASK_QUEUES.pages,
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
});

/** Things under way in the background; a roll waits for them. */
export class Background {
  #count = 0;
  get busy(): boolean {
    return this.#count > 0;
  }
  /** Runs it without waiting; a rejection is logged and wedges nothing. */
  run(name: string, deed: () => Promise<void>): void {
    this.#count += 1;
    deed()
      .catch((error: unknown) => log.error('incident: an effect failed', { name, ...named(error) }))
      .finally(() => (this.#count -= 1))
      .catch(() => undefined);
  }
}

/** An error's class; its message could hold content. */
export function named(error: unknown): { readonly error: string } {
  return { error: error instanceof Error ? error.name : typeof error };
}

/** Hands out messages, closures and suppressions; suppression first, so that nothing slips past it. */
export async function carryOut(
  incident: string,
  effects: Effects,
  background: Background,
): Promise<void> {
  const { messages, closures, suppress } = effects;
  if (suppress.length > 0) {
    const step = { incident, addresses: suppress };
    await short.suppressAddresses(step).catch(() => {
      background.run('suppressAddresses', () => patient.suppressAddresses(step));
    });
  }
  if (messages.length + closures.length === 0) return;
  const step = { messages, closures };
  await short.deliverOrders(step).catch(() => {
    background.run('deliverOrders', () => patient.deliverOrders(step));
  });
}
