/** The log as it grows, for server-sent events: woken by the store, and looking by itself when it is down. */
import type { Response } from 'express';
import type { LoggedEvent } from '../domain/incident/events.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { IncidentReader } from './incident-reader.ts';

/** Proxies drop connections that say nothing for a minute. */
const HEARTBEAT_MS = 15_000;
/** Without news from the database it is looked for at this interval. */
const LOOK_MS = 2_000;
const PAGE = 500;

export interface Following {
  readonly incident: string;
  /** Events after this one. */
  readonly after: number;
  /** The event as this reader may see it. @throws to end the stream */
  readonly show: (logged: LoggedEvent) => Promise<object>;
}

export interface LiveEvents {
  /** Writes events to the response until it closes. */
  follow(response: Response, following: Following): void;
  close(): Promise<void>;
}

export function createLiveEvents(
  deps: Pick<ApiDependencies, 'store' | 'logger'>,
  incidents: IncidentReader,
): LiveEvents {
  const wakers = new Map<string, Set<() => void>>();
  const streams = new Set<Response>();
  const wake = (incident: string): void => {
    for (const waker of wakers.get(incident) ?? []) waker();
  };
  const listening = deps.store.listen({
    onNews: ({ incidentId }) => wake(incidentId),
    onReady: () => [...wakers.keys()].forEach(wake),
  });
  const subscribe = (incident: string, waker: () => void): (() => void) => {
    const known = wakers.get(incident) ?? new Set();
    wakers.set(incident, known.add(waker));
    return () => {
      known.delete(waker);
      if (known.size === 0) wakers.delete(incident);
    };
  };
  return {
    follow(response, following) {
      streams.add(response);
      const pump = createPump(response, following, incidents);
      const unsubscribe = subscribe(following.incident, pump);
      const looking = setInterval(pump, LOOK_MS);
      const beating = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
      response.on('close', () => {
        clearInterval(looking);
        clearInterval(beating);
        unsubscribe();
        streams.delete(response);
      });
      pump();
    },
    async close() {
      for (const response of streams) response.end();
      await listening.close();
    },
  };
}

/** Sends what is new, one reading at a time; a wake-up during a reading makes it look once more. */
function createPump(
  response: Response,
  following: Following,
  incidents: IncidentReader,
): () => void {
  let after = following.after;
  let reading = false;
  let again = false;
  const send = async (): Promise<void> => {
    do {
      again = false;
      const events = await incidents.readLog(following.incident, after, PAGE);
      for (const logged of events) {
        const data = JSON.stringify(await following.show(logged));
        response.write(`id: ${logged.seq}\nevent: ${logged.event.type}\ndata: ${data}\n\n`);
        after = logged.seq;
      }
      again ||= events.length === PAGE;
    } while (again && !response.writableEnded);
  };
  return () => {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    send()
      .catch(() => response.end())
      .finally(() => {
        reading = false;
      });
  };
}
