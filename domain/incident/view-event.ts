/**
 * The log as a reader may see it. The table below says for every event type what in it is content
 * and of which compartment; a type that is not in the table does not compile.
 */
import {
  WITHHELD,
  compartmentOfFact,
  compartmentOfSubject,
  compartmentOfTaskText,
  compartmentsOfCondition,
} from '../people/compartments.ts';
import type { Sight } from '../people/compartments.ts';
import { toInstantText } from '../time.ts';
import type { EventType, IncidentEvent, LoggedEvent } from './events.ts';
import type { Incident, TaskId } from './state.ts';
import { showCommand } from './view-command.ts';
import { free, hide, ofFact, ofTask, showFiled, showSubject } from './view-fields.ts';
import type { Frame, Shown } from './view-fields.ts';
import { toDurationText } from './view-duration.ts';

type EventOf<T extends EventType> = Extract<IncidentEvent, { readonly type: T }>;
type Showing = { readonly [T in EventType]: (event: EventOf<T>, frame: Frame) => Shown };

/** One line of the log as `GET …/log` answers it. */
export interface LogLine {
  readonly seq: number;
  readonly at: string;
  readonly by: Shown;
  readonly type: EventType;
  readonly data: Shown;
}

/** An event for this reader; instants inside `data` are RFC 3339 like everywhere else outside. */
export function showEvent(logged: LoggedEvent, incident: Incident, sight: Sight): LogLine {
  return {
    seq: logged.seq,
    at: toInstantText(logged.at),
    by: { ...logged.by },
    type: logged.event.type,
    data: withInstants(showContent(logged.event, { incident, sight })),
  };
}

function showContent<T extends EventType>(event: EventOf<T>, frame: Frame): Shown {
  // The table is indexed by the event's own type; TypeScript cannot follow that through the union.
  const show = SHOWING[event.type];
  return Object.fromEntries(Object.entries(show(event, frame)).filter(([name]) => name !== 'type'));
}

const shell = (event: IncidentEvent): Shown => ({ ...event });

/** `note`, `reason`, `option` and the like of a task: shown to those who read the task's texts. */
function taskTexts(event: IncidentEvent & { readonly task: TaskId }, frame: Frame): Shown {
  return hide(event, ofTask(event.task, TASK_TEXTS, frame), frame);
}
const TASK_TEXTS = ['note', 'reason', 'title', 'option', 'source'];

const SHOWING: Showing = {
  started: ({ start }, { incident, sight }) => ({
    incident: start.id,
    codeName: start.codeName,
    mode: start.mode,
    timeFactor: start.timeFactor,
    activate: start.activate,
    playbook: { id: start.plan.playbook, version: start.plan.version, hash: start.plan.hash },
    facts: Object.fromEntries(
      Object.entries(start.facts).map(([name, value]) => [
        name,
        sight.show(value, compartmentOfFact(name, incident)),
      ]),
    ),
  }),
  activated: shell,
  wentOnStandby: shell,
  activationDeclined: shell,
  phaseEntered: shell,
  phaseLeft: shell,
  taskOpened: taskTexts,
  rungReached: shell,
  ladderAdvanced: shell,
  overdueReached: shell,
  acknowledged: taskTexts,
  acknowledgedLate: shell,
  declined: taskTexts,
  delivery: shell,
  taskCompleted: (event, frame) => {
    const texts = taskTexts(event, frame);
    return event.form === undefined
      ? texts
      : { ...texts, form: showFiled(event.task, event.form, frame) };
  },
  doneReported: shell,
  taskWaived: taskTexts,
  taskNotNeeded: shell,
  taskReassigned: taskTexts,
  taskRetimed: taskTexts,
  seriesEnded: shell,
  decided: taskTexts,
  factSet: (event, frame) => hide(event, ofFact(event, frame), frame),
  subjectsNamed: ({ subjects }, { sight }) => ({
    subjects: subjects.map((subject) => showSubject(subject, sight)),
  }),
  suppressed: (event, frame) =>
    hide(
      event,
      {
        names: ['addresses'],
        compartment: compartmentOfSubject('victims'),
        subject: event.subject,
      },
      frame,
    ),
  approvalRequested: ({ command, ...rest }, frame) => ({
    ...hide(rest, free('source'), frame),
    command: showCommand(command, frame),
  }),
  approvalGiven: (event, frame) => hide(event, free('source'), frame),
  approvalRejected: (event, frame) => hide(event, free('reason'), frame),
  approvalExpired: shell,
  quorumMet: shell,
  quorumMissed: shell,
  eventRaised: (event, frame) => {
    const opened = frame.incident.plan.tasks.find((task) =>
      task.opens.some(({ on }) => on.kind === 'event' && on.event === event.event),
    );
    const compartment = compartmentOfTaskText(opened?.row ?? '', frame.incident);
    return hide(event, { names: ['note'], compartment }, frame);
  },
  roleAppointed: (event, frame) => hide(event, free('reason'), frame),
  // People and their addresses are no part of the log that is shown, to anybody.
  directoryChanged: ({ directory }) => ({ revision: directory.revision }),
  noteAdded: (event, frame) => hide(event, free('text'), frame),
  alarmRaised: (event, frame) => hide(event, free('detail'), frame),
  alarmCleared: shell,
  conditionChanged: (event, { incident, sight }) =>
    compartmentsOfCondition(event.condition, incident).every((c) => sight.reads(c))
      ? shell(event)
      : { condition: WITHHELD, holds: WITHHELD },
  callBackRequested: shell,
  optedOut: shell,
  optedIn: shell,
  oddReply: shell,
  stoodDown: shell,
  reviewOpened: shell,
  closed: shell,
  exerciseEnded: shell,
  engineFault: (event, frame) => hide(event, free('fault'), frame),
  archived: shell,
};

/** Names of event members that hold instants on the incident's clock. */
const INSTANTS = new Set([
  'acknowledgeBy',
  'completeBy',
  'completeFrom',
  'silenceAt',
  'plannedAt',
  'nextAt',
  'overdueAt',
  'expiresAt',
  'askAgainAt',
  'reviewAt',
]);

/** Instants and durations as every answer writes them. */
function outward(name: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  if (INSTANTS.has(name)) return toInstantText(value);
  return name === 'late' ? toDurationText(value) : value;
}

function withInstants(shown: Shown): Shown {
  return Object.fromEntries(
    Object.entries(shown).map(([name, value]) => [name, outward(name, value)]),
  );
}
