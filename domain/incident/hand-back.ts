import { defined } from '../defined.ts';
import type { PersonId } from '../people/person.ts';
import type { Via } from './commands.ts';
import type { Draft } from './draft.ts';
import { acknowledgeWithin, ladderOf, rungAfter } from './ladders.ts';
import { isOpen } from './open-task.ts';
import type { Task } from './state.ts';

/** A leg goes on at its next rung, and later rungs keep their distance from it. */
export function handBack(
  draft: Draft,
  task: Task,
  index: number,
  how: { who: PersonId; via: Via; note?: string },
): void {
  const leg = task.legs[index];
  if (leg === undefined) return;
  const after = rungAfter(ladderOf(draft.incident, leg), leg.rung, acknowledgeWithin(task));
  draft.emit({
    type: 'declined',
    task: task.id,
    leg: index,
    person: how.who,
    via: how.via,
    ...defined({ note: how.note }),
    handedBack: true,
    since: draft.now - after,
    nextAt: draft.now,
  });
}

/** What somebody held who turns out to be the matter of the incident goes to the next rung (R06). */
export function takeFromSubjects(draft: Draft): void {
  const barred = draft.incident.subjects.flatMap((subject) => subject.person ?? []);
  for (const task of Object.values(draft.incident.tasks)) {
    if (!isOpen(task)) continue;
    for (const [index, leg] of task.legs.entries()) {
      const who = leg.acknowledgedBy;
      if (who !== undefined && barred.includes(who)) {
        handBack(draft, task, index, { who, via: 'console' });
      }
    }
  }
}
