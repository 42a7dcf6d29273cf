import { isOpen } from './open-task.ts';
import type { Refusal } from './refusals.ts';
import type { Incident, Task } from './state.ts';

/** Contract: of a series the bare row means the only open one, else `task-ambiguous`. */
export function findTask(incident: Incident, ref: string): Task | Refusal {
  const exact = incident.tasks[ref];
  if (exact !== undefined) return exact;
  const series = Object.values(incident.tasks).filter(
    (task) => task.row === ref || `${task.row}@${task.subject ?? ''}` === ref,
  );
  const open = series.filter(isOpen);
  if (open.length > 1) return { code: 'task-ambiguous' };
  return open[0] ?? series.at(-1) ?? { code: 'task-unknown' };
}
