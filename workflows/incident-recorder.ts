/**
 * Keeps the log in step. A local activity writes each task's events as unsealed rows: Temporal has
 * not committed them yet. They are sealed by the next write that comes after the commit. When the
 * database does not answer, a patient activity takes over and paging goes on.
 */
import { proxyActivities, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { LoggedEvent } from '../domain/incident/events.ts';
import type { Incident } from '../domain/incident/state.ts';
import type { IncidentRecordEffects, RecordedShell, RecordStep } from './effects.ts';
import type { Background } from './incident-effects.ts';
import { TASK_QUEUES } from './messages.ts';

const short = proxyLocalActivities<IncidentRecordEffects>({
  startToCloseTimeout: '1 second',
  retry: { maximumAttempts: 1 },
});
const patient = proxyActivities<IncidentRecordEffects>({
  taskQueue: TASK_QUEUES.records,
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '15 seconds' },
});

interface Noted {
  readonly logged: LoggedEvent;
  /** Length of the history when it happened: a longer one means that it was committed. */
  readonly mark: number;
}

/** The part of the log that is not sealed yet. */
export class Recorder {
  #tail: Noted[];
  #sealedThrough: number;
  #writtenThrough: number;
  #listedAs: string | undefined;
  #behind = false;

  constructor(unrecorded: readonly LoggedEvent[], sealedThrough: number) {
    this.#tail = unrecorded.map((logged) => ({ logged, mark: 0 }));
    this.#sealedThrough = sealedThrough;
    this.#writtenThrough = sealedThrough;
  }

  get unsealed(): readonly LoggedEvent[] {
    return this.#tail.map((noted) => noted.logged);
  }
  get sealedThrough(): number {
    return this.#sealedThrough;
  }
  /** The database has not taken everything; a patient write is under way. */
  get behind(): boolean {
    return this.#behind;
  }

  note(events: readonly LoggedEvent[]): void {
    const mark = workflowInfo().historyLength;
    this.#tail.push(...events.map((logged) => ({ logged, mark })));
  }

  /** Writes what is new; does nothing while the patient way is under way. */
  async write(current: () => Incident, background: Background): Promise<void> {
    const incident = current();
    if (this.#behind || incident.seq <= this.#writtenThrough) return;
    const step = this.#step(incident, workflowInfo().historyLength);
    try {
      this.#wrote(incident, await short.recordEvents(step));
    } catch {
      this.#behind = true;
      background.run({ name: 'recordEvents', run: () => this.writePatiently(current) });
    }
  }

  /**
   * Writes and seals everything, what happens meanwhile included; waits as long as it takes. A
   * regular activity starts after the commit.
   */
  async writePatiently(current: () => Incident): Promise<void> {
    this.#behind = true;
    do {
      const incident = current();
      const step = { ...this.#step(incident, Infinity), shell: shellOf(incident) };
      const outcome = await patient.recordEvents(step);
      this.#wrote(incident, outcome);
    } while (current().seq > this.#writtenThrough);
    this.#behind = false;
  }

  #step(incident: Incident, historyLength: number): RecordStep {
    const committed = this.#tail.filter((noted) => noted.mark < historyLength).at(-1);
    const shell = shellOf(incident);
    return {
      incident: incident.id,
      events: this.unsealed,
      committedThrough: committed?.logged.seq ?? this.#sealedThrough,
      ...(this.#listedAs === shell.status ? {} : { shell }),
    };
  }

  #wrote(incident: Incident, outcome: { readonly sealedThrough: number }): void {
    this.#writtenThrough = Math.max(this.#writtenThrough, incident.seq);
    this.#listedAs = incident.status;
    this.#sealedThrough = Math.max(this.#sealedThrough, outcome.sealedThrough);
    this.#tail = this.#tail.filter((noted) => noted.logged.seq > this.#sealedThrough);
  }
}

function shellOf(incident: Incident): RecordedShell {
  const { status, mode, plan, codeName, startedAt, closedAt } = incident;
  const shell = { status, mode, playbook: plan.playbook, codeName, startedAt };
  return closedAt === undefined ? shell : { ...shell, closedAt };
}
