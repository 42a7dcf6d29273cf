/** How a conversation's asks become activities, and how their outcomes come back as news. */
import { log, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type {
  CommandOutcome,
  ConversationNews,
  ConversationStep,
  Tell,
} from '../domain/conversation/news.ts';
import type { AskedCommand, Conversation } from '../domain/conversation/state.ts';
import { isFinal, reasonOf } from './conversation-failures.ts';
import type { ConversationEffects, SendMessage } from './effects.ts';
import { TASK_QUEUES } from './messages.ts';

/** What a running conversation has in hand. */
export interface ConversationShell {
  state: Conversation;
  readonly inbox: ConversationNews[];
  /** Sends and words under way; a roll waits for them. */
  inFlight: number;
}

/** Three attempts within 20 s, then it is the ladder's business (design.md 4, law 3). */
const paging = proxyActivities<ConversationEffects>({
  taskQueue: TASK_QUEUES.pages,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '20 seconds',
  retry: { initialInterval: '1 second', maximumAttempts: 3 },
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});
/** For what has to reach an incident in the end, when the short way did not work. */
const patient = proxyActivities<ConversationEffects>({
  taskQueue: TASK_QUEUES.pages,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '1 hour',
  retry: { initialInterval: '2 seconds', maximumInterval: '1 minute' },
});
/** The short way: within the workflow task, at half the events. May be repeated after a crash. */
const short = { retry: { maximumAttempts: 1 } } as const;
const answering = proxyLocalActivities<ConversationEffects>({
  ...short,
  startToCloseTimeout: '2 seconds',
});
const commanding = proxyLocalActivities<ConversationEffects>({
  ...short,
  startToCloseTimeout: '7 seconds',
});

/** Starts everything that a step asks for. */
export function carryOut(
  shell: ConversationShell,
  step: Pick<ConversationStep, 'sends' | 'asks' | 'tells'>,
): void {
  for (const tell of step.tells) track(shell, () => leaveWord(tell));
  for (const dispatch of step.sends) track(shell, () => send({ dispatch, mayHaveGone: false }));
  for (const asked of step.asks) track(shell, () => give(shell, asked));
}

/** After a roll: what was not known to be done is asked for again, under the same keys. */
export function resume(shell: ConversationShell): void {
  for (const dispatch of shell.state.dispatches) {
    if (dispatch.message !== undefined) track(shell, () => send({ dispatch, mayHaveGone: true }));
  }
  for (const asked of shell.state.asked) track(shell, () => give(shell, asked));
}

/** Runs one thing in the background; its outcome is news, and a rejection wedges nothing. */
function track(shell: ConversationShell, run: () => Promise<ConversationNews | undefined>): void {
  shell.inFlight += 1;
  run()
    .then((news) => {
      if (news !== undefined) shell.inbox.push(news);
    })
    .catch((error: unknown) => {
      log.error('conversation: an effect failed', {
        error: error instanceof Error ? error.name : typeof error,
      });
    })
    .finally(() => (shell.inFlight -= 1))
    .catch(() => undefined);
}

async function send(message: SendMessage): Promise<ConversationNews> {
  const { id, channel, purpose } = message.dispatch;
  try {
    const outcome =
      purpose === 'answer'
        ? await sendAnswer(message)
        : channel === 'sms'
          ? await paging.sendSms(message)
          : await paging.sendEmail(message);
    return { type: 'sent', dispatch: id, ...outcome };
  } catch (error) {
    return { type: 'failed', dispatch: id, reason: reasonOf(error) };
  }
}

async function sendAnswer(message: SendMessage): ReturnType<ConversationEffects['sendSms']> {
  try {
    return await answering.sendSms(message);
  } catch (error) {
    if (isFinal(error)) throw error;
    return await paging.sendSms({ ...message, mayHaveGone: true });
  }
}

async function give(shell: ConversationShell, asked: AskedCommand): Promise<ConversationNews> {
  const outcome = await commanding.giveCommand({ asked }).catch((): CommandOutcome => {
    return { kind: 'received' };
  });
  if (outcome.kind === 'received') waitForAnswer(shell, asked);
  return { type: 'answered', id: asked.id, outcome };
}

/** Asks again under the same id until the incident answers; no roll waits for this. */
function waitForAnswer(shell: ConversationShell, asked: AskedCommand): void {
  const hear = (outcome: CommandOutcome): void =>
    void shell.inbox.push({ type: 'answered', id: asked.id, outcome });
  patient
    .giveCommand({ asked, untilAnswered: true })
    .then(hear)
    .catch(() => hear({ kind: 'gone' }));
}

async function leaveWord(tell: Tell): Promise<undefined> {
  try {
    await answering.tellIncident(tell);
  } catch {
    await patient.tellIncident(tell);
  }
  return undefined;
}
