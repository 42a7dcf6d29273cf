/** What the board reads out of an incident: the same for the browser and the terminal. */
import type { Incident, Task, Timer } from './shown.ts';

/** Tasks in the order in which they need somebody. */
export interface SortedTasks {
  /** Open or held, and over a deadline. */
  readonly late: readonly Task[];
  /** Nobody has it yet. */
  readonly open: readonly Task[];
  readonly held: readonly Task[];
  readonly waiting: readonly Task[];
  readonly done: readonly Task[];
}

export function sortTasks(tasks: readonly Task[]): SortedTasks {
  const running = tasks.filter(isRunning);
  const onTime = running.filter((task) => !task.late);
  return {
    late: running.filter((task) => task.late).toSorted(byNeed),
    open: onTime.filter((task) => task.status === 'open').toSorted(byNeed),
    held: onTime.filter((task) => task.status === 'acknowledged').toSorted(byNeed),
    waiting: tasks.filter((task) => task.status === 'waiting'),
    done: tasks
      .filter((task) => !isRunning(task) && task.status !== 'waiting')
      .toSorted((one, other) => (other.number ?? 0) - (one.number ?? 0)),
  };
}

const isRunning = (task: Task): boolean => task.status === 'open' || task.status === 'acknowledged';

/** Unanswered before held, LIFE before the rest, then by what is due first. */
function byNeed(one: Task, other: Task): number {
  return (
    Number(one.status !== 'open') - Number(other.status !== 'open') ||
    Number(one.ladder !== 'LIFE') - Number(other.ladder !== 'LIFE') ||
    dueOf(one).localeCompare(dueOf(other)) ||
    (one.number ?? 0) - (other.number ?? 0)
  );
}

const dueOf = (task: Task): string =>
  (task.status === 'open' ? task.acknowledgeBy : undefined) ?? task.completeBy ?? '9999';

/** Somebody who was paged and has said nothing. */
export interface Silence {
  readonly person: string;
  /** For which of the task's roles they were asked. */
  readonly roles: readonly string[];
  /** When the latest page went out. */
  readonly pagedAt?: string;
  /** How far it got, by channel. */
  readonly states: readonly { readonly channel: string; readonly state: PageState }[];
}
export type PageState = Task['pages'][number]['state'];

/**
 * Who was paged for a running task and neither has it nor said "cannot": the task's own people
 * first, in the order in which the ladder asks them.
 */
export function silences(task: Task, incident: Incident): readonly Silence[] {
  if (!isRunning(task)) return [];
  const found = new Map<string, Silence>();
  for (const page of task.pages) {
    const role = page.role ?? task.role;
    if (isAnswered(task, role) || (task.declinedBy ?? []).includes(page.person)) continue;
    found.set(page.person, withPage(found.get(page.person), page, role));
  }
  const own = [task.role, ...task.with.map(({ role }) => role)].flatMap(
    (role) => incident.roles.find((one) => one.role === role)?.holders ?? [],
  );
  const place = ({ person }: Silence): number =>
    own.includes(person) ? own.indexOf(person) : own.length;
  return [...found.values()].toSorted((one, other) => place(one) - place(other));
}

/** Has somebody taken the task for this role? */
function isAnswered(task: Task, role: string): boolean {
  if (role === task.role && task.acknowledgedBy !== null) return true;
  return task.with.some((one) => one.role === role && typeof one.acknowledgedBy === 'string');
}

type PageSeen = Task['pages'][number];

function withPage(known: Silence | undefined, page: PageSeen, role: string): Silence {
  const isNewer = (page.at ?? '') >= (known?.pagedAt ?? '');
  const newest = isNewer ? page.at : known?.pagedAt;
  return {
    person: page.person,
    roles: [...new Set([...(known?.roles ?? []), role])],
    ...(newest === undefined ? {} : { pagedAt: newest }),
    states: latestStates(known?.states ?? [], page),
  };
}

/** One state a channel: that of the page looked at last. */
function latestStates(known: Silence['states'], { channel, state }: PageSeen): Silence['states'] {
  return [...known.filter((one) => one.channel !== channel), { channel, state }];
}

/** Is the first answer overdue (rather than the task's completion)? */
export function isUnanswered(task: Task, now: string): boolean {
  return task.status === 'open' && task.acknowledgeBy !== null && task.acknowledgeBy < now;
}

/** `3 Try to reach the person` for a task's id, as far as the reader may see it. */
export function taskLabel(id: string, incident: Incident): string {
  const task =
    incident.tasks.find((one) => one.id === id) ?? incident.tasks.find((one) => one.row === id);
  if (task === undefined) return id;
  const title = typeof task.title === 'string' ? task.title : '';
  return task.number === null ? `${id} ${title}` : `${task.number} ${title}`;
}

/** Roles of a person in this incident, in the playbook's order. */
export function rolesOf(person: string, incident: Incident): readonly string[] {
  return incident.roles.filter(({ holders }) => holders.includes(person)).map(({ role }) => role);
}

/** Alarms nobody has seen to, gravest first, newest first within a severity. */
export function standingAlarms(incident: Incident): readonly Incident['alarms'][number][] {
  const weight = { life: 0, urgent: 1, routine: 2 };
  return incident.alarms
    .filter((alarm) => alarm.clearedAt === undefined && alarm.clearedBy === undefined)
    .toSorted(
      (one, other) =>
        weight[one.severity] - weight[other.severity] || other.at.localeCompare(one.at),
    );
}

/** Timers that ring for the same thing at the same instant, as one. */
export function mergeTimers(timers: readonly Timer[]): readonly Timer[] {
  const merged = new Map<string, Timer>();
  for (const timer of timers) {
    const key = `${timer.at} ${timer.kind} ${timer.task ?? ''}`;
    const wakes = [...new Set([...(merged.get(key)?.wakes ?? []), ...timer.wakes])];
    merged.set(key, { ...timer, wakes });
  }
  return [...merged.values()];
}
