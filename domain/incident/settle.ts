import type { Anchor, DecisionOption, Plan } from '../plan.ts';
import { anchorInstant, conditionKey } from './anchors.ts';
import { SYSTEM } from './draft.ts';
import type { Draft } from './draft.ts';
import { applyOption } from './decision.ts';
import { runDueRungs } from './ladders.ts';
import { isOpen, openTask, waitingFor } from './open-task.ts';
import { dropUnneeded, movePhases, openDueTasks, phaseIsOpen } from './openings.ts';
import { overdueStart, runDueOverdue } from './overdue.ts';
import { rolesOf } from './roles.ts';
import { holds } from './scope.ts';
import type { Incident, Task } from './state.ts';

/** Passes after which a definition that feeds itself is cut off (an alarm is raised). */
const PASSES = 50;

/** Whether what silence and the clock bring about is run with a command, or left to a tick after it. */
export type WhatIsDue = 'now' | 'later';

type Rule = (draft: Draft) => boolean;

const RULES: readonly Rule[] = [
  turnConditions,
  movePhases,
  meetQuorums,
  dropUnneeded,
  openDueTasks,
  setLateDeadlines,
  decideBySilence,
  lapseApprovals,
  openReview,
  runDueRungs,
  runDueOverdue,
];
/** What only silence brings about: another command may still break it. */
const BY_SILENCE: ReadonlySet<Rule> = new Set([decideBySilence, runDueRungs, runDueOverdue]);
const WITHOUT_SILENCE = RULES.filter((rule) => !BY_SILENCE.has(rule));

/**
 * Brings everything up to date with the facts and the clock: phases, quorums, openings, defaults,
 * lapsed approvals, and last of all the rungs that are due. Runs after every command and tick.
 */
export function settle(draft: Draft, due: WhatIsDue = 'now'): void {
  const rules = due === 'now' ? RULES : WITHOUT_SILENCE;
  for (let pass = 0; pass < PASSES; pass += 1) {
    let changed = false;
    for (const rule of rules) changed = rule(draft) || changed;
    if (!changed) return;
  }
  draft.alarm('condition-error', 'urgent', { detail: 'the playbook does not come to rest' });
}

/** Keeps since when each anchor condition holds. */
function turnConditions(draft: Draft): boolean {
  const before = draft.incident.seq;
  for (const { when, forEach } of conditionsOf(draft.incident.plan)) {
    const subjects = forEach === undefined ? [undefined] : subjectsIn(draft.incident, forEach);
    for (const subject of subjects) {
      const key = conditionKey(when, subject);
      const was = draft.incident.conditionsSince[key] !== undefined;
      const is = holds(draft.incident, when, true, subject).value;
      if (was !== is) draft.emit({ type: 'conditionChanged', condition: key, holds: is }, SYSTEM);
    }
  }
  return draft.incident.seq !== before;
}

function subjectsIn(incident: Incident, list: string): readonly string[] {
  return incident.subjects.filter((one) => one.list === list).map((one) => one.id);
}

interface AnchorCondition {
  readonly when: string;
  readonly forEach?: string;
}
const anchorConditions = new WeakMap<Plan, readonly AnchorCondition[]>();

/** Every condition that something is counted from. */
function conditionsOf(plan: Plan): readonly AnchorCondition[] {
  const known = anchorConditions.get(plan);
  if (known !== undefined) return known;
  const found = new Map<string, AnchorCondition>();
  const add = (anchor: Anchor | undefined, forEach?: string) => {
    if (anchor?.kind !== 'condition') return;
    found.set(`${anchor.when} ${forEach ?? ''}`, {
      when: anchor.when,
      ...(forEach === undefined ? {} : { forEach }),
    });
  };
  for (const phase of plan.phases) for (const opening of phase.opens) add(opening.on);
  for (const row of plan.tasks) {
    for (const opening of row.opens) add(opening.on, row.forEach);
    add(row.doneFrom, row.forEach);
    add(row.repeat?.anchor, row.forEach);
  }
  const list = [...found.values()];
  anchorConditions.set(plan, list);
  return list;
}

function meetQuorums(draft: Draft): boolean {
  const before = draft.incident.seq;
  for (const quorum of draft.incident.plan.quorums) {
    const milestone = draft.incident.milestones[quorum.row];
    const state = draft.incident.quorums[quorum.id];
    if (milestone?.issuedAt === undefined || state !== undefined) continue;
    const answered = answeredRoles(draft.incident, quorum.row);
    const met = quorum.needs.every(
      (need) => need.of.filter((role) => answered.has(role)).length >= need.count,
    );
    if (met) draft.emit({ type: 'quorumMet', quorum: quorum.id }, SYSTEM);
    else if (milestone.issuedAt + quorum.within <= draft.now) {
      draft.emit({ type: 'quorumMissed', quorum: quorum.id }, SYSTEM);
      draft.alarm('quorum-missed', 'life');
    }
  }
  return draft.incident.seq !== before;
}

/** Roles that answered for themselves: who took another's page further up the ladder is not that role. */
function answeredRoles(incident: Incident, row: string): ReadonlySet<string> {
  const legs = Object.values(incident.tasks)
    .filter((task) => task.row === row)
    .flatMap((task) => task.legs);
  const own = legs.filter(
    ({ acknowledgedBy, role }) =>
      acknowledgedBy !== undefined && rolesOf(incident, acknowledgedBy).includes(role),
  );
  return new Set(own.map((leg) => leg.role));
}

/** A deadline that counts from something that has happened since the task was issued. */
function setLateDeadlines(draft: Draft): boolean {
  const before = draft.incident.seq;
  for (const row of draft.incident.plan.tasks) {
    if (row.doneFrom === undefined) continue;
    for (const task of Object.values(draft.incident.tasks)) {
      if (task.row !== row.row || !isOpen(task) || task.completeBy !== undefined) continue;
      const from = anchorInstant(draft.incident, row.doneFrom, task.subject);
      if (from === undefined) continue;
      const completeBy = from + row.doneWithin;
      draft.emit(
        {
          type: 'taskRetimed',
          task: task.id,
          completeFrom: from,
          completeBy,
          ...overdueStart(draft.incident.plan.overdue, from, completeBy),
          reason: 'anchor',
        },
        SYSTEM,
      );
    }
  }
  return draft.incident.seq !== before;
}

/** Silence decides: only ever for what calls more people, and it is asked again. */
function decideBySilence(draft: Draft): boolean {
  const before = draft.incident.seq;
  for (const task of Object.values(draft.incident.tasks)) {
    if (task.silenceAt === undefined || task.silenceAt > draft.now || !isOpen(task)) continue;
    const row = draft.incident.plan.tasks.find((one) => one.row === task.row);
    const silence = row?.decision?.onSilence;
    const option = row?.decision?.options.find((one) => one.id === silence?.option);
    if (row === undefined || silence === undefined || option === undefined) continue;
    silent(draft, task, option);
    if (silence.reask === undefined || !phaseIsOpen(draft.incident, row.phase)) continue;
    openTask(draft, row, {
      ...(task.subject === undefined ? {} : { subject: task.subject }),
      alsoPage: silence.page,
    });
  }
  return draft.incident.seq !== before;
}

function silent(draft: Draft, task: Task, option: DecisionOption): void {
  draft.emit({ type: 'decided', task: task.id, option: option.id, bySilence: true }, SYSTEM);
  draft.emit(
    { type: 'taskCompleted', task: task.id, via: 'system', option: option.id, told: [] },
    SYSTEM,
  );
  applyOption(draft, option);
}

function lapseApprovals(draft: Draft): boolean {
  const before = draft.incident.seq;
  for (const approval of Object.values(draft.incident.approvals)) {
    if (approval.expiresAt > draft.now) continue;
    const requester = approval.requestedBy.person;
    const told = requester === undefined ? [] : [requester];
    draft.emit({ type: 'approvalExpired', approval: approval.id, told }, SYSTEM);
    const task = draft.incident.tasks[approval.task];
    if (task === undefined || !isOpen(task)) continue;
    draft.emit(
      { type: 'taskNotNeeded', task: task.id, why: 'approvalSettled', told: waitingFor(task) },
      SYSTEM,
    );
  }
  return draft.incident.seq !== before;
}

/** Demobilisation is over when nothing mandatory outside the review is open any more. */
function openReview(draft: Draft): boolean {
  const { incident } = draft;
  if (incident.status !== 'stoodDown') return false;
  const review = new Set(incident.plan.phases.filter((one) => one.review).map((one) => one.id));
  const phaseOf = new Map(incident.plan.tasks.map((row) => [row.row, row.phase]));
  const busy = Object.values(incident.tasks).some(
    (task) => task.mandatory && isOpen(task) && !review.has(phaseOf.get(task.row) ?? ''),
  );
  if (busy) return false;
  draft.emit({ type: 'reviewOpened' }, SYSTEM);
  return true;
}
