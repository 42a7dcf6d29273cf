import type { Client } from '@temporalio/client';
import type { Alarms } from '../store/alarms.ts';
import type { DirectoryStore } from '../store/directory.ts';
import type { Idempotency } from '../store/idempotency.ts';
import type { IncidentLog } from '../store/incident-log.ts';
import type { Incidents } from '../store/incidents.ts';
import type { SweepEffects } from '../workflows/effects.ts';
import { closeCodesOf } from './close-codes.ts';
import { endedIncidents } from './ended-incidents.ts';
import { stuckWorkflows } from './stuck-workflows.ts';

export interface SweepDeps {
  readonly client: Client;
  readonly store: {
    readonly alarms: Alarms;
    readonly incidents: Incidents;
    readonly log: Pick<IncidentLog, 'gaps'>;
    readonly directory: Pick<DirectoryStore, 'turnRotations'>;
    readonly idempotency: Pick<Idempotency, 'sweep'>;
  };
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Alarms without an incident of their own: `subject` names the incident or the workflow. */
const ENDED = 'ended-without-review';
const GAP = 'log-gap';
const STUCK = 'stuck-workflow';
/** Who clears an alarm whose cause has gone. */
const SWEEP = 'sweep';
/** For so long after its alarm an ended incident's codes are looked for; asking everyone is dear. */
const CODES_ARE_CLOSED_WITHIN = 60 * 60_000;

/** What nobody else would notice (design.md 5): looked for every few minutes, told as alarms. */
export function createSweep(deps: SweepDeps): SweepEffects {
  return {
    sweepEnded: () => sweepEnded(deps),
    sweepLogs: async () => {
      const gaps = await deps.store.log.gaps();
      return await keepAlarmed(deps, GAP, new Set(gaps.map(({ incidentId }) => incidentId)));
    },
    sweepStuck: async () =>
      await keepAlarmed(deps, STUCK, await stuckWorkflows(deps.client, deps.now())),
    tidy: async () => {
      const turned = await deps.store.directory.turnRotations(deps.now());
      await deps.store.idempotency.sweep();
      return turned.length;
    },
  };
}

/** The alarm comes once: whoever clears it has seen to it, and the incident stays ended. */
async function sweepEnded({ client, store, now }: SweepDeps): Promise<number> {
  const fresh = new Set<string>();
  const ended = await endedIncidents({ client, incidents: store.incidents });
  for (const subject of ended) {
    const [raised] = await store.alarms.list({ code: ENDED, subject, limit: 1 });
    if (raised === undefined) await store.alarms.raise({ code: ENDED, severity: 'life', subject });
    const since = raised?.at ?? now();
    if (now() - since < CODES_ARE_CLOSED_WITHIN) fresh.add(subject);
  }
  if (fresh.size > 0) await closeCodesOf(client, fresh);
  return ended.length;
}

/** Raises what holds, and clears what holds no longer. @returns how many hold */
async function keepAlarmed(
  { store }: SweepDeps,
  code: string,
  subjects: ReadonlySet<string>,
): Promise<number> {
  for (const subject of subjects) await store.alarms.raise({ code, severity: 'life', subject });
  for (const { subject = '' } of await store.alarms.list({ code, open: true, limit: 500 })) {
    if (!subjects.has(subject)) await store.alarms.settle({ code, subject }, SWEEP);
  }
  return subjects.size;
}
