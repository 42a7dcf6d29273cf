/**
 * Run every five minutes by a Schedule: looks for what no incident can tell of itself any more
 * (design.md 5), and turns the roster's rotations.
 */
import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { SweepEffects, SweepReport } from './effects.ts';
import { TASK_QUEUES } from './messages.ts';

const { sweepEnded, sweepLogs, sweepStuck, tidy } = proxyActivities<SweepEffects>({
  taskQueue: TASK_QUEUES.records,
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '2 seconds', maximumAttempts: 3 },
});

/** Each part by itself: one that fails keeps none of the others from being raised. */
export async function sweep(): Promise<SweepReport> {
  const [ended, gaps, stuck, turned] = await Promise.all(
    [sweepEnded, sweepLogs, sweepStuck, tidy].map((part) => part().catch(() => undefined)),
  );
  if (ended === undefined || gaps === undefined || stuck === undefined || turned === undefined) {
    throw ApplicationFailure.nonRetryable('a part of the sweep did not get through', 'SweepFailed');
  }
  return { ended, gaps, stuck, turned };
}
