import type { Directory } from '../people/person.ts';
import type { DecisionOption, TaskPlan } from '../plan.ts';
import { defined } from '../defined.ts';
import { holdsAny, needsStrongPerson, requestApproval } from './authority.ts';
import { blockers } from './closure.ts';
import type { Command } from './commands.ts';
import { activate, applyOption, standDown } from './decision.ts';
import { rowOf } from './decide-tasks.ts';
import type { Draft } from './draft.ts';
import { checkFact, setFactEvents, suppress } from './facts.ts';
import { guardOf, mayPropose, maySet } from './fact-rights.ts';
import { heldOpen, predecessorsDone, subjectsOf } from './openings.ts';
import { isOpen, openTask, waitingFor } from './open-task.ts';
import type { Refusal } from './refusals.ts';
import { findTask } from './resolve-task.ts';
import { reachOf } from './roles.ts';
import { holds } from './scope.ts';
import type { Incident, Task } from './state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

/** Sets a fact; a guarded value or a proposer's goes through a second person. */
export function setFact(
  draft: Draft,
  command: Of<'setFact'>,
  approved: boolean,
): Refusal | undefined {
  const wrong = checkFact(draft.incident, command);
  if (wrong !== undefined) return wrong;
  const { type: _type, ...change } = command;
  const fact = draft.incident.plan.facts[command.fact];
  if (fact === undefined) return { code: 'fact-unknown' };
  const guard = guardOf(fact, command.value);
  const proposal = maySet(draft, fact) ? undefined : mayPropose(draft, fact);
  if (!approved) {
    if (!maySet(draft, fact) && proposal === undefined) return { code: 'not-a-setter' };
    const rule = guard ?? proposal;
    if (rule !== undefined) {
      if (guard !== undefined && command.source === undefined) return { code: 'source-required' };
      const source = command.source === undefined ? {} : { source: command.source };
      return requestApproval(draft, command, rule, { life: true, ...source });
    }
  }
  setFactEvents(draft, change);
  return undefined;
}

/** Answers a decision gate. */
export function decideGate(
  draft: Draft,
  command: Of<'decide'>,
  approved: boolean,
): Refusal | undefined {
  const found = findTask(draft.incident, command.decision);
  if ('code' in found) return found.code === 'task-unknown' ? { code: 'decision-unknown' } : found;
  const row = rowOf(draft.incident, found);
  if (row?.decision === undefined || !isOpen(found)) return { code: 'decision-unknown' };
  const option = row.decision.options.find((one) => one.id === command.option);
  const offered =
    option !== undefined && holds(draft.incident, option.when, true, found.subject).value;
  if (option === undefined || !offered) return { code: 'option-unknown' };
  const byLink = option.incident === 'activate' && draft.by.person !== undefined;
  const weak = byLink ? undefined : needsStrongPerson(draft.by);
  if (weak !== undefined) return weak;
  if (option.approval !== undefined && !approved) {
    return requestApproval(draft, command, option.approval, { life: found.ladder === 'LIFE' });
  }
  settleGate(draft, found, option, command.reason);
  applyOption(draft, option);
  return undefined;
}

function settleGate(
  draft: Draft,
  task: Task,
  option: DecisionOption,
  reason: string | undefined,
): void {
  const person = draft.by.person;
  const since = draft.now - draft.incident.startedAt;
  const again = option.reask?.find((one) => one.until === undefined || since < one.until);
  draft.emit({
    type: 'decided',
    task: task.id,
    option: option.id,
    bySilence: false,
    ...defined({
      person,
      reason,
      askAgainAt: again === undefined ? undefined : draft.now + again.every,
    }),
  });
  draft.emit({
    type: 'taskCompleted',
    task: task.id,
    via: 'console',
    option: option.id,
    told: waitingFor(task).filter((one) => one !== person),
    ...defined({ person }),
  });
}

/** One person may activate; it calls people and is never refused to a known person. */
export function activateNow(draft: Draft): Refusal | undefined {
  const { status } = draft.incident;
  if (status === 'active') return { code: 'already-active' };
  if (status !== 'intake' && status !== 'standby') return { code: 'already-stood-down' };
  activate(draft);
  return undefined;
}

/** A named event opens its tasks, in any phase, any number of times. */
export function raise(draft: Draft, command: Of<'raise'>): Refusal | undefined {
  const event = draft.incident.plan.events[command.event];
  if (event === undefined) return { code: 'event-unknown' };
  const note = command.note === undefined ? {} : { note: command.note };
  draft.emit({ type: 'eventRaised', event: command.event, ...note });
  for (const [fact, value] of Object.entries(event.sets ?? {})) {
    setFactEvents(draft, { fact, value });
  }
  for (const row of draft.incident.plan.tasks) openForEvent(draft, row, command.event);
  return undefined;
}

function openForEvent(draft: Draft, row: TaskPlan, event: string): void {
  const openings = row.opens.filter((one) => one.on.kind === 'event' && one.on.event === event);
  const extra = row.repeat?.onEvents?.includes(event) === true;
  if (openings.length === 0 && !extra) return;
  for (const subject of subjectsOf(draft.incident, row)) {
    const ready = extra || openings.some((one) => heldOpen(draft, one.when, subject));
    if (!ready || !predecessorsDone(draft.incident, row, subject)) continue;
    openTask(draft, row, subject === undefined ? {} : { subject });
  }
}

/** Appoints people to a role for this incident; it wins over the roster. */
export function appoint(draft: Draft, command: Of<'appoint'>): Refusal | undefined {
  const { incident } = draft;
  const role = incident.plan.roles[command.role];
  if (role === undefined) return { code: 'role-unknown' };
  for (const person of command.holders) {
    if (incident.directory.people[person] === undefined) return { code: 'person-unknown' };
    const reach = reachOf(incident, person);
    if (!reach.ok && (reach.why === 'subject' || reach.why === 'suppressed')) {
      return { code: 'person-suppressed' };
    }
    const excluded = (role.excludes ?? []).some((other) => hasHeld(incident, other, person));
    if (excluded) return { code: 'role-excluded' };
  }
  const { type: _type, ...appointment } = command;
  draft.emit({ type: 'roleAppointed', ...appointment });
  return undefined;
}

function hasHeld(incident: Incident, role: string, person: string): boolean {
  return holdsAny(incident, person, [role]) || (incident.everHeld[role] ?? []).includes(person);
}

/** Stand-down: asked by one, approved by another; then live tracks end and those reached are told. */
export function requestStandDown(
  draft: Draft,
  command: Of<'standDown'>,
  approved: boolean,
): Refusal | undefined {
  const { incident } = draft;
  if (incident.standDownAt !== undefined) return { code: 'already-stood-down' };
  const resolved = command.reason === 'resolved';
  if (resolved && !holds(incident, incident.plan.standDown.resolvedWhen, false).value) {
    return { code: 'not-resolved' };
  }
  const rules = incident.plan.standDown;
  const rule = resolved ? rules.approval : rules.falseAlarmApproval;
  if (!approved) return requestApproval(draft, command, rule);
  standDown(draft, command.reason);
  return undefined;
}

/** Closes, unless anything blocks. */
export function close(draft: Draft, command: Of<'close'>, approved: boolean): Refusal | undefined {
  const weak = needsStrongPerson(draft.by);
  if (weak !== undefined) return weak;
  const blocking = blockers(draft.incident);
  if (blocking.length > 0) return { code: 'incident-not-closable', blockers: blocking };
  const rule = draft.incident.plan.closeApproval;
  if (rule !== undefined && !approved) return requestApproval(draft, command, rule);
  for (const task of Object.values(draft.incident.tasks)) {
    if (!isOpen(task)) continue;
    draft.emit({ type: 'taskNotNeeded', task: task.id, why: 'standDown', told: waitingFor(task) });
  }
  draft.emit({ type: 'closed', outcome: draft.incident.outcome ?? 'resolved' });
  return undefined;
}

/** A real event: one person ends the exercise in one step, and everybody it reached is told. */
export function endExercise(draft: Draft): Refusal | undefined {
  const { incident } = draft;
  if (incident.mode !== 'exercise') return { code: 'not-an-exercise' };
  draft.emit({ type: 'exerciseEnded', told: incident.reached });
  for (const task of Object.values(incident.tasks)) {
    if (!isOpen(task)) continue;
    draft.emit({ type: 'taskNotNeeded', task: task.id, why: 'standDown', told: [] });
  }
  draft.emit({ type: 'closed', outcome: incident.outcome ?? 'resolved' });
  return undefined;
}

/** News of people and roster: older news never overwrites newer; victims' new addresses go too. */
export function takeDirectory(draft: Draft, directory: Directory): Refusal | undefined {
  if (directory.revision <= draft.incident.directory.revision) return undefined;
  draft.emit({ type: 'directoryChanged', directory });
  suppress(draft, []);
  return undefined;
}
