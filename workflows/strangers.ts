/**
 * One workflow for all texts from numbers that nobody is known by: silence outwards, strikes
 * inwards (R03). It tells the running incidents of a sender's first text and once more of the
 * second within ten minutes; beyond that, and beyond a limit for all senders, it only counts.
 */
import {
  allHandlersFinished,
  condition,
  log,
  makeContinueAsNewFunc,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { noteStranger, noStrangers, type Strangers } from '../domain/conversation/strangers.ts';
import type { StrangerEffects } from './effects.ts';
import { strangerSignal, takenQuery, TASK_QUEUES, type StrangerText } from './messages.ts';

const ROLL_AT_EVENTS = 250;

const { tellIncidentsOfStranger } = proxyActivities<StrangerEffects>({
  taskQueue: TASK_QUEUES.records,
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '2 seconds', maximumInterval: '1 minute' },
});

/** @param carried what an earlier run knew */
export async function strangers({ carried }: { readonly carried?: Strangers }): Promise<void> {
  const inbox: StrangerText[] = [];
  let known = carried ?? noStrangers;
  setHandler(strangerSignal, (text) => void inbox.push(text));
  setHandler(takenQuery, (providerId) => known.texts.some(({ id }) => id === providerId));
  while (workflowInfo().historyLength < ROLL_AT_EVENTS) {
    const isNew = await condition(() => inbox.length > 0, '1 hour');
    for (let text = inbox.shift(); text !== undefined; text = inbox.shift()) {
      const step = noteStranger(known, text, Date.now());
      known = step.strangers;
      if (step.tell !== undefined) await tell(step.tell);
    }
    await condition(allHandlersFinished);
    if (!isNew && inbox.length === 0) return;
  }
  await makeContinueAsNewFunc<typeof strangers>({ initialVersioningBehavior: 'AUTO_UPGRADE' })({
    carried: inbox.reduce((state, text) => noteStranger(state, text, Date.now()).strangers, known),
  });
}

async function tell(news: { readonly id: string; readonly again: boolean }): Promise<void> {
  try {
    await tellIncidentsOfStranger(news);
  } catch (error) {
    log.error('strangers: the incidents could not be told', {
      error: error instanceof Error ? error.name : typeof error,
    });
  }
}
