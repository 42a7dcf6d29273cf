/**
 * Incidents as they stand: the sealed log folded and kept in memory, the last steps folded on top at
 * every read; from the workflow itself while the database is down or behind.
 */
import { WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import { evolve } from '../domain/incident/evolve.ts';
import type { IncidentEvent, LoggedEvent } from '../domain/incident/events.ts';
import type { Incident, IncidentId } from '../domain/incident/state.ts';
import { StoreError } from '../store/store-error.ts';
import type { LogEntry } from '../store/incident-log.ts';
import { incidentQuery, incidentWorkflowId, unsealedQuery } from '../workflows/messages.ts';
import type { ApiDependencies } from './dependencies.ts';

/** How long `?atLeast=seq` waits (contract), and how often it looks. */
const PATIENCE_MS = 1_000;
const LOOK_MS = 40;
const PAGE = 1_000;
/** Folded incidents kept in memory. */
const KEPT = 200;
const QUERY_LIMIT_MS = 5_000;

export interface IncidentReader {
  /** Undefined: there is no such incident. */
  read(id: IncidentId, atLeast?: number): Promise<Incident | undefined>;
  /** Entries of the log after a sequence number, in order. */
  readLog(id: IncidentId, after: number, limit: number): Promise<readonly LoggedEvent[]>;
}

type Deps = Pick<ApiDependencies, 'store' | 'temporal' | 'now' | 'logger'>;

export function createIncidentReader(deps: Deps): IncidentReader {
  const sealed = new Map<IncidentId, Incident>();
  const fromLog = async (id: IncidentId): Promise<Incident | undefined> => {
    let whole = sealed.get(id);
    let kept = whole;
    for (;;) {
      const entries = await deps.store.log.readLog(id, { after: whole?.seq ?? 0, limit: PAGE });
      for (const entry of entries) {
        whole = keepArchived(whole, toLoggedEvent(entry));
        if (entry.hash !== null) kept = whole;
      }
      if (entries.length < PAGE) break;
    }
    if (kept !== undefined) remember(sealed, id, kept);
    return whole;
  };
  return {
    async read(id, atLeast = 0) {
      const until = deps.now() + PATIENCE_MS;
      let found = await unlessDown(fromLog(id));
      while (found !== undefined && found.seq < atLeast && deps.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
        found = (await unlessDown(fromLog(id))) ?? found;
      }
      if (found !== undefined && found.seq >= atLeast) return found;
      return (await fromWorkflow(deps, id)) ?? found;
    },
    async readLog(id, after, limit) {
      const entries = await unlessDown(deps.store.log.readLog(id, { after, limit }));
      if (entries !== undefined) return entries.map(toLoggedEvent);
      deps.logger.warn({ incident: id }, 'the database is down: the log is read from the workflow');
      return unsealedEvents(deps, id, after);
    },
  };
}

/** The log's entries leave nothing out: a task that left the workflow's state is shown all the same. */
function keepArchived(incident: Incident | undefined, logged: LoggedEvent): Incident {
  return logged.event.type === 'archived' && incident !== undefined
    ? { ...incident, seq: logged.seq }
    : evolve(incident, logged);
}

const bodySchema = z.looseObject({
  by: z.looseObject({ proof: z.string() }),
  cause: z.string(),
  event: z.looseObject({ type: z.string() }),
});

/** @throws StoreError `erased` when the content is gone, `unreadable` when it is no event */
export function toLoggedEvent(entry: LogEntry): LoggedEvent {
  if (entry.body === null) {
    throw new StoreError('erased', 'the content of this incident was erased');
  }
  const body = bodySchema.safeParse(entry.body);
  if (!body.success) throw new StoreError('unreadable', `entry ${entry.seq} is no event`);
  const { by, cause, event } = body.data;
  return {
    seq: entry.seq,
    at: entry.at,
    // Written by this code's recorder and hash-chained since: the shape was checked at its outline.
    by: by as LoggedEvent['by'],
    cause,
    event: event as unknown as IncidentEvent,
  };
}

function remember(sealed: Map<IncidentId, Incident>, id: IncidentId, incident: Incident): void {
  sealed.delete(id);
  sealed.set(id, incident);
  const oldest = sealed.keys().next().value;
  if (sealed.size > KEPT && oldest !== undefined) sealed.delete(oldest);
}

async function fromWorkflow({ temporal }: Deps, id: IncidentId): Promise<Incident | undefined> {
  const handle = temporal.workflow.getHandle(incidentWorkflowId(id));
  return ifThere(
    temporal.withDeadline(Date.now() + QUERY_LIMIT_MS, () => handle.query(incidentQuery)),
  );
}

async function unsealedEvents(
  { temporal }: Deps,
  id: IncidentId,
  after: number,
): Promise<readonly LoggedEvent[]> {
  const handle = temporal.workflow.getHandle(incidentWorkflowId(id));
  const events = await ifThere(
    temporal.withDeadline(Date.now() + QUERY_LIMIT_MS, () =>
      handle.query(unsealedQuery, { after }),
    ),
  );
  return events ?? [];
}

async function ifThere<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

async function unlessDown<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'unavailable') return undefined;
    throw error;
  }
}

/** The incident's own clock: in an exercise it may run faster (design.md 5). */
export function incidentNow(incident: Incident, now: number): number {
  return incident.startedAt + (now - incident.startedAt) * incident.timeFactor;
}
