import type { IncidentEvent, LoggedEvent } from './events.ts';
import { milestoneKey } from './keys.ts';
import type { Incident, Leg, Milestones, Task } from './state.ts';

type Of<T extends IncidentEvent['type']> = Extract<IncidentEvent, { type: T }>;

/** Events that open, change and close tasks. Undefined: not one of these. */
export function evolveTask(
  incident: Incident,
  event: IncidentEvent,
  logged: LoggedEvent,
): Incident | undefined {
  switch (event.type) {
    case 'taskOpened':
      return opened(incident, event, logged);
    case 'taskCompleted':
      return closed(incident, event.task, logged, {
        status: 'completed',
        ...(event.person === undefined ? {} : { completedBy: event.person }),
        ...(event.form === undefined ? {} : { form: event.form }),
        ...(event.option === undefined ? {} : { option: event.option }),
      });
    case 'taskWaived':
      return closed(incident, event.task, logged, { status: 'waived' });
    case 'taskNotNeeded':
      return closed(incident, event.task, logged, { status: 'notNeeded' });
    case 'taskReassigned':
      return reassigned(incident, event);
    case 'taskRetimed':
      return retimed(incident, event);
    case 'decided':
      return decided(incident, event);
    case 'seriesEnded':
      return withSeries(incident, event.series, { endedAt: logged.at });
    case 'archived':
      return archived(incident, event);
    default:
      return undefined;
  }
}

/** One task changed; unknown ids change nothing (an archived task may still be spoken of). */
export function withTask(incident: Incident, id: string, change: (task: Task) => Task): Incident {
  const task = incident.tasks[id];
  if (task === undefined) return incident;
  return { ...incident, tasks: { ...incident.tasks, [id]: change(task) } };
}

/** One leg of a task changed. */
export function withLeg(task: Task, index: number, change: (leg: Leg) => Leg): Task {
  return { ...task, legs: task.legs.map((leg, at) => (at === index ? change(leg) : leg)) };
}

function withSeries(
  incident: Incident,
  key: string,
  change: Partial<Incident['series'][string]>,
): Incident {
  const before = incident.series[key] ?? {};
  return { ...incident, series: { ...incident.series, [key]: { ...before, ...change } } };
}

function opened(incident: Incident, event: Of<'taskOpened'>, logged: LoggedEvent): Incident {
  const { at } = logged;
  const task: Task = {
    id: event.task,
    row: event.row,
    number: event.number,
    ...(event.occurrence === undefined ? {} : { occurrence: event.occurrence }),
    ...(event.subject === undefined ? {} : { subject: event.subject }),
    status: 'open',
    mandatory: event.mandatory,
    issuedAt: at,
    ...(event.acknowledgeBy === undefined ? {} : { acknowledgeBy: event.acknowledgeBy }),
    ...(event.completeBy === undefined ? {} : { completeBy: event.completeBy }),
    completeFrom: event.completeFrom,
    legs: event.legs.map((leg) => ({
      role: leg.role,
      ladder: leg.ladder,
      since: at,
      rung: 0,
      nextAt: leg.nextAt,
      pages: [],
      pageCount: 0,
      declined: [],
    })),
    overdueStep: 0,
    ...(event.overdueAt === undefined ? {} : { overdueAt: event.overdueAt }),
    ...(event.overdueStep === undefined ? {} : { overdueStep: event.overdueStep }),
    ...(event.silenceAt === undefined ? {} : { silenceAt: event.silenceAt }),
    ...(event.approval === undefined ? {} : { approval: event.approval }),
    ...(event.title === undefined ? {} : { title: event.title }),
    ladder: event.ladder,
  };
  const key = milestoneKey(event.row, event.subject);
  const before = incident.milestones[key];
  const milestone: Milestones = { opened: (before?.opened ?? 0) + 1, issuedAt: at, done: false };
  const next = {
    ...incident,
    lastTaskNumber: event.number,
    tasks: { ...incident.tasks, [task.id]: task },
    milestones: { ...incident.milestones, [key]: milestone },
  };
  if (event.plannedAt === undefined) return next;
  const { nextAt: _asked, ...series } = incident.series[key] ?? {};
  return { ...next, series: { ...next.series, [key]: { ...series, lastAt: event.plannedAt } } };
}

function closed(
  incident: Incident,
  id: string,
  logged: LoggedEvent,
  change: Partial<Task> & Pick<Task, 'status'>,
): Incident {
  const task = incident.tasks[id];
  if (task === undefined) return incident;
  const { overdueAt: _overdue, silenceAt: _silence, ...rest } = task;
  const legs = task.legs.map(({ nextAt: _next, ...leg }) => leg);
  const after: Task = { ...rest, ...change, legs, completedAt: logged.at, closedSeq: logged.seq };
  const key = milestoneKey(task.row, task.subject);
  const before = incident.milestones[key] ?? { opened: 1, done: false };
  return {
    ...incident,
    tasks: { ...incident.tasks, [id]: after },
    milestones: {
      ...incident.milestones,
      [key]: { ...before, completedAt: logged.at, done: true },
    },
  };
}

function reassigned(incident: Incident, event: Of<'taskReassigned'>): Incident {
  return withTask(incident, event.task, (task) => {
    const { holder: _holder, ...rest } = task;
    const fresh = withLeg(rest, 0, (leg) => {
      const { acknowledgedBy: _by, acknowledgedAt: _at, ...open } = leg;
      return {
        ...open,
        owner: event.to,
        since: event.nextAt,
        rung: 0,
        nextAt: event.nextAt,
        declined: [],
      };
    });
    return { ...fresh, status: 'open' };
  });
}

function retimed(incident: Incident, event: Of<'taskRetimed'>): Incident {
  return withTask(incident, event.task, (task) => {
    const { overdueAt, ...rest } = task;
    // Moving the answer's time alone leaves the completion ladder as it was.
    const kept = event.completeBy === undefined && overdueAt !== undefined ? { overdueAt } : {};
    return {
      ...rest,
      ...kept,
      legs: (event.resumed ?? []).reduce(
        (legs, { leg: at, since, nextAt }) =>
          legs.map((leg, index) => (index === at ? { ...leg, since, nextAt } : leg)),
        task.legs,
      ),
      ...(event.acknowledgeBy === undefined ? {} : { acknowledgeBy: event.acknowledgeBy }),
      ...(event.completeFrom === undefined ? {} : { completeFrom: event.completeFrom }),
      ...(event.completeBy === undefined ? {} : { completeBy: event.completeBy }),
      ...(event.overdueAt === undefined ? {} : { overdueAt: event.overdueAt }),
      overdueStep: event.overdueStep ?? task.overdueStep,
    };
  });
}

function decided(incident: Incident, event: Of<'decided'>): Incident {
  const task = incident.tasks[event.task];
  if (task === undefined || event.askAgainAt === undefined) return incident;
  const key = milestoneKey(task.row, task.subject);
  return withSeries(incident, key, { nextAt: event.askAgainAt });
}

function archived(incident: Incident, event: Of<'archived'>): Incident {
  const gone = new Set(event.tasks);
  const tasks = Object.fromEntries(Object.entries(incident.tasks).filter(([id]) => !gone.has(id)));
  return { ...incident, tasks };
}
