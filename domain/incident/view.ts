/** An incident as a reader may see it: the body of `GET /v1/incidents/{id}` (contract). */
import type { Sight } from '../people/compartments.ts';
import { toInstantText } from '../time.ts';
import type { Language, TaskPlan } from '../plan.ts';
import type { Blocker } from './refusals.ts';
import { holdersOf, reachOf } from './roles.ts';
import { holds } from './scope.ts';
import type { Approval, Incident, Task } from './state.ts';
import { showCommand } from './view-command.ts';
import { showFacts, showSubject } from './view-fields.ts';
import type { Shown } from './view-fields.ts';
import { instantOrNull, isLate, present, showTask, showWaiting } from './view-task.ts';
import type { TaskFrame, TaskView } from './view-task.ts';

/** What wakes whom, and when; computed by the core's deadlines. */
export interface TimerView {
  /** Incident clock, epoch milliseconds. */
  readonly at: number;
  readonly kind: string;
  readonly task?: string;
  readonly wakes: readonly string[];
}

/** What a view is made from. */
export interface ViewRequest {
  readonly incident: Incident;
  readonly sight: Sight;
  readonly language: Language;
  /** Incident clock, epoch milliseconds. */
  readonly now: number;
  readonly timers: readonly TimerView[];
  readonly blockers: readonly Blocker[];
}

/** `GET /v1/incidents/{id}`; of a series it lists the open ones, the late ones and the last. */
export function viewIncident(request: ViewRequest): Shown {
  const { incident, sight, language, now } = request;
  const frame: TaskFrame = { incident, sight, language, now };
  return {
    ...viewShell(incident),
    seq: incident.seq,
    now: toInstantText(now),
    title: incident.plan.title[language],
    facts: showFacts(incident, sight),
    subjects: incident.subjects.map((subject) => showSubject(subject, sight)),
    phases: viewPhases(incident, language),
    roles: viewRoles(incident, language),
    tasks: [...shownTasks(incident, now).map((task) => showTask(task, frame)), ...waiting(frame)],
    approvals: Object.values(incident.approvals).map((one) => viewApproval(one, frame)),
    decisions: viewDecisions(frame),
    timers: request.timers.map((timer) => ({
      at: toInstantText(timer.at),
      kind: timer.kind,
      task: timer.task ?? null,
      wakes: timer.wakes,
    })),
    alarms: incident.alarms.map(({ at, clearedAt, ...alarm }) => ({
      at: toInstantText(at),
      ...alarm,
      ...present({ clearedAt: clearedAt === undefined ? undefined : toInstantText(clearedAt) }),
    })),
    blockers: request.blockers.map(({ code, task }) => ({ code, ...present({ task }) })),
  };
}

/** What lists show of an incident: the shell alone (C0). */
export function viewShell(incident: Incident): Shown {
  return {
    id: incident.id,
    codeName: incident.codeName,
    status: incident.status,
    ...present({ outcome: incident.outcome }),
    mode: incident.mode,
    ...(incident.mode === 'exercise' ? { timeFactor: incident.timeFactor } : {}),
    playbook: { id: incident.plan.playbook, version: incident.plan.version },
    startedAt: toInstantText(incident.startedAt),
    activatedAt: instantOrNull(incident.activatedAt),
    standDownAt: instantOrNull(incident.standDownAt),
    closedAt: instantOrNull(incident.closedAt),
  };
}

/** Every task that was issued, in order of number; waiting ones after them in the plan's order. */
export function viewTasks(frame: TaskFrame): readonly TaskView[] {
  const issued = byNumber(Object.values(frame.incident.tasks));
  return [...issued.map((task) => showTask(task, frame)), ...waiting(frame)];
}

/** Role holders now, with whether a page would reach anybody of them. */
export function viewRoles(incident: Incident, language: Language): readonly Shown[] {
  const whole = Object.keys(incident.plan.roles).map((role) => ({ role, subject: undefined }));
  const bound = Object.keys(incident.appointed)
    .filter((key) => key.includes('@'))
    .map((key) => ({
      role: key.slice(0, key.indexOf('@')),
      subject: key.slice(key.indexOf('@') + 1),
    }));
  return [...whole, ...bound].map(({ role, subject }) => {
    const holders = holdersOf(incident, role, subject);
    return {
      role,
      ...present({ subject }),
      title: incident.plan.roles[role]?.title[language] ?? role,
      holders,
      reachable: holders.some((person) => reachOf(incident, person).ok),
    };
  });
}

function byNumber(tasks: readonly Task[]): readonly Task[] {
  return [...tasks].sort((a, b) => a.number - b.number);
}

function shownTasks(incident: Incident, now: number): readonly Task[] {
  const tasks = byNumber(Object.values(incident.tasks));
  const last = new Map<string, number>();
  for (const task of tasks) {
    if (task.occurrence !== undefined) last.set(seriesOf(task), task.occurrence);
  }
  return tasks.filter(
    (task) =>
      task.occurrence === undefined ||
      isOpen(task) ||
      isLate(task, now) ||
      last.get(seriesOf(task)) === task.occurrence,
  );
}

const seriesOf = (task: Task) => `${task.row}@${task.subject ?? ''}`;
const isOpen = (task: Task) => task.status === 'open' || task.status === 'acknowledged';

/** Tasks the plan still holds in store, derived rather than kept. */
function waiting(frame: TaskFrame): readonly TaskView[] {
  const { incident } = frame;
  if (incident.status === 'closed') return [];
  return incident.plan.tasks
    .filter((plan) => phaseMayOpen(plan, incident))
    .flatMap((plan) =>
      subjectsOf(plan, incident)
        .filter((subject) => !hasBeenIssued(plan, subject, incident))
        .map((subject) => showWaiting(plan, subject, frame)),
    );
}

function phaseMayOpen(task: TaskPlan, incident: Incident): boolean {
  const phase = incident.plan.phases.find((candidate) => candidate.id === task.phase);
  if (incident.phases[task.phase]?.leftAt !== undefined) return false;
  return incident.standDownAt === undefined || phase?.live !== true;
}

function subjectsOf(task: TaskPlan, incident: Incident): readonly (string | undefined)[] {
  const subjects = incident.subjects.filter((one) => one.list === task.forEach);
  return task.forEach === undefined || subjects.length === 0
    ? [undefined]
    : subjects.map((one) => one.id);
}

function hasBeenIssued(task: TaskPlan, subject: string | undefined, incident: Incident): boolean {
  const key = subject === undefined ? task.row : `${task.row}@${subject}`;
  return (incident.milestones[key]?.opened ?? 0) > 0;
}

function viewPhases(incident: Incident, language: Language): readonly Shown[] {
  return incident.plan.phases.map((phase) => {
    const entered = incident.phases[phase.id];
    return {
      id: phase.id,
      title: phase.title[language],
      enteredAt: instantOrNull(entered?.enteredAt),
      leftAt: instantOrNull(entered?.leftAt),
    };
  });
}

function viewApproval(approval: Approval, frame: TaskFrame): Shown {
  return {
    id: approval.id,
    what: showCommand(approval.command, frame),
    requestedBy: approval.requestedBy.person ?? null,
    requestedAt: toInstantText(approval.requestedAt),
    mayApprove: approval.mayApprove,
    needed: approval.needed,
    approvedBy: approval.approvedBy,
    expiresAt: toInstantText(approval.expiresAt),
    secondSource: approval.secondSource,
    task: approval.task,
  };
}

function viewDecisions({ incident, language }: TaskFrame): readonly Shown[] {
  return byNumber(Object.values(incident.tasks).filter(isOpen)).flatMap((task) => {
    const plan = incident.plan.tasks.find((candidate) => candidate.row === task.row);
    if (plan?.decision === undefined) return [];
    const options = plan.decision.options
      .filter((option) => holds(incident, option.when, true, task.subject).value)
      .map((option) => ({
        id: option.id,
        title: option.title[language],
        needsApproval: option.approval !== undefined,
      }));
    return [
      {
        id: task.id,
        options,
        by: [plan.role, ...plan.with],
        default: plan.decision.onSilence?.option ?? null,
        at: instantOrNull(task.silenceAt),
      },
    ];
  });
}
