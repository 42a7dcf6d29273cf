/**
 * Run every minute by a Schedule: asks the provider for texts that never came in by webhook.
 * A provider gives up on a webhook after some seconds and the reply would be lost (channels.md 0).
 */
import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ProviderLook, ReconcilerEffects } from './effects.ts';
import { TASK_QUEUES } from './messages.ts';

const { askProviderForReplies } = proxyActivities<ReconcilerEffects>({
  taskQueue: TASK_QUEUES.records,
  startToCloseTimeout: '50 seconds',
  retry: { maximumAttempts: 1 },
});

/** The result stays with the Schedule, and the next run begins where this one ended. */
export async function reconcileReplies(): Promise<ProviderLook> {
  const { lastResult } = workflowInfo();
  // A list, because other SDKs may return several values.
  const last: unknown = Array.isArray(lastResult) ? lastResult[0] : lastResult;
  const since = isLook(last) ? last.lookedAt : undefined;
  return await askProviderForReplies(since === undefined ? {} : { since });
}

function isLook(result: unknown): result is ProviderLook {
  return (
    typeof result === 'object' &&
    result !== null &&
    'lookedAt' in result &&
    typeof result.lookedAt === 'number'
  );
}
