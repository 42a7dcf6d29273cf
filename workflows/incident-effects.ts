/** How an incident's effects are carried out: within the workflow task where that works, patiently where not. */
import { log, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import { NO_EFFECTS } from '../domain/incident/effects.ts';
import type { Effects } from '../domain/incident/orders.ts';
import type { IncidentMessageEffects, IncidentRecordEffects, SuppressionStep } from './effects.ts';
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

/** For what waits for the database: its slots are not those of the pages. */
const slow = proxyActivities<Acts>({
  taskQueue: TASK_QUEUES.records,
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
});

/** A thing under way. `effects`: what it carries out, to be asked for again after a roll. */
interface Deed {
  readonly name: string;
  readonly effects?: Effects;
  readonly run: () => Promise<void>;
}

/** Things under way in the background; a roll waits for them as long as it can. */
export class Background {
  readonly #deeds = new Set<Deed>();
  get busy(): boolean {
    return this.#deeds.size > 0;
  }
  /** What a roll that could not wait has to take along. */
  get unfinished(): readonly Effects[] {
    return [...this.#deeds].flatMap(({ effects }) => effects ?? []);
  }
  /** Runs it without waiting; a rejection is logged and wedges nothing. */
  run(deed: Deed): void {
    const { name } = deed;
    this.#deeds.add(deed);
    deed
      .run()
      .catch((error: unknown) => log.error('incident: an effect failed', { name, ...named(error) }))
      .finally(() => this.#deeds.delete(deed))
      .catch(() => undefined);
  }
}

/** An error's class; its message could hold content. */
export function named(error: unknown): { readonly error: string } {
  return { error: error instanceof Error ? error.name : typeof error };
}

/**
 * Hands out messages, closures and suppressions; conversations fall silent first, so that nothing
 * slips past. Pages do not wait for the rest of a suppression, which needs the database.
 */
export async function carryOut(
  incident: string,
  effects: Effects,
  background: Background,
): Promise<void> {
  const { messages, closures, suppress } = effects;
  if (suppress.length > 0) await silence({ incident, addresses: suppress }, background);
  if (messages.length + closures.length === 0) return;
  const step = { messages, closures };
  await short.deliverOrders(step).catch(() => {
    background.run({
      name: 'deliverOrders',
      effects: { ...NO_EFFECTS, ...step },
      run: () => patient.deliverOrders(step),
    });
  });
}

async function silence(step: SuppressionStep, background: Background): Promise<void> {
  const effects: Effects = { ...NO_EFFECTS, suppress: step.addresses };
  await short.silenceAddresses(step).catch(() => {
    background.run({
      name: 'silenceAddresses',
      effects,
      run: () => patient.silenceAddresses(step),
    });
  });
  background.run({ name: 'suppressAddresses', effects, run: () => slow.suppressAddresses(step) });
}
