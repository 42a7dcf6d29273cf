/** A line of the log as a sentence, with names where the reader may see them. */
import { z } from 'zod';
import { alarmText } from './alarm-text.ts';
import { commandText, valueText } from './command-text.ts';
import { sentenceFor } from './event-texts.ts';
import { nameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import { taskLabel } from './reading.ts';
import type { Incident, LogLine } from './shown.ts';
import { isTextKey } from './texts.ts';

export interface EventFrame {
  readonly incident: Incident;
  readonly frame: Pick<Frame, 'say' | 'language' | 'people'>;
}

const paged = z.array(z.object({ person: z.string() }));
const reported = z.array(z.object({ task: z.string(), channel: z.string(), state: z.string() }));
const command = z.looseObject({ type: z.string() });
const texts = z.array(z.string());

/** Events that say nothing to a reader of the timeline: the log has them. */
const SILENT: ReadonlySet<string> = new Set(['conditionChanged', 'directoryChanged', 'archived']);

/** Is the event worth a line in a timeline? */
export function isTold(line: LogLine): boolean {
  if (line.type === 'delivery') return failures(line).length > 0;
  if (line.type === 'rungReached' || line.type === 'overdueReached') {
    return peoplePaged(line).length > 0;
  }
  return !SILENT.has(line.type);
}

/** The event as a sentence. */
export function eventText(line: LogLine, context: EventFrame): string {
  const gaps = gapsOf(line, context);
  return sentenceFor(line.type, context.frame.language)
    .replace(/\{(\w+)\}/g, (_, name: string) => gaps[name] ?? '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

function gapsOf(line: LogLine, { incident, frame }: EventFrame): Readonly<Record<string, string>> {
  const { data } = line;
  const { say, people } = frame;
  const plain = Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, valueText(value, say)]),
  );
  const person = typeof data['person'] === 'string' ? data['person'] : line.by.person;
  const to = typeof data['to'] === 'string' ? data['to'] : person;
  const asked = command.safeParse(data['command']);
  const code = typeof data['code'] === 'string' ? data['code'] : '';
  return {
    ...plain,
    ...(typeof data['task'] === 'string' ? { task: taskLabel(data['task'], incident) } : {}),
    person: to === undefined ? '' : nameOf(to, people),
    people: peopleText(line, frame),
    roles: listOf(data['mayApprove']).join(', '),
    command: asked.success ? commandText(asked.data, incident, say) : '',
    alarm: code === '' ? '' : alarmText(code, say),
    ...(typeof data['severity'] === 'string' ? { severity: severity(data['severity'], say) } : {}),
    silence: data['bySilence'] === true ? `(${say('timer.silence')})` : '',
    states: failures(line)
      .map(({ task, channel, state }) => `${taskLabel(task, incident)} ${channel} ${state}`)
      .join('; '),
  };
}

function severity(code: string, say: Frame['say']): string {
  const key = `alarm.${code}`;
  return isTextKey(key) ? say(key) : code;
}

/** People named in one line; a whole roster is counted. */
const NAMED = 4;

function peopleText(line: LogLine, { people, say }: EventFrame['frame']): string {
  const ids = line.type === 'roleAppointed' ? listOf(line.data['holders']) : peoplePaged(line);
  const named = ids
    .slice(0, NAMED)
    .map((id) => nameOf(id, people))
    .join(', ');
  if (ids.length <= NAMED) return named;
  return say('people.more', { people: named, count: ids.length - NAMED });
}

function peoplePaged({ data }: LogLine): readonly string[] {
  const pages = paged.safeParse(data['pages']);
  return pages.success ? pages.data.map(({ person }) => person) : [];
}

function failures({ data }: LogLine): readonly z.infer<typeof reported>[number][] {
  const reports = reported.safeParse(data['reports']);
  return reports.success ? reports.data.filter(({ state }) => state === 'failed') : [];
}

function listOf(value: unknown): readonly string[] {
  const list = texts.safeParse(value);
  return list.success ? list.data : [];
}
