/**
 * The way into the core. A command and an instant lead to events or a refusal; commands.ts, events.ts
 * and state.ts say what there is, the decide-*.ts files what each command means, settle.ts what
 * follows by itself, effects.ts what the world is asked to do.
 */
import { approve } from './approve.ts';
import type { Actor, Command, CommandEnvelope, StartIncident } from './commands.ts';
import { activate } from './decision.ts';
import * as byHand from './decide-by-hand.ts';
import * as matter from './decide-case.ts';
import { acknowledge, complete, decline, deliver } from './decide-tasks.ts';
import { Draft, SYSTEM } from './draft.ts';
import { NO_EFFECTS, withoutBarred } from './effects.ts';
import type { LoggedEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { checkFact, setFactEvents } from './facts.ts';
import { archiveClosed, takeNotice } from './notices.ts';
import type { Effects } from './orders.ts';
import type { Refusal } from './refusals.ts';
import { settle, type WhatIsDue } from './settle.ts';
import type { Incident } from './state.ts';

/** What a command leads to: events (and with them the new incident and its effects), or a refusal. */
export type Decision =
  | {
      readonly ok: true;
      readonly incident: Incident;
      readonly events: readonly LoggedEvent[];
      readonly effects: Effects;
      /** The same command was applied before. */
      readonly repeated: boolean;
      /** Set when a second person has to approve first. */
      readonly approval?: string;
    }
  | { readonly ok: false; readonly refusal: Refusal; readonly fault?: string };

/**
 * Starts an incident. Pure: the same start and instant give the same events, so the API can tell
 * every planned timer before the workflow runs.
 */
export function decideStart(start: StartIncident, now: number): Decision {
  return guarded(() => {
    const { by, ...rest } = start;
    const first: LoggedEvent = {
      seq: 1,
      at: now,
      by,
      cause: 'start',
      event: { type: 'started', start: rest },
    };
    const draft = new Draft(evolve(undefined, first), { now, by, cause: 'start' });
    for (const [fact, value] of Object.entries(start.facts)) {
      const wrong = checkFact(draft.incident, { fact, value });
      if (wrong !== undefined) return { ok: false, refusal: wrong };
      setFactEvents(draft, { fact, value });
    }
    if (start.activate) activate(draft);
    settle(draft);
    return { ...accepted(draft), events: [first, ...draft.events] };
  });
}

/**
 * Decides on a command at an instant of the incident's clock. Never throws; a bug is a refusal
 * `engine-fault`.
 * @param due `later` leaves what is due by the clock to a tick: several commands that came together
 *   all count before the first late rung (design.md 4, law 2)
 */
export function decide(
  incident: Incident,
  envelope: CommandEnvelope,
  now: number,
  due: WhatIsDue = 'now',
): Decision {
  return guarded(() => {
    const known = incident.applied.some((one) => one.id === envelope.id);
    if (known) return { ok: true, incident, events: [], effects: NO_EFFECTS, repeated: true };
    const draft = new Draft(incident, { now, by: envelope.by, cause: envelope.id });
    const refusal = run(draft, envelope.command, false);
    if (refusal !== undefined) return { ok: false, refusal };
    if (draft.incident.status !== 'closed') settle(draft, due);
    return accepted(draft);
  });
}

/** Runs whatever is due at this instant: rungs, deadlines, defaults. */
export function tick(incident: Incident, now: number): Decision {
  return decide(incident, { id: 'tick', by: SYSTEM, command: { type: 'tick' } }, now);
}

function guarded(step: () => Decision): Decision {
  try {
    return step();
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return { ok: false, refusal: { code: 'engine-fault' }, fault };
  }
}

function accepted(draft: Draft): Extract<Decision, { ok: true }> {
  const asked = draft.events.find((one) => one.event.type === 'approvalRequested')?.event;
  return {
    ok: true,
    incident: draft.incident,
    events: draft.events,
    effects: withoutBarred(draft.effects, draft.incident),
    repeated: false,
    ...(asked?.type === 'approvalRequested' ? { approval: asked.approval } : {}),
  };
}

/** Commands that still mean something once an incident is closed: answers to late messages. */
const AFTER_CLOSE: readonly Command['type'][] = ['tick', 'delivery', 'directory', 'archive'];

function run(draft: Draft, command: Command, approved: boolean): Refusal | undefined {
  if (draft.incident.status === 'closed') {
    return AFTER_CLOSE.includes(command.type) ? undefined : { code: 'incident-closed' };
  }
  if (!mayCommand(draft.by)) return { code: 'access-denied' };
  switch (command.type) {
    case 'tick':
      return undefined;
    case 'acknowledge':
      return acknowledge(draft, command);
    case 'decline':
      return decline(draft, command);
    case 'complete':
      return complete(draft, command, approved);
    case 'delivery':
      return deliver(draft, command);
    case 'approve':
      return approve(draft, command, (at, frozen) => run(at, frozen, true));
    case 'archive':
      archiveClosed(draft, command.through);
      return undefined;
    case 'callBack':
    case 'oddReply':
    case 'optOut':
    case 'unknownSender':
    case 'clearAlarm':
    case 'engineFault':
    case 'note':
      return takeNotice(draft, command);
    default:
      return runMatter(draft, command, approved);
  }
}

type Matter = Extract<
  Command['type'],
  | 'reassign'
  | 'retime'
  | 'waive'
  | 'insertTask'
  | 'setFact'
  | 'decide'
  | 'activate'
  | 'raise'
  | 'appoint'
  | 'standDown'
  | 'close'
  | 'endExercise'
  | 'directory'
>;

function runMatter(
  draft: Draft,
  command: Extract<Command, { type: Matter }>,
  approved: boolean,
): Refusal | undefined {
  switch (command.type) {
    case 'reassign':
      return byHand.reassign(draft, command);
    case 'retime':
      return byHand.retime(draft, command);
    case 'waive':
      return byHand.waive(draft, command, approved);
    case 'insertTask':
      return byHand.insertTask(draft, command);
    case 'setFact':
      return matter.setFact(draft, command, approved);
    case 'decide':
      return matter.decideGate(draft, command, approved);
    case 'activate':
      return matter.activateNow(draft);
    case 'raise':
      return matter.raise(draft, command);
    case 'appoint':
      return matter.appoint(draft, command);
    case 'standDown':
      return matter.requestStandDown(draft, command, approved);
    case 'close':
      return matter.close(draft, command, approved);
    case 'endExercise':
      return matter.endExercise(draft);
    case 'directory':
      return matter.takeDirectory(draft, command.directory);
    default:
      // From an edge of another version: refused, never half understood.
      return { code: 'command-unknown' };
  }
}

function mayCommand(by: Actor): boolean {
  return by.access !== 'reader';
}
