import { expect } from '@jest/globals';
import type { Actor, Command } from '../../domain/incident/commands.ts';
import { nextDeadline } from '../../domain/incident/deadlines.ts';
import type { IncidentEvent, LoggedEvent } from '../../domain/incident/events.ts';
import type { Incident } from '../../domain/incident/state.ts';
import { unsealedQuery } from '../../workflows/messages.ts';
import { toLoggedEvent } from '../../api/incident-reader.ts';
import type { Engine, RunningIncident } from './engine.ts';
import { eventually } from './eventually.ts';

const MINUTE = 60_000;

/**
 * How a story's time passes: skipped on the test server, sixty times as fast on the real one. Both
 * tell the same story with the same instants on the incident's clock.
 */
export interface Pace {
  readonly name: string;
  readonly factor: number;
  pass(engine: Engine, toReal: number, state: () => Promise<Incident>): Promise<void>;
}

export const skipping: Pace = {
  name: 'on the time-skipping server',
  factor: 1,
  pass: async (engine, toReal, state) => {
    // From deadline to deadline: a clock that skips on while a task runs would time that task out.
    for (;;) {
      const now = await engine.env.currentTimeMs();
      if (now >= toReal) return;
      const next = nextDeadline(await state(), now) ?? toReal;
      await engine.env.sleep(Math.max(1_000, Math.min(next - now + 500, toReal - now)));
    }
  },
};
export const speeded: Pace = {
  name: 'on the real server, speeded up',
  factor: 60,
  pass: async (_engine, toReal) => {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, toReal - Date.now())));
  },
};

/** How many texts lie on each phone now, so that a story can tell its own from earlier ones. */
export function textsSoFar(engine: Engine): ReadonlyMap<string, number> {
  return new Map(engine.provider.phones().map(({ number, texts }) => [number, texts.length]));
}

/** An incident on a real engine, told in minutes after its start. */
export class ToldStory {
  readonly engine: Engine;
  readonly incident: RunningIncident;
  readonly pace: Pace;
  readonly start: number;
  /** Texts that earlier stories left on the phones. */
  readonly #before: ReadonlyMap<string, number>;

  constructor(
    engine: Engine,
    incident: RunningIncident,
    how: { pace: Pace; start: number; before: ReadonlyMap<string, number> },
  ) {
    this.engine = engine;
    this.incident = incident;
    this.pace = how.pace;
    this.start = how.start;
    this.#before = how.before;
  }

  /** The instant of so many minutes after the start, on the incident's clock. */
  at(minutes: number): number {
    return this.start + minutes * MINUTE;
  }

  /** Lets time pass to that minute (and half a second, so that what is due then has happened). */
  async until(minutes: number): Promise<void> {
    const real = this.start + (minutes * MINUTE) / this.pace.factor + 500;
    await this.pace.pass(this.engine, real, () => this.state());
  }

  /** Time passes while nothing runs. */
  async asleepUntil(minutes: number): Promise<void> {
    const real = this.start + (minutes * MINUTE) / this.pace.factor;
    const now = await this.engine.env.currentTimeMs();
    if (this.pace.factor === 1) await this.engine.env.sleep(real - now);
    else await this.pace.pass(this.engine, real, () => this.state());
  }

  does(by: Actor, command: Command) {
    return this.incident.does(by, command);
  }
  state(): Promise<Incident> {
    return this.incident.state();
  }

  numberOf(person: string): string {
    const contacts = this.engine.directory().people[person]?.contacts ?? [];
    return contacts.find((contact) => contact.channel === 'sms')?.address ?? '';
  }
  texts(person: string): string[] {
    const number = this.numberOf(person);
    return this.engine.provider
      .phone(number)
      .texts.slice(this.#before.get(number) ?? 0)
      .filter((text) => text.to === number)
      .map((text) => text.body);
  }
  /** Waits for a text on that phone. */
  async gets(person: string, pattern: RegExp): Promise<string> {
    return eventually(`${String(pattern)} on the phone of ${person}`, () =>
      this.texts(person).find((text) => pattern.test(text)),
    );
  }
  async replies(person: string, body: string): Promise<void> {
    await this.engine.replies(this.numberOf(person), body);
  }
  /** The code with which this person answers for that task number. */
  async codeOf(person: string, number: number): Promise<string> {
    const single = new RegExp(`task ${number} for you.*?Reply (\\d+) =`);
    const bundled = new RegExp(`\\b${number} code (\\d+)`);
    const text = await eventually(`a code for ${number} of ${person}`, () =>
      this.texts(person).find((body) => single.test(body) || bundled.test(body)),
    );
    return (single.exec(text) ?? bundled.exec(text))?.[1] ?? '';
  }

  /** Every event so far, from the log or, while it is being written, from the workflow. */
  async log(): Promise<readonly LoggedEvent[]> {
    const entries = await this.engine.store.log.readLog(this.incident.id, { limit: 1_000 });
    const last = entries.at(-1)?.seq ?? 0;
    const unsealed = await this.incident.handle.query(unsealedQuery, { after: last });
    return [...entries.map(toLoggedEvent), ...unsealed];
  }
  async events<T extends IncidentEvent['type']>(type: T) {
    return (await this.log()).flatMap(({ event, at }) =>
      event.type === type ? [{ at, event: event as Extract<IncidentEvent, { type: T }> }] : [],
    );
  }
  /** Waits for an event. */
  async happens<T extends IncidentEvent['type']>(
    type: T,
    which: (event: Extract<IncidentEvent, { type: T }>) => boolean = () => true,
  ): Promise<Extract<IncidentEvent, { type: T }>> {
    return eventually(`${type} in the log`, async () =>
      (await this.events(type)).map(({ event }) => event).find(which),
    );
  }

  /**
   * Planned instants are exact; deeds follow within two seconds where the clock is ours, and where
   * it is the machine's within what a busy machine may take (the figure is the benchmark's).
   */
  async expectPunctual(): Promise<void> {
    const limit = this.pace.factor === 1 ? 2_000 : 10_000;
    for (const { event } of await this.events('rungReached')) {
      expect(event.late / this.pace.factor).toBeLessThanOrEqual(limit);
    }
  }
}
