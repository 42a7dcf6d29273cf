import { DAY } from '../time.ts';
import { evolveApproval } from './evolve-approval.ts';
import { evolvePaging } from './evolve-paging.ts';
import { evolveTask } from './evolve-task.ts';
import type { IncidentEvent, LoggedEvent } from './events.ts';
import { withReached } from './reached.ts';
import { emptyIncident } from './start.ts';
import type { Incident } from './state.ts';

/** How many applied command ids an incident remembers, and for how long (design.md 5). */
const APPLIED_LIMIT = 1_000;
const APPLIED_AGE = DAY;

/**
 * The incident after one more event. Pure; the state is the fold of the log.
 * @throws Error when the log has a gap: the caller handed events out of order
 */
export function evolve(incident: Incident | undefined, logged: LoggedEvent): Incident {
  const { event, seq, at } = logged;
  if (event.type === 'started') return emptyIncident(event.start, logged);
  if (incident === undefined) throw new Error('a log begins with `started`');
  if (seq !== incident.seq + 1) throw new Error(`log gap: ${incident.seq} then ${seq}`);
  const changed = apply(incident, event, logged);
  return { ...changed, seq, applied: remember(incident, logged, at) };
}

/** Folds a whole log. @param keepArchived leaves archived tasks in place, for reports over the whole case */
export function fold(events: readonly LoggedEvent[], keepArchived = false): Incident | undefined {
  let incident: Incident | undefined;
  for (const logged of events) {
    incident =
      keepArchived && logged.event.type === 'archived' && incident !== undefined
        ? { ...incident, seq: logged.seq }
        : evolve(incident, logged);
  }
  return incident;
}

function remember(incident: Incident, logged: LoggedEvent, at: number): Incident['applied'] {
  const { cause, seq } = logged;
  const last = incident.applied.at(-1);
  if (cause === 'tick' || last?.id === cause) return incident.applied;
  const kept = [...incident.applied, { id: cause, seq, at }];
  const oldest = kept[0];
  const tooOld = oldest !== undefined && oldest.at < at - APPLIED_AGE;
  return kept.length > APPLIED_LIMIT || tooOld ? kept.slice(1) : kept;
}

function apply(incident: Incident, event: IncidentEvent, logged: LoggedEvent): Incident {
  const reached = 'told' in event ? withReached(incident, event.told) : incident;
  return (
    evolveTask(reached, event, logged) ??
    evolvePaging(reached, event, logged) ??
    evolveApproval(reached, event, logged) ??
    evolveCase(reached, event, logged)
  );
}

function evolveCase(incident: Incident, event: IncidentEvent, logged: LoggedEvent): Incident {
  const { at } = logged;
  switch (event.type) {
    case 'activated':
      return { ...incident, status: 'active', activatedAt: incident.activatedAt ?? at };
    case 'wentOnStandby':
      return { ...incident, status: 'standby' };
    case 'phaseEntered':
      return { ...incident, phases: { ...incident.phases, [event.phase]: { enteredAt: at } } };
    case 'phaseLeft': {
      const phase = incident.phases[event.phase];
      const enteredAt = phase?.enteredAt ?? at;
      return {
        ...incident,
        phases: { ...incident.phases, [event.phase]: { enteredAt, leftAt: at } },
      };
    }
    case 'conditionChanged':
      return { ...incident, conditionsSince: toggled(incident, event.condition, event.holds, at) };
    case 'quorumMet':
      return { ...incident, quorums: { ...incident.quorums, [event.quorum]: { metAt: at } } };
    case 'quorumMissed':
      return { ...incident, quorums: { ...incident.quorums, [event.quorum]: { missedAt: at } } };
    case 'eventRaised': {
      const times = (incident.raised[event.event]?.times ?? 0) + 1;
      return {
        ...incident,
        raised: { ...incident.raised, [event.event]: { times, lastAt: at } },
      };
    }
    case 'stoodDown':
      return { ...incident, status: 'stoodDown', outcome: event.reason, standDownAt: at };
    case 'reviewOpened':
      return { ...incident, status: 'inReview' };
    case 'closed':
      return { ...incident, status: 'closed', outcome: event.outcome, closedAt: at };
    default:
      return incident;
  }
}

function toggled(
  incident: Incident,
  condition: string,
  holds: boolean,
  at: number,
): Incident['conditionsSince'] {
  if (holds) return { ...incident.conditionsSince, [condition]: at };
  const { [condition]: _gone, ...rest } = incident.conditionsSince;
  return rest;
}
