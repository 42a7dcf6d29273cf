/** What a failed send says of itself. */
import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { SendFailure } from './effects.ts';

function failureOf(error: unknown): ApplicationFailure | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure ? cause : undefined;
}

/** Asking again cannot help. */
export const isFinal = (error: unknown): boolean => failureOf(error)?.nonRetryable === true;

/** A send that ran out of time or attempts says nothing of itself: the channel is unavailable. */
export function reasonOf(error: unknown): string {
  const detail: unknown = failureOf(error)?.details?.[0];
  return isSendFailure(detail) ? detail.reason : 'unavailable';
}

function isSendFailure(detail: unknown): detail is SendFailure {
  return (
    typeof detail === 'object' &&
    detail !== null &&
    'reason' in detail &&
    typeof detail.reason === 'string'
  );
}
