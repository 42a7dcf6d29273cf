import type { PersonId } from '../people/person.ts';
import { withLeg, withTask } from './evolve-task.ts';
import type { IncidentEvent, IssuedPage, LoggedEvent } from './events.ts';
import { milestoneKey } from './keys.ts';
import { isAbout, risen } from './page-state.ts';
import { withReached } from './reached.ts';
import type { Incident, Leg, Page, Task } from './state.ts';

type Of<T extends IncidentEvent['type']> = Extract<IncidentEvent, { type: T }>;

/** Events of ladders, pages and answers. Undefined: not one of these. */
export function evolvePaging(
  incident: Incident,
  event: IncidentEvent,
  logged: LoggedEvent,
): Incident | undefined {
  switch (event.type) {
    case 'rungReached':
      return rung(incident, event, logged.at);
    case 'overdueReached':
      return overdue(incident, event, logged.at);
    case 'acknowledged':
      return acknowledged(incident, event, logged.at);
    case 'declined':
      return declined(incident, event);
    case 'delivery':
      return event.reports.reduce(delivered, incident);
    case 'ladderAdvanced':
      return withTask(incident, event.task, (task) =>
        withLeg(task, event.leg, (leg) => ({ ...leg, nextAt: event.nextAt })),
      );
    case 'optedOut':
      return { ...incident, optedOut: [...incident.optedOut, event.person] };
    case 'optedIn':
      return { ...incident, optedOut: incident.optedOut.filter((id) => id !== event.person) };
    default:
      return undefined;
  }
}

function asPages(issued: readonly IssuedPage[], at: number, kind: Page['kind']): Page[] {
  return issued.map((page) => ({
    n: page.n,
    person: page.person,
    at,
    kind,
    ...(kind === 'reminder' ? {} : { askedAt: at }),
    states: Object.fromEntries(page.channels.map((channel) => [channel, 'queued' as const])),
  }));
}

function withPages(leg: Leg, fresh: readonly Page[]): Leg {
  if (fresh.length === 0) return leg;
  const before = new Map(leg.pages.map((page) => [page.person, page]));
  const people = new Set(fresh.map((page) => page.person));
  const kept = leg.pages.filter((page) => !people.has(page.person));
  const joined = fresh.map((page) => after(before.get(page.person), page));
  return { ...leg, pages: [...kept, ...joined], pageCount: leg.pageCount + fresh.length };
}

/** The latest page takes the place of the one before, but for what stays true of that. */
function after(before: Page | undefined, page: Page): Page {
  if (before === undefined || page.kind === 'page') return page;
  if (page.kind === 'reminder') {
    return before.askedAt === undefined ? page : { ...page, askedAt: before.askedAt };
  }
  const earlier = before.earlier ?? before.n;
  return { ...page, earlier, states: { ...before.states, ...page.states } };
}

/** Every person paged gets a number of their own in this incident, for links. */
function numbered(incident: Incident, people: readonly PersonId[]): Incident {
  const unknown = people.filter((person) => incident.personNumbers[person] === undefined);
  if (unknown.length === 0) return incident;
  const numbers = { ...incident.personNumbers };
  let last = Object.keys(numbers).length;
  for (const person of unknown) numbers[person] = ++last;
  return { ...incident, personNumbers: numbers };
}

function paged(incident: Incident, pages: readonly IssuedPage[]): Incident {
  const people = pages.map((page) => page.person);
  return numbered(withReached(incident, people), people);
}

function rung(incident: Incident, event: Of<'rungReached'>, at: number): Incident {
  return withTask(paged(incident, event.pages), event.task, (task) =>
    withLeg(task, event.leg, ({ nextAt: _past, ...leg }) => ({
      ...withPages(leg, asPages(event.pages, at, event.kind)),
      rung: event.nextRung,
      ...(event.nextAt === undefined ? {} : { nextAt: event.nextAt }),
    })),
  );
}

function overdue(incident: Incident, event: Of<'overdueReached'>, at: number): Incident {
  return withTask(paged(incident, event.pages), event.task, ({ overdueAt: _past, ...task }) => ({
    ...withLeg(task, 0, (leg) => withPages(leg, asPages(event.pages, at, 'reminder'))),
    overdueStep: event.step + 1,
    ...(event.nextAt === undefined ? {} : { overdueAt: event.nextAt }),
  }));
}

function acknowledged(incident: Incident, event: Of<'acknowledged'>, at: number): Incident {
  const task = incident.tasks[event.task];
  if (task === undefined) return incident;
  const owner = event.leg === 0;
  const after: Task = {
    ...withLeg(task, event.leg, ({ nextAt: _stopped, ...leg }) => ({
      ...leg,
      acknowledgedBy: event.person,
      acknowledgedAt: at,
    })),
    ...(owner ? { status: 'acknowledged' as const, holder: event.person } : {}),
  };
  const key = milestoneKey(task.row, task.subject);
  const milestone = incident.milestones[key];
  const held = incident.everHeld[event.role] ?? [];
  return {
    ...incident,
    tasks: { ...incident.tasks, [task.id]: after },
    ...(owner && milestone !== undefined
      ? { milestones: { ...incident.milestones, [key]: { ...milestone, acknowledgedAt: at } } }
      : {}),
    everHeld: held.includes(event.person)
      ? incident.everHeld
      : { ...incident.everHeld, [event.role]: [...held, event.person] },
  };
}

function declined(incident: Incident, event: Of<'declined'>): Incident {
  return withTask(incident, event.task, (task) => {
    const asked = withLeg(task, event.leg, (leg) => ({
      ...leg,
      declined: [...leg.declined.filter((id) => id !== event.person), event.person],
      ...(event.nextAt === undefined ? {} : { nextAt: event.nextAt }),
    }));
    if (!event.handedBack) return asked;
    const reopened = withLeg(asked, event.leg, (leg) => {
      const { acknowledgedBy: _by, acknowledgedAt: _at, ...open } = leg;
      return { ...open, since: event.since ?? leg.since };
    });
    if (event.leg !== 0) return reopened;
    const { holder: _holder, ...free } = reopened;
    return { ...free, status: 'open' };
  });
}

function delivered(incident: Incident, report: Of<'delivery'>['reports'][number]): Incident {
  return withTask(incident, report.task, (task) =>
    withLeg(task, report.leg, (leg) => ({
      ...leg,
      pages: leg.pages.map((page) =>
        isAbout(report, page)
          ? {
              ...page,
              states: {
                ...page.states,
                [report.channel]: risen(page.states[report.channel], report.state),
              },
            }
          : page,
      ),
    })),
  );
}
