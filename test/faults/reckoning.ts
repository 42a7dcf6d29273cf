import { expect } from '@jest/globals';
import { toLoggedEvent } from '../../api/incident-reader.ts';
import { fold } from '../../domain/incident/evolve.ts';
import type { IncidentEvent, LoggedEvent } from '../../domain/incident/events.ts';
import type { Incident } from '../../domain/incident/state.ts';
import { incidentQuery, incidentWorkflowId } from '../../workflows/messages.ts';
import { eventually } from '../harness/eventually.ts';
import { ANY_PAGE } from '../harness/house-desk.ts';
import type { House } from '../harness/house.ts';

type Event<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

/** One rung as it was logged. */
export interface Rung extends Event<'rungReached'> {
  /** When it really ran, on the incident's clock. */
  readonly at: number;
}

/** What an incident did and what came of it, once everything is on record. */
export interface Reckoning {
  readonly incident: Incident;
  readonly log: readonly LoggedEvent[];
  readonly rungs: readonly Rung[];
}

const PATIENCE_MS = 60_000;

/** The incident as its workflow holds it; asks until a worker answers. */
export function stateOf(house: House, id: string): Promise<Incident> {
  const handle = house.client.workflow.getHandle(incidentWorkflowId(id));
  return eventually(
    'the state of the incident',
    () =>
      house.client
        .withDeadline(Date.now() + 5_000, () => handle.query(incidentQuery))
        .catch(() => undefined),
    PATIENCE_MS,
  );
}

/**
 * What has to hold after any fault: the log is complete, its chain verifies, it folds to the
 * workflow's own state; no rung was skipped, no page was ordered twice.
 */
export async function reckon(house: House, id: string): Promise<Reckoning> {
  const incident = await stateOf(house, id);
  const log = await eventually(
    'the whole log',
    async () => {
      const found = await readAll(house, id).catch(() => []);
      return found.length >= incident.seq ? found : undefined;
    },
    PATIENCE_MS,
  );
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
  expect(await house.store.log.verifyChain(id)).toMatchObject({ intact: true });
  expect(fold(log.slice(0, incident.seq))).toEqual(incident);
  const rungs = log.flatMap(({ at, event }) =>
    event.type === 'rungReached' ? [{ ...event, at }] : [],
  );
  expectEveryRung(incident, rungs);
  return { incident, log, rungs };
}

async function readAll(house: House, id: string): Promise<readonly LoggedEvent[]> {
  return (await house.store.log.readLog(id, { limit: 1_000 })).map(toLoggedEvent);
}

/** Rungs follow each other; only the endless repeats after the last may merge. */
function expectEveryRung(incident: Incident, rungs: readonly Rung[]): void {
  const legs = new Map<string, Rung[]>();
  for (const rung of rungs) {
    const leg = `${rung.task}/${rung.leg}`;
    legs.set(leg, [...(legs.get(leg) ?? []), rung]);
  }
  for (const [leg, reached] of legs) {
    const name = incident.tasks[leg.split('/')[0] ?? '']?.legs[reached[0]?.leg ?? 0]?.ladder;
    const length = incident.plan.ladders[name ?? '']?.rungs.length ?? 0;
    const proper = reached.map(({ rung }) => rung).filter((rung) => rung < length);
    expect(proper).toEqual(proper.map((_, index) => index));
    const pages = reached.flatMap((rung) => rung.pages.map(({ n }) => n));
    expect(new Set(pages).size).toBe(pages.length);
  }
}

/** Numbers of the pages by text that the log says a person was to get. */
function textsOrdered(rungs: readonly Rung[], person: string): readonly number[] {
  return rungs
    .flatMap(({ pages }) => pages)
    .filter((page) => page.person === person && page.channels.includes('sms'))
    .map(({ n }) => n);
}

/** Pages by text that the log says a person was to get. */
export function orderedTexts(rungs: readonly Rung[], person: string): number {
  return textsOrdered(rungs, person).length;
}

/**
 * Every page that the log holds for sent came, once; a page that was still waiting when the task was
 * taken was dropped. A page whose fate a crash hid may have come twice, then word for word the same.
 * @param repeats how many such pages there may be in all
 */
export async function expectTexts(
  house: House,
  { rungs, incident, log }: Reckoning,
  repeats = 0,
): Promise<void> {
  await sendsEnded(house);
  const sent = new Set(
    log
      .flatMap(({ event }) => (event.type === 'delivery' ? event.reports : []))
      .filter(({ channel, state }) => channel === 'sms' && state !== 'failed')
      .map(({ page }) => page),
  );
  const people = new Set(rungs.flatMap(({ pages }) => pages.map(({ person }) => person)));
  let surplus = 0;
  for (const person of people) {
    const ordered = textsOrdered(rungs, person);
    const bodies = pagesOn(house, person, incident.codeName);
    expect(bodies.length).toBeGreaterThanOrEqual(ordered.filter((n) => sent.has(n)).length);
    surplus += Math.max(0, bodies.length - ordered.length);
    expect(bodies.length - new Set(bodies).size).toBeGreaterThanOrEqual(
      bodies.length - ordered.length,
    );
  }
  expect(surplus).toBeLessThanOrEqual(repeats);
}

/** Bodies of an incident's pages on a phone, oldest first. */
export function pagesOn(house: House, person: string, codeName: string): readonly string[] {
  return house
    .texts(person)
    .map(({ body }) => body)
    .filter((body) => body.includes(codeName) && ANY_PAGE.test(body));
}

/** Waits until no conversation has a send under way, so that a late second copy would be seen. */
export async function sendsEnded(house: House): Promise<void> {
  await eventually(
    'the end of every send',
    async () => {
      for await (const { workflowId } of house.client.workflow.list({
        query: `WorkflowType = 'conversation' AND ExecutionStatus = 'Running'`,
      })) {
        const { raw } = await house.client.workflow.getHandle(workflowId).describe();
        if ((raw.pendingActivities ?? []).length > 0) return undefined;
      }
      return true;
    },
    PATIENCE_MS,
  );
}
