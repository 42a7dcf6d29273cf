import type { Client } from '@temporalio/client';
import type { Command } from '../domain/incident/commands.ts';
import { incidentWorkflowId } from '../workflows/messages.ts';
import { signalIncident } from './tell-incident.ts';

const PREFIX = incidentWorkflowId('');
/** Signals under way at once; the server has other work too. */
const SIDE_BY_SIDE = 10;

/**
 * Gives a command to every running incident, as a Signal. The list may lag by a moment: an incident
 * that began just now took the news with its start.
 * @param command `id` is the same for every repeat of this news
 * @returns how many were told
 */
export async function tellRunningIncidents(
  client: Client,
  command: { readonly id: string; readonly command: Command },
): Promise<number> {
  const query = `WorkflowType = 'incident' AND ExecutionStatus = 'Running'`;
  let told = 0;
  let batch: Promise<boolean>[] = [];
  const settle = async (): Promise<void> => {
    told += (await Promise.all(batch)).filter(Boolean).length;
    batch = [];
  };
  for await (const { workflowId } of client.workflow.list({ query })) {
    if (!workflowId.startsWith(PREFIX)) continue;
    const incident = workflowId.slice(PREFIX.length);
    batch.push(signalIncident(client, incident, { ...command, by: { proof: 'system' } }));
    if (batch.length >= SIDE_BY_SIDE) await settle();
  }
  await settle();
  return told;
}
