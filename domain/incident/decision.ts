import type { DecisionOption } from '../plan.ts';
import type { Draft } from './draft.ts';
import { isOpen } from './open-task.ts';
import { setFactEvents } from './facts.ts';

/** What a decision does: sets its facts, and moves the incident when it is the activation question. */
export function applyOption(draft: Draft, option: DecisionOption): void {
  for (const [fact, value] of Object.entries(option.sets ?? {})) {
    setFactEvents(draft, { fact, value });
  }
  if (option.incident === 'activate') activate(draft);
  if (option.incident === 'standby' && draft.incident.status === 'intake') {
    draft.emit({ type: 'wentOnStandby' });
  }
  if (option.incident === 'decline') {
    draft.emit({ type: 'activationDeclined', final: true });
    standDown(draft, 'declined');
  }
}

/** Activates, and closes the activation question as answered. */
export function activate(draft: Draft): void {
  if (draft.incident.status === 'intake' || draft.incident.status === 'standby') {
    draft.emit({ type: 'activated' });
  }
  for (const row of draft.incident.plan.tasks) {
    const yes = row.decision?.options.find((option) => option.incident === 'activate');
    if (yes === undefined) continue;
    for (const task of Object.values(draft.incident.tasks)) {
      if (task.row !== row.row || !isOpen(task)) continue;
      draft.emit({ type: 'taskCompleted', task: task.id, via: 'system', option: yes.id, told: [] });
    }
  }
}

/** Stands the incident down and tells exactly those who were reached. */
export function standDown(draft: Draft, reason: 'resolved' | 'falseAlarm' | 'declined'): void {
  draft.emit({ type: 'stoodDown', reason, told: draft.incident.reached });
}
