import type { IncidentLog } from '../store/incident-log.ts';
import type { Incidents } from '../store/incidents.ts';
import type { IncidentRecordEffects, RecordStep } from '../workflows/effects.ts';

/** Writes an incident's events into its log, and how a list shows it. */
export function createRecordEvents(store: {
  readonly log: IncidentLog;
  readonly incidents: Incidents;
}): IncidentRecordEffects {
  return {
    async recordEvents(step: RecordStep) {
      const { incident, committedThrough, shell } = step;
      const events = step.events.map(({ seq, at, by, cause, event }) => ({
        seq,
        at,
        type: event.type,
        body: { by, cause, event },
      }));
      const recorded = await store.log.record(incident, { events, committedThrough });
      if (shell !== undefined) {
        const { lastSeq } = recorded;
        await store.incidents.upsertSnapshot({ id: incident, ...shell, lastSeq, view: {} });
      }
      return { sealedThrough: recorded.sealedThrough };
    },
  };
}
