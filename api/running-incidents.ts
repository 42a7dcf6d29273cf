import { viewShell } from '../domain/incident/view.ts';
import { incidentWorkflowId } from '../workflows/messages.ts';
import type { ApiContext } from './context.ts';

const PREFIX = incidentWorkflowId('');
const RUNNING = `WorkflowType = 'incident' AND ExecutionStatus = 'Running'`;
/** Asked one by one while the database is down; more would keep the caller waiting. */
const MOST = 50;

/** Running incidents by Temporal's own list, for the time without a database. */
export async function runningShells(
  context: Pick<ApiContext, 'temporal' | 'incidents'>,
): Promise<readonly object[]> {
  const shells: object[] = [];
  for await (const { workflowId } of context.temporal.workflow.list({ query: RUNNING })) {
    if (shells.length >= MOST) break;
    if (!workflowId.startsWith(PREFIX)) continue;
    const incident = await context.incidents.read(workflowId.slice(PREFIX.length));
    if (incident !== undefined) shells.push(viewShell(incident));
  }
  return shells;
}
