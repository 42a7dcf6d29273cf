import { DAY, HOUR, MINUTE } from '../time.ts';
import type { Command } from './commands.ts';
import type { Draft } from './draft.ts';
import { isOpen } from './open-task.ts';
import { overdueStart } from './overdue.ts';
import type { Refusal } from './refusals.ts';
import type { AlarmCode } from './state.ts';

/** Times of a page about an alarm (D, as LIFE tasks of domain.md 2.2). */
const ALARM_TASK_ACKNOWLEDGED = 5 * MINUTE;
const ALARM_TASK_DONE = HOUR;

type Notice = Extract<
  Command,
  {
    type:
      'callBack' | 'oddReply' | 'optOut' | 'unknownSender' | 'clearAlarm' | 'engineFault' | 'note';
  }
>;

/** Things that are said of an incident: they alarm somebody and change no task. */
export function takeNotice(draft: Draft, command: Notice): Refusal | undefined {
  switch (command.type) {
    case 'note':
      draft.emit({ type: 'noteAdded', text: command.text });
      return undefined;
    case 'callBack': {
      const about = { person: command.person, ...ofTask(command.task) };
      draft.emit({ type: 'callBackRequested', ...about });
      draft.alarm('call-back-requested', 'urgent', about);
      return undefined;
    }
    case 'oddReply':
      draft.emit({ type: 'oddReply', person: command.person, kind: command.kind });
      draft.alarm(command.kind === 'wrongCode' ? 'wrong-code' : 'unclear-reply', 'urgent', {
        person: command.person,
      });
      return undefined;
    case 'unknownSender':
      draft.emit({ type: 'oddReply', kind: 'unknownSender' });
      draft.alarm(command.again ? 'unknown-sender-again' : 'unknown-sender', 'urgent');
      // Scenario 4: a second try within ten minutes is for SEC to look at.
      if (command.again) openAlarmTask(draft, 'SEC', 'unknown-sender-again');
      return undefined;
    case 'optOut':
      optOut(draft, command);
      return undefined;
    case 'clearAlarm':
      return clear(draft, command.alarm);
    case 'engineFault':
      draft.emit({ type: 'engineFault', fault: command.fault });
      draft.alarm('engine-fault', 'life');
      return undefined;
  }
}

function ofTask(task: string | undefined): { task?: string } {
  return task === undefined ? {} : { task };
}

/** R02: an opt-out is a LIFE alarm, because that person can no longer be reached by text. */
function optOut(draft: Draft, command: Extract<Notice, { type: 'optOut' }>): void {
  const out = draft.incident.optedOut.includes(command.person);
  if (command.back === true) {
    if (out) draft.emit({ type: 'optedIn', person: command.person });
    return;
  }
  if (!out) draft.emit({ type: 'optedOut', person: command.person });
  draft.alarm('opted-out', 'life', { person: command.person });
  if (!out) openAlarmTask(draft, 'DO', 'opted-out');
}

/** A person is paged, LIFE, to look at an alarm. The title is its code; the board words it. */
function openAlarmTask(draft: Draft, role: string, code: AlarmCode): void {
  const { incident, now } = draft;
  const to = incident.plan.roles[role] === undefined ? incident.plan.alarmTo[0] : role;
  if (to === undefined) return;
  const number = incident.lastTaskNumber + 1;
  const completeBy = now + ALARM_TASK_DONE;
  draft.emit({
    type: 'taskOpened',
    task: `alarm.${number}`,
    row: 'alarm',
    number,
    mandatory: false,
    acknowledgeBy: now + ALARM_TASK_ACKNOWLEDGED,
    completeFrom: now,
    completeBy,
    ...overdueStart(incident.plan.overdue, now, completeBy),
    ladder: 'LIFE',
    legs: [{ role: to, ladder: 'LIFE', nextAt: now }],
    title: code,
  });
}

function clear(draft: Draft, id: number): Refusal | undefined {
  const alarm = draft.incident.alarms.find((one) => one.id === id);
  if (alarm === undefined) return { code: 'alarm-unknown' };
  if (alarm.clearedAt !== undefined) return undefined;
  const person = draft.by.person;
  draft.emit({ type: 'alarmCleared', id, ...(person === undefined ? {} : { person }) });
  return undefined;
}

/** Closed tasks stay in the state this long, so that late answers find them. */
const ARCHIVE_AFTER = DAY;

/** Takes long-closed tasks whose events are on record out of the state. */
export function archiveClosed(draft: Draft, through: number): void {
  const gone = Object.values(draft.incident.tasks).filter(
    (task) =>
      !isOpen(task) &&
      task.closedSeq !== undefined &&
      task.closedSeq <= through &&
      (task.completedAt ?? draft.now) <= draft.now - ARCHIVE_AFTER,
  );
  if (gone.length > 0) draft.emit({ type: 'archived', tasks: gone.map((task) => task.id) });
}
