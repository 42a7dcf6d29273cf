import type { Alarms } from '../store/alarms.ts';
import type { IncidentLog } from '../store/incident-log.ts';
import type { Incidents } from '../store/incidents.ts';
import { LogConflict } from '../store/store-error.ts';
import type { IncidentRecordEffects, RecordOutcome, RecordStep } from '../workflows/effects.ts';

/** What recording needs of the store. */
export interface RecordStore {
  readonly log: IncidentLog;
  readonly incidents: Incidents;
  readonly alarms: Alarms;
}

/** Writes an incident's events into its log, and how a list shows it. */
export function createRecordEvents(store: RecordStore): IncidentRecordEffects {
  return {
    async recordEvents(step) {
      const { incident, shell } = step;
      const outcome = await write(store, step);
      if (shell !== undefined) {
        const lastSeq = step.events.at(-1)?.seq ?? step.committedThrough;
        await store.incidents.upsertSnapshot({ id: incident, ...shell, lastSeq, view: {} });
      }
      return outcome;
    },
  };
}

async function write(store: RecordStore, step: RecordStep): Promise<RecordOutcome> {
  const { incident, committedThrough } = step;
  const events = step.events.map(({ seq, at, by, cause, event }) => ({
    seq,
    at,
    type: event.type,
    body: { by, cause, event },
  }));
  try {
    const written = await store.log.record(incident, { events, committedThrough });
    if (written.outcome === 'gap') {
      // The database is older than what it confirmed (a restored backup): people have to know.
      await store.alarms.raise({ code: 'log-gap', severity: 'life', subject: incident });
    }
    return { sealedThrough: written.sealedThrough };
  } catch (error) {
    if (!(error instanceof LogConflict)) throw error;
    // Another body under a sealed number: the log is no longer this incident's. People are called
    // all the same; asking again cannot mend it, so the entries count as dealt with.
    await store.alarms.raise({ code: 'log-conflict', severity: 'life', subject: incident });
    return { sealedThrough: step.events.at(-1)?.seq ?? committedThrough };
  }
}
