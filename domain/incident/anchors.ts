import type { Anchor } from '../plan.ts';
import { factKey, milestoneKey } from './keys.ts';
import type { Incident, Milestones } from './state.ts';

const MOMENTS = {
  issued: 'issuedAt',
  acknowledged: 'acknowledgedAt',
  completed: 'completedAt',
} as const satisfies Record<string, keyof Milestones>;

/** When an anchor happened; undefined while it has not. */
export function anchorInstant(
  incident: Incident,
  anchor: Anchor,
  subject?: string,
): number | undefined {
  switch (anchor.kind) {
    case 'start':
      return incident.startedAt;
    case 'activation':
      return incident.activatedAt;
    case 'phase':
      return incident.phases[anchor.phase]?.enteredAt;
    case 'standDown':
      return incident.standDownAt;
    case 'quorum': {
      const quorum = incident.quorums[anchor.quorum];
      return quorum?.metAt ?? quorum?.missedAt;
    }
    case 'condition':
      return incident.conditionsSince[conditionKey(anchor.when, subject)];
    case 'event':
      return incident.raised[anchor.event]?.lastAt;
    case 'task':
      return taskMoment(incident, anchor, subject);
    case 'factSet':
      return factEntry(incident, anchor.fact, subject)?.at;
    case 'factValue': {
      const value = factEntry(incident, anchor.fact, subject)?.value;
      const instant = typeof value === 'string' ? Date.parse(value) : value;
      return typeof instant === 'number' && Number.isFinite(instant) ? instant : undefined;
    }
  }
}

/** Under which an anchor condition is kept: per subject where it is asked of one. */
export function conditionKey(condition: string, subject: string | undefined): string {
  return subject === undefined ? condition : `${condition} @${subject}`;
}

function factEntry(incident: Incident, fact: string, subject: string | undefined) {
  return incident.facts[factKey(fact, subject)] ?? incident.facts[fact];
}

function taskMoment(
  incident: Incident,
  anchor: Extract<Anchor, { kind: 'task' }>,
  subject: string | undefined,
): number | undefined {
  const own = incident.milestones[milestoneKey(anchor.row, subject)];
  return (own ?? incident.milestones[anchor.row])?.[MOMENTS[anchor.moment]];
}
