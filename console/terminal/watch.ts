/** `npm run watch`: the board of one incident, live in the terminal. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Language } from '../../domain/plan.ts';
import { eventText, isTold } from '../event-text.ts';
import { instantText } from '../frame.ts';
import * as shown from '../shown.ts';
import { sayIn } from '../texts.ts';
import { boardLines } from './board-lines.ts';
import type { LineFrame } from './board-lines.ts';
import { RefusedError } from './http-client.ts';
import type { HttpClient } from './http-client.ts';
import { CLEAR, harmless, paintsFor } from './paint.ts';
import type { Screen } from './paint.ts';

/** The board is drawn anew this long after the first of some news, so that a wave is drawn once. */
const SETTLE_MS = 200;
/** Without news it is drawn anew so often: lateness comes with time alone. */
const REDRAW_MS = 5_000;
const LATEST_SHOWN = 8;

export interface Watching {
  readonly client: HttpClient;
  /** Id, or code name of an incident that is not closed. */
  readonly incident: string;
  readonly language: Language;
  readonly timeZone: string;
  readonly screen: Screen;
  /** Draws once and returns. */
  readonly once: boolean;
  readonly stop: AbortSignal;
}

/** Draws until the incident is closed or `stop`. @throws RefusedError, Error */
export async function watch(watching: Watching): Promise<void> {
  const { client, stop } = watching;
  const id = await findIncident(client, watching.incident);
  const people = await readPeople(client);
  let after = 0;
  const latest: shown.LogLine[] = [];
  while (!stop.aborted) {
    const incident = await client.get(`/v1/incidents/${id}`, shown.incident);
    if (after === 0) after = Math.max(0, incident.seq - LATEST_SHOWN * 3);
    const news = await readNews(client, id, after);
    after = news.at(-1)?.seq ?? after;
    latest.push(...news.filter(isTold));
    draw({ watching, incident, people, latest: latest.slice(-LATEST_SHOWN), news });
    if (watching.once || incident.status === 'closed') return;
    await waitForNews(watching, id, after);
  }
}

/** An incident by its id, or by its code name among those listed. */
export async function findIncident(client: HttpClient, name: string): Promise<string> {
  if (/^[a-z2-7]{16}$/.test(name)) return name;
  const { incidents } = await client.get('/v1/incidents?limit=200', shown.incidents);
  const found = incidents.find(({ codeName }) => codeName === name.toUpperCase());
  if (found !== undefined) return found.id;
  const names = incidents.filter(({ status }) => status !== 'closed').map((one) => one.codeName);
  throw new Error(
    `No incident is called ${name}. ${names.length === 0 ? 'None is open.' : `Open are: ${names.join(', ')}.`}`,
  );
}

/** Names and numbers where this key may look them up; nobody otherwise. */
export async function readPeople(client: HttpClient): Promise<ReadonlyMap<string, shown.Person>> {
  try {
    const { people } = await client.get('/v1/people', shown.people);
    return new Map(people.map((person) => [person.id, person]));
  } catch (error) {
    if (error instanceof RefusedError) return new Map();
    throw error;
  }
}

async function readNews(
  client: HttpClient,
  id: string,
  after: number,
): Promise<readonly shown.LogLine[]> {
  const { events } = await client.get(
    `/v1/incidents/${id}/log?after=${after}&limit=500`,
    shown.log,
  );
  return events;
}

/** Resolves with the first event after `after`, or when it is time to draw all the same. */
async function waitForNews({ client, stop }: Watching, id: string, after: number): Promise<void> {
  const enough = new AbortController();
  const either = AbortSignal.any([stop, enough.signal]);
  const news = (async () => {
    for await (const _event of client.follow(id, after, either)) return true;
    return false;
  })().catch(() => false);
  const time = pause(REDRAW_MS, false, { signal: either }).catch(() => false);
  const isNews = await Promise.race([news, time]);
  enough.abort();
  if (isNews && !stop.aborted) await pause(SETTLE_MS);
}

interface Drawing {
  readonly watching: Watching;
  readonly incident: shown.Incident;
  readonly people: LineFrame['people'];
  readonly latest: readonly shown.LogLine[];
  readonly news: readonly shown.LogLine[];
}

/** On a terminal the board in place; elsewhere the board once, then a line for each event. */
function draw({ watching, incident, people, latest, news }: Drawing): void {
  const { screen, language, timeZone } = watching;
  const say = sayIn(language);
  const paint = paintsFor(screen.isTerminal);
  const frame: LineFrame = {
    say,
    language,
    timeZone,
    now: Date.parse(incident.now),
    people,
    paint,
  };
  const told = (lines: readonly shown.LogLine[]): readonly string[] =>
    lines.map((line) => eventLine(line, incident, frame));
  if (screen.isTerminal || watching.once) {
    const lines = [
      ...boardLines(incident, frame),
      '',
      paint.strong(say('log.title')),
      ...told(latest),
    ];
    screen.write(`${screen.isTerminal && !watching.once ? CLEAR : ''}${lines.join('\n')}\n`);
    return;
  }
  const lines = told(news.filter(isTold));
  if (lines.length > 0) screen.write(`${lines.join('\n')}\n`);
}

/** `09:05Z/11:05 Task 3 …` */
export function eventLine(line: shown.LogLine, incident: shown.Incident, frame: LineFrame): string {
  const text = harmless(`${instantText(line.at, frame)} ${eventText(line, { incident, frame })}`);
  if (/^alarm|quorumMissed|engineFault|overdueReached/.test(line.type))
    return frame.paint.warn(text);
  if (line.type === 'acknowledged' || line.type === 'taskCompleted') return frame.paint.good(text);
  return text;
}
