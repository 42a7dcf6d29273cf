import { allOf, effectsOf, NO_EFFECTS } from './effects.ts';
import type { Actor } from './commands.ts';
import type { IncidentEvent, LoggedEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { Effects } from './orders.ts';
import type { AlarmCode, Alarm, Incident, TaskId } from './state.ts';
import { firstReachable } from './targets.ts';

/** A step in the making: events are applied as they are emitted, so that each rule sees the last. */
export class Draft {
  #incident: Incident;
  readonly #events: LoggedEvent[] = [];
  readonly #effects: Effects[] = [];
  /** The incident's clock, epoch milliseconds. */
  readonly now: number;
  readonly cause: string;
  #by: Actor;

  constructor(incident: Incident, at: { now: number; by: Actor; cause: string }) {
    this.#incident = incident;
    this.now = at.now;
    this.#by = at.by;
    this.cause = at.cause;
  }

  get by(): Actor {
    return this.#by;
  }
  get incident(): Incident {
    return this.#incident;
  }
  get events(): readonly LoggedEvent[] {
    return this.#events;
  }
  get effects(): Effects {
    return allOf(this.#effects);
  }

  /** Says that this happened. */
  emit(event: IncidentEvent, by: Actor = this.by): void {
    const before = this.#incident;
    const logged: LoggedEvent = { seq: before.seq + 1, at: this.now, by, cause: this.cause, event };
    this.#incident = evolve(before, logged);
    this.#events.push(logged);
    const effects = effectsOf(before, this.#incident, logged);
    if (effects !== NO_EFFECTS) this.#effects.push(effects);
  }

  /** Does something in another's name: what an approval froze is its requester's deed. */
  as<T>(actor: Actor, deed: () => T): T {
    const before = this.#by;
    this.#by = actor;
    try {
      return deed();
    } finally {
      this.#by = before;
    }
  }

  /** Raises an alarm once: while the same one stands uncleared, it is not raised again. */
  alarm(
    code: AlarmCode,
    severity: Alarm['severity'],
    about: { task?: TaskId; person?: string; detail?: string } = {},
  ): void {
    const standing = this.#incident.alarms.some(
      (one) =>
        one.code === code &&
        one.clearedAt === undefined &&
        one.task === about.task &&
        one.person === about.person,
    );
    if (standing) return;
    const told = firstReachable(this.#incident, this.#incident.plan.alarmTo);
    this.emit(
      {
        type: 'alarmRaised',
        id: this.#incident.lastAlarm + 1,
        code,
        severity,
        ...about,
        told: told === undefined ? [] : [told],
      },
      SYSTEM,
    );
  }
}

/** What the machine does by itself. */
export const SYSTEM: Actor = { proof: 'system' };
