import type { PersonId } from '../people/person.ts';
import type { RowId } from '../plan.ts';
import type { IncidentId, TaskId } from './state.ts';

/** Under which a row's milestones and series are kept: per subject where the task is. */
export function milestoneKey(row: RowId, subject: string | undefined): string {
  return subject === undefined ? row : `${row}@${subject}`;
}

/** Contract: `K3.01`, `K3.01.7`, `K5.02@v1`; a series of a subject is `K5.02@v1.2`. */
export function taskId(row: RowId, subject: string | undefined, occurrence?: number): TaskId {
  const base = milestoneKey(row, subject);
  return occurrence === undefined ? base : `${base}.${occurrence}`;
}

/** Name of a fact, per person where it is. */
export function factKey(fact: string, subject: string | undefined): string {
  return subject === undefined ? fact : `${fact}@${subject}`;
}

/** Identity of a page, the same whenever and however often it is computed (law 3). */
export function pageKey(of: {
  incident: IncidentId;
  number: number;
  leg: number;
  page: number;
  person: PersonId;
}): string {
  return `${of.incident}/${of.number}.${of.leg}/p${of.page}/${of.person}`;
}
