import { ScheduleAlreadyRunning, type Client } from '@temporalio/client';
import { TASK_QUEUES } from '../workflows/messages.ts';

/** What runs by itself; none of it is an incident's, and doing it again changes nothing. */
const SCHEDULES = [
  /** Asks the provider for replies that no webhook brought. */
  { id: 'reconcile-replies', workflow: 'reconcileReplies', every: '1 minute' },
  /** Whole multiples of five minutes, so that a rotation at the full hour turns at once. */
  { id: 'sweep', workflow: 'sweep', every: '5 minutes' },
] as const;

/** Makes the Schedules that are not there yet. */
export async function scheduleAll(client: Client): Promise<void> {
  await Promise.all(SCHEDULES.map((one) => schedule(client, one)));
}

async function schedule(
  client: Client,
  { id, workflow, every }: (typeof SCHEDULES)[number],
): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: id,
      spec: { intervals: [{ every }] },
      action: {
        type: 'startWorkflow',
        workflowType: workflow,
        workflowId: id,
        taskQueue: TASK_QUEUES.conversations,
        args: [],
      },
      policies: { overlap: 'SKIP', catchupWindow: '1 minute' },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
