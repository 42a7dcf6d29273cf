/** The incident's clock: real time live; in an exercise T0 + (now − T0) × factor (design.md 5). */
import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

export interface IncidentClock {
  /** The incident's instant for a real one, both epoch milliseconds. */
  toIncident(real: number): number;
  toReal(incident: number): number;
}

/** @param start T0, the workflow's own start time */
export function incidentClock(start: number, factor: number): IncidentClock {
  return {
    toIncident: (real) => start + Math.round((real - start) * factor),
    toReal: (incident) => start + (incident - start) / factor,
  };
}

/** One timer at a time: it is set anew only when the instant changes, which saves history events. */
export class AlarmClock {
  #at: number | undefined;
  #scope: CancellationScope | undefined;
  #rang = false;

  /** Whether the instant last set has come. */
  get rang(): boolean {
    return this.#rang;
  }

  /** Wakes at this real instant; undefined: not at all. A past instant rings at once. */
  set(at: number | undefined): void {
    if (at === this.#at && !this.#rang) return;
    this.#scope?.cancel();
    this.#scope = undefined;
    this.#at = at;
    this.#rang = at !== undefined && at <= Date.now();
    if (at === undefined || this.#rang) return;
    const scope = new CancellationScope();
    this.#scope = scope;
    scope
      .run(() => sleep(Math.ceil(at - Date.now())))
      .then(
        () => {
          if (this.#scope === scope) this.#rang = true;
        },
        (error: unknown) => {
          // A cancelled timer was replaced; anything else must at least wake the incident.
          if (!isCancellation(error)) this.#rang = true;
        },
      )
      .catch(() => undefined);
  }
}
