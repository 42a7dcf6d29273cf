/** The board as lines of text: what is wrong first, as in the browser. */
import { alarmText } from '../alarm-text.ts';
import { blockerText } from '../blocker-text.ts';
import { commandText } from '../command-text.ts';
import { timerText } from '../board-matters.ts';
import { instantText, nameOf, numberOf } from '../frame.ts';
import type { Frame } from '../frame.ts';
import {
  isUnanswered,
  mergeTimers,
  silences,
  sortTasks,
  standingAlarms,
  taskLabel,
} from '../reading.ts';
import type { Incident, Task } from '../shown.ts';
import { harmless } from './paint.ts';
import type { Paints } from './paint.ts';

/** With what lines are drawn. */
export type LineFrame = Pick<Frame, 'say' | 'language' | 'timeZone' | 'now' | 'people'> & {
  readonly paint: Paints;
};

const TIMERS_SHOWN = 8;
const SILENT_SHOWN = 3;

/** The whole board. Every line is free of control characters but those of the paints. */
export function boardLines(incident: Incident, frame: LineFrame): readonly string[] {
  const { say, paint } = frame;
  const sorted = sortTasks(incident.tasks);
  const exercise = incident.mode === 'exercise' ? `${say('banner.exercise')} ` : '';
  const head = `${exercise}${incident.codeName}  ${say(`status.${incident.status}`)}  ${instantText(incident.now, frame)}`;
  return [
    paint.strong(harmless(head)),
    ...alarmLines(incident, frame),
    ...group(say('tasks.late'), sorted.late, incident, frame),
    ...group(say('tasks.open'), sorted.open, incident, frame),
    ...group(say('tasks.held'), sorted.held, incident, frame),
    ...approvalLines(incident, frame),
    ...timerLines(incident, frame),
    ...blockerLines(incident, frame),
  ];
}

function alarmLines(
  incident: Incident,
  { say, paint, people, ...times }: LineFrame,
): readonly string[] {
  const standing = standingAlarms(incident);
  if (standing.length === 0) return ['', paint.good(say('alarms.none'))];
  const lines = standing.map((alarm) => {
    const task = alarm.task === undefined ? '' : ` ${taskLabel(alarm.task, incident)}`;
    const person = alarm.person === undefined ? '' : ` ${nameOf(alarm.person, people)}`;
    const text = `${say(`alarm.${alarm.severity}`)} ${instantText(alarm.at, times)} ${alarmText(alarm.code, say)}${task}${person}`;
    return alarm.severity === 'life' ? paint.alarm(harmless(text)) : paint.warn(harmless(text));
  });
  return ['', paint.strong(say('alarms.title')), ...lines];
}

function group(
  title: string,
  tasks: readonly Task[],
  incident: Incident,
  frame: LineFrame,
): readonly string[] {
  if (tasks.length === 0) return [];
  const heading = frame.paint.strong(`${title} (${tasks.length})`);
  return ['', heading, ...tasks.flatMap((task) => taskLines(task, incident, frame))];
}

function taskLines(task: Task, incident: Incident, frame: LineFrame): readonly string[] {
  const { say, paint, people } = frame;
  const title = typeof task.title === 'string' ? task.title : say('tasks.withheld');
  const holder =
    task.holder === null
      ? say('tasks.nobody')
      : say('tasks.heldBy', { person: nameOf(task.holder, people) });
  const line = harmless(`${String(task.number).padStart(3)} ${task.role} ${title}: ${holder}`);
  const silent = silences(task, incident);
  const rest = silent.length - SILENT_SHOWN;
  return [
    task.status === 'open' ? line : paint.good(line),
    ...dueLines(task, incident, frame),
    ...silent.slice(0, SILENT_SHOWN).map(({ person }) => {
      const isSubject = incident.subjects.some((subject) => subject.person === person);
      const number = isSubject ? undefined : numberOf(person, people);
      const call = number === undefined ? '' : `, ${say('tasks.call', { number })}`;
      return paint.warn(harmless(`      ${say('tasks.silent')} ${nameOf(person, people)}${call}`));
    }),
    ...(rest > 0 ? [paint.warn(`      ${say('tasks.silentMore', { count: rest })}`)] : []),
  ];
}

function dueLines(task: Task, incident: Incident, frame: LineFrame): readonly string[] {
  const { say, paint } = frame;
  const lines: string[] = [];
  const at = (instant: string): string => instantText(instant, frame);
  if (task.status === 'open' && task.acknowledgeBy !== null) {
    const time = at(task.acknowledgeBy);
    lines.push(
      isUnanswered(task, incident.now)
        ? paint.alarm(say('tasks.answerWasDue', { time }))
        : say('tasks.answerBy', { time }),
    );
  }
  if (task.completeBy !== null) {
    const time = at(task.completeBy);
    lines.push(
      task.completeBy < incident.now
        ? paint.alarm(say('tasks.doneWasDue', { time }))
        : paint.quiet(say('tasks.doneBy', { time })),
    );
  }
  return lines.map((line) => `      ${line}`);
}

function approvalLines(incident: Incident, { say, paint, ...rest }: LineFrame): readonly string[] {
  if (incident.approvals.length === 0) return [];
  return [
    '',
    paint.strong(say('approvals.title')),
    ...incident.approvals.map((one) => {
      const may = say('approvals.may', {
        roles: one.mayApprove.join(', '),
        count: one.needed - one.approvedBy.length,
        time: instantText(one.expiresAt, rest),
      });
      return harmless(`  ${one.id} ${commandText(one.what, incident, say)}. ${may}`);
    }),
  ];
}

function timerLines(incident: Incident, frame: LineFrame): readonly string[] {
  const { say, paint } = frame;
  const next = mergeTimers(incident.timers).slice(0, TIMERS_SHOWN);
  return [
    '',
    paint.strong(say('timers.title')),
    ...(next.length === 0 ? [say('timers.none')] : []),
    ...next.map((timer) =>
      harmless(`  ${instantText(timer.at, frame)} ${timerText(timer, incident, frame)}`),
    ),
  ];
}

function blockerLines(incident: Incident, { say, paint }: LineFrame): readonly string[] {
  if (incident.standDownAt === null || incident.status === 'closed') return [];
  const lines = incident.blockers.map(
    (one) => `  ${blockerText(one, say, (task) => taskLabel(task, incident))}`,
  );
  return ['', paint.strong(say('blockers.title')), ...lines.map(harmless)];
}
