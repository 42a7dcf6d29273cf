/** Workflows as somebody might change them without a thought: an incident that waits a minute first. */
import { sleep } from '@temporalio/workflow';
import type { IncidentInput } from '../../workflows/messages.ts';
import { incident as today } from '../../workflows/incident.ts';

export { conversation } from '../../workflows/conversation.ts';

export async function incident(input: IncidentInput): Promise<void> {
  await Promise.all([sleep('1 minute'), today(input)]);
}
