import type { Sight } from '../domain/people/compartments.ts';
import type { ReadAccess } from '../store/reads.ts';
import type { Caller } from './caller.ts';
import type { ApiDependencies } from './dependencies.ts';
import { detach } from './detach.ts';

/** Reads not written yet, at most; beyond it the oldest are given up, and the loss is logged. */
const QUEUE_LIMIT = 10_000;

/** Who read what of an incident beyond its shell (R12). */
export interface AccessLog {
  /** Notes a read; never delays or refuses it. */
  note(caller: Caller, sight: Sight, read: { incident: string; route: string }): void;
  /** Writes what is queued; stops at the first that the database does not take. */
  flush(): Promise<void>;
}

export function createAccessLog({
  store,
  logger,
}: Pick<ApiDependencies, 'store' | 'logger'>): AccessLog {
  const queue: ReadAccess[] = [];
  let flushing: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      await store.reads.note(next);
      queue.shift();
    }
  };
  const flush = async (): Promise<void> => {
    flushing ??= write()
      .catch(() => {
        logger.warn({ waiting: queue.length }, 'reads are queued until the database answers');
      })
      .finally(() => {
        flushing = undefined;
      });
    return flushing;
  };
  return {
    flush,
    note(caller, sight, { incident, route }) {
      const compartments = sight.compartments.filter((compartment) => compartment !== 'C0');
      if (compartments.length === 0) return;
      if (queue.length >= QUEUE_LIMIT) {
        queue.shift();
        logger.error({}, 'the queue of reads is full: one was lost');
      }
      queue.push({
        reader: caller.person ?? caller.id,
        incidentId: incident,
        compartments,
        route,
      });
      detach(flush());
    },
  };
}
