/** Incidents whose workflow is gone although nobody closed them: an operator ended it, or it failed. */
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { IncidentStatus } from '../domain/incident/state.ts';
import type { Incidents } from '../store/incidents.ts';
import { incidentWorkflowId } from '../workflows/messages.ts';

const PREFIX = incidentWorkflowId('');
/** Every way to end but the right one. */
const ENDED_BADLY = `WorkflowType = 'incident' AND ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut', 'Canceled')`;
const UNFINISHED: readonly IncidentStatus[] = [
  'intake',
  'standby',
  'active',
  'stoodDown',
  'inReview',
];
const PAGE = 200;
/** One question to the server, milliseconds. */
const CALL_LIMIT = 2_000;

interface Deps {
  readonly client: Client;
  readonly incidents: Pick<Incidents, 'get' | 'list'>;
}

/**
 * Their ids. Those that Temporal still remembers, on record or not, and those on record as
 * unfinished that it no longer has: retention is 30 days, an incident may last longer. An incident
 * is only closed once its review is signed, so `closed` on record is all there is to ask.
 */
export async function endedIncidents(deps: Deps): Promise<readonly string[]> {
  const found = new Set<string>();
  for await (const { workflowId } of deps.client.workflow.list({ query: ENDED_BADLY })) {
    if (workflowId.startsWith(PREFIX)) found.add(workflowId.slice(PREFIX.length));
  }
  for (const status of UNFINISHED) {
    for await (const id of onRecord(deps, status)) found.add(id);
  }
  const ended: string[] = [];
  for (const id of found) {
    if (!(await isRunning(deps.client, id)) && !(await isClosed(deps, id))) ended.push(id);
  }
  return ended;
}

async function* onRecord({ incidents }: Deps, status: IncidentStatus): AsyncGenerator<string> {
  for (let before: string | undefined; ;) {
    const page = await incidents.list({
      status,
      limit: PAGE,
      ...(before === undefined ? {} : { before }),
    });
    for (const { id } of page) yield id;
    before = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}

async function isRunning(client: Client, id: string): Promise<boolean> {
  const handle = client.workflow.getHandle(incidentWorkflowId(id));
  try {
    const { status } = await client.withDeadline(Date.now() + CALL_LIMIT, () => handle.describe());
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** Asked after the workflow: one that has just ended in the right way has been recorded before. */
async function isClosed({ incidents }: Deps, id: string): Promise<boolean> {
  return (await incidents.get(id))?.status === 'closed';
}
