import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { codesQuery, ordersSignal } from '../workflows/messages.ts';

const CONVERSATIONS = `WorkflowType = 'conversation' AND ExecutionStatus = 'Running'`;
/** One question to a conversation, milliseconds; a cold one replays its history first. */
const QUESTION_LIMIT = 5_000;

/**
 * Closes every code of incidents that can close none themselves any more: nobody is asked to answer
 * for them, and the codes come free after their quarantine.
 * @returns how many were closed
 * @throws Error when a conversation could not be asked; the others have been
 */
export async function closeCodesOf(
  client: Client,
  incidents: ReadonlySet<string>,
): Promise<number> {
  let closed = 0;
  let unasked = 0;
  for await (const { workflowId } of client.workflow.list({ query: CONVERSATIONS })) {
    try {
      closed += await closeIn(client, workflowId, incidents);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) unasked += 1;
    }
  }
  if (unasked > 0) throw new Error(`${unasked} conversations could not be asked for open codes`);
  return closed;
}

async function closeIn(
  client: Client,
  workflowId: string,
  incidents: ReadonlySet<string>,
): Promise<number> {
  const handle = client.workflow.getHandle(workflowId);
  const codes = await client.withDeadline(Date.now() + QUESTION_LIMIT, () =>
    handle.query(codesQuery),
  );
  const closures = codes
    .filter(({ incident, state }) => state === 'open' && incidents.has(incident))
    .map(({ incident, task, leg, person }) => ({ incident, task, leg, person, addresses: [] }));
  if (closures.length > 0) await handle.signal(ordersSignal, { orders: [], closures });
  return closures.length;
}
