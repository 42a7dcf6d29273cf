/**
 * Workflows for the tests of the conversation: the real ones, and a stand-in incident that takes
 * every command and keeps it, so that a test sees what a conversation asks of incidents.
 */
import { condition, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import type { CommandEnvelope } from '../../domain/incident/commands.ts';
import {
  commandSignal,
  commandUpdate,
  type CommandAnswer,
  type ReplyAnswer,
} from '../../workflows/messages.ts';

export { conversation } from '../../workflows/conversation.ts';
export { strangers } from '../../workflows/strangers.ts';
export { reconcileReplies } from '../../workflows/reconcile-replies.ts';

/** The commands given so far, each id once. */
export const givenQuery = defineQuery<readonly CommandEnvelope[]>('given');
export const endSignal = defineSignal('end');

export async function incident(): Promise<void> {
  const given: CommandEnvelope[] = [];
  let isOver = false;
  const take = (envelope: CommandEnvelope): void => {
    if (!given.some(({ id }) => id === envelope.id)) given.push(envelope);
  };
  setHandler(commandUpdate, (envelope): CommandAnswer => {
    take(envelope);
    const reply = replyTo(envelope);
    const answer = { incident: 'stand-in', seq: given.length, events: [] };
    return reply === undefined ? answer : { ...answer, reply };
  });
  setHandler(commandSignal, take);
  setHandler(givenQuery, () => given);
  setHandler(endSignal, () => void (isOver = true));
  await condition(() => isOver);
}

function replyTo({ command }: CommandEnvelope): ReplyAnswer | undefined {
  if (!('task' in command) || typeof command.task !== 'string') return undefined;
  const number = Number(command.task.replace(/\D/gu, ''));
  if (command.type === 'acknowledge') return { kind: 'acknowledged', number, role: 'CML' };
  return command.type === 'decline' ? { kind: 'declined', number } : undefined;
}
