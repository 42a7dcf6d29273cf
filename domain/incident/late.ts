import { isOpen } from './open-task.ts';
import type { Task } from './state.ts';

/** Late is a flag, not a status: not acknowledged in time, or not done in time. */
export function isLate(task: Task, now: number): boolean {
  if (!isOpen(task)) return false;
  const unanswered = task.status === 'open' && task.acknowledgeBy !== undefined;
  const ackLate = unanswered && now > (task.acknowledgeBy ?? now);
  return ackLate || (task.completeBy !== undefined && now > task.completeBy);
}
