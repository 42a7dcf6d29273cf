import { log } from '@temporalio/workflow';

/**
 * Nothing that goes wrong in a handler may wedge a conversation: an ordinary error in workflow code
 * is retried for ever, and every reply to that phone would wait (temporal.md 1).
 * @returns a function that is true when all went well, and logs instead of throwing when not
 */
export function guarded<A>(what: string, handle: (argument: A) => void): (argument: A) => boolean {
  return (argument) => {
    try {
      handle(argument);
      return true;
    } catch (error) {
      // The error's class alone: its message could hold an address.
      const name = error instanceof Error ? error.name : typeof error;
      log.error('conversation: something was dropped', { what, error: name });
      return false;
    }
  };
}
