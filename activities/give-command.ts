import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { commandOf } from '../domain/conversation/command-of.ts';
import type { CommandOutcome } from '../domain/conversation/news.ts';
import type { CommandEnvelope } from '../domain/incident/commands.ts';
import { REFUSALS, type RefusalCode } from '../domain/incident/refusals.ts';
import type { ConversationEffects } from '../workflows/effects.ts';
import { commandUpdate, incidentWorkflowId, REFUSED } from '../workflows/messages.ts';
import { signalIncident } from './tell-incident.ts';

/** An Update unanswered for so long is left as a Signal, milliseconds (design.md 5). */
const ANSWER_LIMIT = 5_000;

/**
 * Puts a reply's command to its incident. The id is hashed: the provider's id of a text must not
 * stand in clear in a history, and the same text leads to the same id for ever.
 */
export function createGiveCommand(deps: {
  readonly client: Client;
  /** Keyed hash. */
  readonly hash: (text: string) => string;
}): ConversationEffects['giveCommand'] {
  return async ({ asked, untilAnswered = false }) => {
    const { incident, person, receivedAt } = asked;
    const envelope: CommandEnvelope = {
      id: deps.hash(asked.id),
      by: { person, proof: 'sms' },
      command: commandOf(asked),
      receivedAt,
    };
    try {
      return await update(deps.client, incident, envelope);
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome !== undefined) return outcome;
      if (untilAnswered) throw error;
      const isThere = await signalIncident(deps.client, incident, envelope);
      return { kind: isThere ? 'received' : 'gone' };
    }
  };
}

async function update(
  client: Client,
  incident: string,
  envelope: CommandEnvelope,
): Promise<CommandOutcome> {
  const handle = client.workflow.getHandle(incidentWorkflowId(incident));
  const answer = await client.withDeadline(Date.now() + ANSWER_LIMIT, () =>
    handle.executeUpdate(commandUpdate, { args: [envelope], updateId: envelope.id }),
  );
  return { kind: 'applied', ...(answer.reply === undefined ? {} : { reply: answer.reply }) };
}

/** The answer in an error; none when it says nothing of whether the command was taken. */
function outcomeOf(error: unknown): CommandOutcome | undefined {
  if (error instanceof WorkflowNotFoundError) return { kind: 'gone' };
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure) || cause.type !== REFUSED) return undefined;
  const code = refusalCode(cause.details?.[0]);
  return code === undefined ? undefined : { kind: 'refused', code };
}

function refusalCode(detail: unknown): RefusalCode | undefined {
  if (typeof detail !== 'object' || detail === null || !('code' in detail)) return undefined;
  const { code } = detail;
  const known = typeof code === 'string' && Object.hasOwn(REFUSALS, code);
  // `hasOwn` has just shown that it is one of the keys.
  return known ? (code as RefusalCode) : undefined;
}
