import type { PersonId } from '../people/person.ts';
import { ladderOf, targetsAt } from './ladders.ts';
import { nextOfSeries, openingInstant, phaseIsOpen, subjectsOf } from './openings.ts';
import { milestoneKey } from './keys.ts';
import { targetsOf } from './overdue.ts';
import type { Incident, Task, TaskId } from './state.ts';
import { resolve } from './targets.ts';

/** Why an incident will wake. */
export type TimerKind =
  | 'rung'
  | 'overdue'
  | 'silence'
  | 'opening'
  | 'series'
  | 'askAgain'
  | 'quorum'
  | 'approvalExpires'
  | 'phase';

export interface Timer {
  readonly at: number;
  readonly kind: TimerKind;
  /** The task, or the row that will open. */
  readonly task?: TaskId;
  readonly leg?: number;
}

/** Everything that will happen by itself later than `now`, soonest first. */
export function timers(incident: Incident, now: number): readonly Timer[] {
  if (incident.status === 'closed') return [];
  const all = [
    ...Object.values(incident.tasks).flatMap(taskTimers),
    ...openingTimers(incident),
    ...phaseTimers(incident),
    ...incident.plan.quorums.flatMap((quorum) => {
      const issued = incident.milestones[quorum.row]?.issuedAt;
      if (issued === undefined || incident.quorums[quorum.id] !== undefined) return [];
      return [{ at: issued + quorum.within, kind: 'quorum' as const, task: quorum.row }];
    }),
    ...Object.values(incident.approvals).map((approval) => ({
      at: approval.expiresAt,
      kind: 'approvalExpires' as const,
      task: approval.task,
    })),
  ];
  return all.filter((timer) => timer.at > now).sort((one, other) => one.at - other.at);
}

/** The next instant at which something is due, on the incident's clock; undefined when nothing is. */
export function nextDeadline(incident: Incident, now: number): number | undefined {
  return timers(incident, now)[0]?.at;
}

function taskTimers(task: Task): readonly Timer[] {
  const rungs = task.legs.flatMap((leg, index): readonly Timer[] =>
    leg.nextAt === undefined ? [] : [{ at: leg.nextAt, kind: 'rung', task: task.id, leg: index }],
  );
  const overdue: readonly Timer[] =
    task.overdueAt === undefined ? [] : [{ at: task.overdueAt, kind: 'overdue', task: task.id }];
  const silence: readonly Timer[] =
    task.silenceAt === undefined ? [] : [{ at: task.silenceAt, kind: 'silence', task: task.id }];
  return [...rungs, ...overdue, ...silence];
}

function openingTimers(incident: Incident): readonly Timer[] {
  return incident.plan.tasks.flatMap((row) => {
    if (!phaseIsOpen(incident, row.phase)) return [];
    return subjectsOf(incident, row).flatMap((subject): readonly Timer[] => {
      const key = milestoneKey(row.row, subject);
      const asked = incident.series[key]?.nextAt;
      const again: readonly Timer[] =
        asked === undefined ? [] : [{ at: asked, kind: 'askAgain', task: key }];
      if (row.repeat !== undefined) {
        const at = nextOfSeries(incident, row, subject);
        return at === undefined ? again : [...again, { at, kind: 'series', task: key }];
      }
      if (incident.milestones[key] !== undefined) return again;
      const delayed = row.opens.flatMap((opening): readonly Timer[] => {
        const at = openingInstant(incident, opening, subject);
        return at === undefined ? [] : [{ at, kind: 'opening', task: key }];
      });
      return [...again, ...delayed];
    });
  });
}

function phaseTimers(incident: Incident): readonly Timer[] {
  return incident.plan.phases.flatMap((phase) => {
    if (incident.phases[phase.id] !== undefined) return [];
    return phase.opens.flatMap((opening): readonly Timer[] => {
      const at = openingInstant(incident, opening);
      return at === undefined ? [] : [{ at, kind: 'phase' }];
    });
  });
}

/** Whom a timer will wake, as things stand now. */
export function wakes(incident: Incident, timer: Timer): readonly PersonId[] {
  const task = timer.task === undefined ? undefined : incident.tasks[timer.task];
  if (task === undefined) return [];
  if (timer.kind === 'rung') {
    const leg = task.legs[timer.leg ?? 0];
    if (leg === undefined) return [];
    return resolve(incident, task, leg, targetsAt(ladderOf(incident, leg), leg.rung)).people;
  }
  const leg = task.legs[0];
  if (timer.kind !== 'overdue' || leg === undefined) return [];
  const held = task.holder === undefined ? leg : { ...leg, owner: task.holder };
  return resolve(incident, task, held, targetsOf(incident.plan.overdue, task.overdueStep)).people;
}
