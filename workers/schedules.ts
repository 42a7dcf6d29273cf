import { ScheduleAlreadyRunning, type Client } from '@temporalio/client';
import { TASK_QUEUES } from '../workflows/messages.ts';

const RECONCILER = 'reconcile-replies';

/** Asks the provider every minute for replies that no webhook brought; asking again changes nothing. */
export async function scheduleReconciler(client: Client): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: RECONCILER,
      spec: { intervals: [{ every: '1 minute' }] },
      action: {
        type: 'startWorkflow',
        workflowType: 'reconcileReplies',
        workflowId: RECONCILER,
        taskQueue: TASK_QUEUES.conversations,
        args: [],
      },
      policies: { overlap: 'SKIP', catchupWindow: '1 minute' },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
