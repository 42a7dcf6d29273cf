/** The log of an incident as it grows, line by line. */
import { eventLine } from './watch.ts';
import { isTold } from '../event-text.ts';
import * as shown from '../shown.ts';
import { sayIn } from '../texts.ts';
import type { LineFrame } from './board-lines.ts';
import type { HttpClient } from './http-client.ts';
import { paintsFor } from './paint.ts';
import type { Screen } from './paint.ts';

export interface TimelineOptions {
  readonly client: HttpClient;
  readonly incident: string;
  readonly language: 'en' | 'fr';
  readonly timeZone: string;
  readonly people: LineFrame['people'];
  readonly screen: Screen;
  readonly stop: AbortSignal;
}

export interface Timeline {
  /** Everything that has happened so far. */
  readonly seen: readonly shown.LogLine[];
  /** Rejects when the connection breaks for good. */
  readonly ended: Promise<void>;
}

/** Prints events until `stop`, and keeps them. */
export function tellTimeline(options: TimelineOptions): Timeline {
  const seen: shown.LogLine[] = [];
  return { seen, ended: follow(options, seen) };
}

async function follow(options: TimelineOptions, seen: shown.LogLine[]): Promise<void> {
  const { client, stop, screen } = options;
  let incident = await client.get(`/v1/incidents/${options.incident}`, shown.incident);
  try {
    for await (const line of client.follow(options.incident, 0, stop)) {
      seen.push(line);
      if (!isTold(line)) continue;
      // Titles of tasks that were opened since are in a newer reading.
      if (line.seq > incident.seq) {
        const path = `/v1/incidents/${options.incident}?atLeast=${line.seq}`;
        incident = await client.get(path, shown.incident);
      }
      screen.write(`${eventLine(line, incident, frameOf(options, line))}\n`);
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

function frameOf(options: TimelineOptions, { at }: shown.LogLine): LineFrame {
  const { language, timeZone, people, screen } = options;
  const paint = paintsFor(screen.isTerminal);
  return { say: sayIn(language), language, timeZone, now: Date.parse(at), people, paint };
}
