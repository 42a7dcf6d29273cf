import { ApplicationFailure } from '@temporalio/activity';
import { ChannelError } from '../channels/channel.ts';
import { FAILURES, type SendFailure } from '../workflows/effects.ts';

/**
 * A channel's error as Temporal has to see it: a final one is not tried again, a provider's wish to
 * wait is kept. No address and no text crosses: the channel's own messages hold none, and anything
 * else is told by its class alone.
 */
export function sendFailure(error: unknown): ApplicationFailure {
  if (!(error instanceof ChannelError)) {
    const name = error instanceof Error ? error.name : typeof error;
    return failure(FAILURES.sendUncertain, `The send broke off: ${name}`, 'unavailable', {});
  }
  const isFinal = error.kind === 'final';
  const type = isFinal ? FAILURES.sendFailed : FAILURES.sendUncertain;
  const { message, reason, retryAfterMs } = error;
  return failure(type, message, reason, {
    nonRetryable: isFinal,
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
  });
}

function failure(
  type: string,
  message: string,
  reason: string,
  options: { readonly nonRetryable?: boolean; readonly nextRetryDelay?: number },
): ApplicationFailure {
  const detail: SendFailure = { reason };
  return ApplicationFailure.create({ type, message, details: [detail], ...options });
}
