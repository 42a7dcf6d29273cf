/** Workflows whose tasks fail again and again: whatever comes for them waits. */
import { WorkflowNotFoundError, type Client } from '@temporalio/client';

/** The server notes this by itself after some failures in a row. */
const REPORTED = `ExecutionStatus = 'Running' AND TemporalReportedProblems IN ('category=WorkflowTaskFailed', 'category=WorkflowTaskTimedOut')`;
const INCIDENTS = `ExecutionStatus = 'Running' AND WorkflowType = 'incident'`;
/** One failure may be a worker that was just replaced; so many in a row are none. */
const ATTEMPTS = 3;
/** A task that no worker takes for so long, milliseconds: its version is not served any more. */
const UNTAKEN = 120_000;
/** One question to the server, milliseconds. */
const CALL_LIMIT = 2_000;

/**
 * Ids of all that are stuck now. Incidents are asked one by one as well: the server's own note
 * comes late, says nothing of tasks that nobody takes, and older servers do not make it.
 */
export async function stuckWorkflows(client: Client, now: number): Promise<ReadonlySet<string>> {
  const stuck = new Set<string>(await reported(client));
  for await (const { workflowId } of client.workflow.list({ query: INCIDENTS })) {
    if (!stuck.has(workflowId) && (await isStuck(client, workflowId, now))) stuck.add(workflowId);
  }
  return stuck;
}

async function reported(client: Client): Promise<readonly string[]> {
  const ids: string[] = [];
  try {
    for await (const { workflowId } of client.workflow.list({ query: REPORTED })) {
      ids.push(workflowId);
    }
  } catch (error) {
    // gRPC's INVALID_ARGUMENT: a server without this search attribute.
    if (!(error instanceof Error && 'code' in error && error.code === 3)) throw error;
  }
  return ids;
}

async function isStuck(client: Client, workflowId: string, now: number): Promise<boolean> {
  try {
    const { raw } = await client.withDeadline(Date.now() + CALL_LIMIT, () =>
      client.workflow.getHandle(workflowId).describe(),
    );
    const task = raw.pendingWorkflowTask;
    if (task === null || task === undefined) return false;
    const since = task.originalScheduledTime ?? task.scheduledTime;
    const scheduled = Number(since?.seconds ?? 0) * 1_000;
    const waiting = scheduled === 0 ? 0 : now - scheduled;
    return (task.attempt ?? 0) > ATTEMPTS || waiting > UNTAKEN;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
