import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { CommandEnvelope } from '../domain/incident/commands.ts';
import type { ConversationEffects } from '../workflows/effects.ts';
import { commandSignal, incidentWorkflowId } from '../workflows/messages.ts';

/** How long a Temporal call may take before another way is tried, milliseconds. */
const CALL_LIMIT = 2_000;

/**
 * Leaves word with an incident, as a Signal: durable although no worker may be there. An incident
 * that has ended needs no word.
 */
export function createTellIncident(deps: {
  readonly client: Client;
}): ConversationEffects['tellIncident'] {
  return async ({ id, incident, command }) => {
    await signalIncident(deps.client, incident, { id, by: { proof: 'system' }, command });
  };
}

/** Gives a command as a Signal. Never starts an incident. @returns false when it has ended */
export async function signalIncident(
  client: Client,
  incident: string,
  envelope: CommandEnvelope,
): Promise<boolean> {
  const handle = client.workflow.getHandle(incidentWorkflowId(incident));
  try {
    await client.withDeadline(Date.now() + CALL_LIMIT, () =>
      handle.signal(commandSignal, envelope),
    );
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
