/** What a running incident has in hand, and how it takes commands. No waiting in here. */
import { ApplicationFailure, log, workflowInfo } from '@temporalio/workflow';
import type { CommandEnvelope, StartIncident } from '../domain/incident/commands.ts';
import { decide, decideStart, tick } from '../domain/incident/decide.ts';
import type { Decision } from '../domain/incident/decide.ts';
import { nextDeadline } from '../domain/incident/deadlines.ts';
import { SYSTEM } from '../domain/incident/draft.ts';
import { joined, NO_EFFECTS } from '../domain/incident/effects.ts';
import { migrateIncident } from '../domain/incident/migrate.ts';
import type { Effects } from '../domain/incident/orders.ts';
import { answerOf } from '../domain/incident/reply.ts';
import type { Incident } from '../domain/incident/state.ts';
import { incidentClock } from './incident-clock.ts';
import type { IncidentClock } from './incident-clock.ts';
import { named } from './incident-effects.ts';
import { Recorder } from './incident-recorder.ts';
import { REFUSED } from './messages.ts';
import type { CarriedIncident, CommandAnswer, IncidentInput } from './messages.ts';

/** After a fault in `decide` the clock tries again (design.md 5). */
const RETRY_AFTER_FAULT = 30_000;

export class IncidentShell {
  incident: Incident;
  pending: Effects;
  readonly recorder: Recorder;
  readonly clock: IncidentClock;
  /** Something happened since effects were last carried out. */
  stirred = true;
  #retryAt: number | undefined;
  /** A command was taken, and what is due by the clock has not been run since. */
  #owesTick = false;

  private constructor(carried: CarriedIncident) {
    this.incident = migrateIncident(carried.incident);
    this.pending = carried.effects.reduce<Effects>(joined, NO_EFFECTS);
    this.recorder = new Recorder(carried.unrecorded, carried.sealedThrough);
    this.clock = incidentClock(this.incident.startedAt, this.incident.timeFactor);
  }

  /** A first run decides its start at the workflow's own start time; a rolled one goes on. */
  static open({ start, carried }: IncidentInput): IncidentShell {
    if (carried !== undefined) return new IncidentShell(carried);
    if (start === undefined) {
      throw ApplicationFailure.nonRetryable('an incident starts with `start` or `carried`');
    }
    const decision = begin(start);
    const shell = new IncidentShell({
      incident: decision.incident,
      unrecorded: [],
      effects: [decision.effects],
      sealedThrough: 0,
    });
    shell.recorder.note(decision.events);
    return shell;
  }

  get now(): number {
    return this.clock.toIncident(Date.now());
  }

  /** What a command would lead to, for the validator; changes nothing. */
  consider(envelope: CommandEnvelope): Decision {
    return decide(this.incident, envelope, this.now, 'later');
  }

  /** Applies a command. @throws ApplicationFailure `Refused` */
  take(envelope: CommandEnvelope): CommandAnswer {
    const decision = this.consider(envelope);
    if (!decision.ok) throw refusal(decision);
    this.#apply(decision);
    this.#owesTick = true;
    return answerOf(this.incident, envelope, decision);
  }

  /** Runs what is due. A fault changes nothing, alarms, and is tried again. */
  tick(): void {
    this.#owesTick = false;
    this.#retryAt = undefined;
    const decision = tick(this.incident, this.now);
    if (decision.ok) this.#apply(decision);
    else this.#faulted(decision.fault ?? decision.refusal.code);
  }

  /** Real instant of the next deadline. */
  get wakeAt(): number | undefined {
    const deadline = nextDeadline(this.incident, this.now);
    const real = deadline === undefined ? undefined : this.clock.toReal(deadline);
    if (this.#retryAt === undefined) return real;
    return real === undefined ? this.#retryAt : Math.min(real, this.#retryAt);
  }

  /** What is to be carried out. All commands that came with this task count before what is due. */
  takePending(): Effects {
    if (this.#owesTick) this.tick();
    const effects = this.pending;
    this.pending = NO_EFFECTS;
    this.stirred = false;
    return effects;
  }

  /** @param unfinished effects given out and not known to have been carried out */
  carried(unfinished: readonly Effects[]): CarriedIncident {
    return {
      incident: this.incident,
      unrecorded: this.recorder.unsealed,
      effects: [...unfinished, this.pending],
      sealedThrough: this.recorder.sealedThrough,
    };
  }

  #apply(decision: Extract<Decision, { ok: true }>): void {
    this.incident = decision.incident;
    this.pending = joined(this.pending, decision.effects);
    this.recorder.note(decision.events);
    if (decision.events.length > 0) this.stirred = true;
  }

  #faulted(fault: string): void {
    log.error('incident: the engine failed on a tick', { fault: 'engine-fault' });
    this.#retryAt = Date.now() + RETRY_AFTER_FAULT;
    const id = `fault/${this.incident.seq}`;
    const told = decide(
      this.incident,
      { id, by: SYSTEM, command: { type: 'engineFault', fault } },
      this.now,
      'later',
    );
    if (told.ok) this.#apply(told);
  }
}

function begin(start: StartIncident): Extract<Decision, { ok: true }> {
  const decision = decideStart(start, workflowInfo().startTime.getTime());
  if (!decision.ok) throw refusal(decision);
  return decision;
}

/** The refusal as callers read it: its type, and the whole as detail. */
export function refusal(decision: Extract<Decision, { ok: false }>): ApplicationFailure {
  return ApplicationFailure.create({
    type: REFUSED,
    message: decision.refusal.code,
    nonRetryable: true,
    details: [decision.refusal],
  });
}

/** No unexpected error may wedge an incident: it becomes a failure that only its caller sees. */
export function guarded<A, R>(name: string, handle: (argument: A) => R): (argument: A) => R {
  return (argument) => {
    try {
      return handle(argument);
    } catch (error) {
      if (error instanceof ApplicationFailure) throw error;
      log.error('incident: a handler failed', { name, ...named(error) });
      throw ApplicationFailure.nonRetryable('the engine failed on this message', 'EngineFault');
    }
  };
}
