import type { Opening, PhasePlan, TaskPlan } from '../plan.ts';
import { anchorInstant } from './anchors.ts';
import { latestOffset, nextOffset } from './cadence.ts';
import type { Draft } from './draft.ts';
import { milestoneKey } from './keys.ts';
import { isOpen, isSeries, openTask, openTasksOf, waitingFor } from './open-task.ts';
import { holds } from './scope.ts';
import type { Incident } from './state.ts';

/** Subjects for which a row makes a task each; one undefined for a plain row. */
export function subjectsOf(incident: Incident, row: TaskPlan): readonly (string | undefined)[] {
  if (row.forEach === undefined) return [undefined];
  return incident.subjects.filter((one) => one.list === row.forEach).map((one) => one.id);
}

/** Instant from which an opening counts, its delay included; undefined while unknown. */
export function openingInstant(
  incident: Incident,
  opening: Opening,
  subject?: string,
): number | undefined {
  const anchor = anchorInstant(incident, opening.on, subject);
  return anchor === undefined ? undefined : anchor + (opening.after ?? 0);
}

/** A phase takes tasks while it is entered and not left. */
export function phaseIsOpen(incident: Incident, id: string): boolean {
  const phase = incident.phases[id];
  return phase !== undefined && phase.leftAt === undefined;
}

/** Whether the activation question is settled: an answered one is not asked again. */
function settled(incident: Incident, row: TaskPlan): boolean {
  const asksActivation = row.decision?.options.some((option) => option.incident === 'activate');
  return asksActivation === true && incident.status !== 'intake' && incident.status !== 'standby';
}

/** Opens what its moment has come for. True when something happened. */
export function openDueTasks(draft: Draft): boolean {
  const before = draft.incident.seq;
  for (const row of draft.incident.plan.tasks) {
    if (!phaseIsOpen(draft.incident, row.phase) || settled(draft.incident, row)) continue;
    for (const subject of subjectsOf(draft.incident, row)) {
      if (row.repeat !== undefined) repeatDue(draft, row, subject);
      else openOnce(draft, row, subject);
      askAgain(draft, row, subject);
    }
  }
  return draft.incident.seq !== before;
}

function openOnce(draft: Draft, row: TaskPlan, subject: string | undefined): void {
  const { incident } = draft;
  if (incident.milestones[milestoneKey(row.row, subject)] !== undefined) return;
  if (!predecessorsDone(incident, row, subject)) return;
  if (!row.opens.some((opening) => ripe(draft, opening, subject))) return;
  if (notNeeded(draft, row, subject)) return;
  openTask(draft, row, subject === undefined ? {} : { subject });
}

/** Blocking preconditions; of the same subject where both are per subject. */
export function predecessorsDone(
  incident: Incident,
  row: TaskPlan,
  subject: string | undefined,
): boolean {
  return row.blockedBy.every((id) => {
    const own = incident.milestones[milestoneKey(id, subject)];
    if (own !== undefined) return own.done;
    const each = Object.entries(incident.milestones).filter(
      ([key]) => key === id || key.startsWith(`${id}@`),
    );
    return each.length > 0 && each.every(([, milestone]) => milestone.done);
  });
}

function ripe(draft: Draft, opening: Opening, subject: string | undefined): boolean {
  // Events open their tasks themselves, once per event (see decide-case).
  if (opening.on.kind === 'event') return false;
  const at = openingInstant(draft.incident, opening, subject);
  if (at === undefined || at > draft.now) return false;
  return heldOpen(draft, opening.when, subject);
}

/** A condition that opens something: a broken one opens it all the same, with an alarm. */
export function heldOpen(
  draft: Draft,
  when: string | undefined,
  subject: string | undefined,
): boolean {
  const held = holds(draft.incident, when, true, subject);
  if (held.error !== undefined) alarmBroken(draft, held.error);
  return held.value;
}

function alarmBroken(draft: Draft, error: string): void {
  draft.alarm('condition-error', 'urgent', { detail: error });
}

function notNeeded(draft: Draft, row: TaskPlan, subject: string | undefined): boolean {
  if (row.notNeededWhen === undefined) return false;
  return holds(draft.incident, row.notNeededWhen, false, subject).value;
}

/** Instants of a series: where it counts from, and the last one issued, as offset. */
export function seriesPosition(
  incident: Incident,
  row: TaskPlan,
  subject: string | undefined,
): { anchor: number; after: number } | undefined {
  if (row.repeat === undefined) return undefined;
  const anchor = anchorInstant(incident, row.repeat.anchor, subject);
  const phase = incident.phases[row.phase];
  if (anchor === undefined || phase === undefined || phase.leftAt !== undefined) return undefined;
  const last = incident.series[milestoneKey(row.row, subject)]?.lastAt;
  // What fell due before the series began is not made up for.
  const after = last === undefined ? phase.enteredAt - anchor - 1 : last - anchor;
  return { anchor, after };
}

function repeatDue(draft: Draft, row: TaskPlan, subject: string | undefined): void {
  const { incident, now } = draft;
  const key = milestoneKey(row.row, subject);
  const position = seriesPosition(incident, row, subject);
  if (row.repeat === undefined || position === undefined) return;
  if (incident.series[key]?.endedAt !== undefined) return;
  if (holds(incident, row.repeat.until, false, subject).value) {
    endSeries(draft, row, subject);
    return;
  }
  const due = latestOffset(row.repeat, position.after, now - position.anchor);
  if (due === undefined || !seriesOpen(draft, row, subject)) return;
  openTask(draft, row, {
    ...(subject === undefined ? {} : { subject }),
    plannedAt: position.anchor + due,
  });
}

function seriesOpen(draft: Draft, row: TaskPlan, subject: string | undefined): boolean {
  if (!predecessorsDone(draft.incident, row, subject)) return false;
  const timed = row.opens.filter((opening) => opening.on.kind !== 'event');
  return timed.length === 0 || timed.some((opening) => ripe(draft, opening, subject));
}

function endSeries(draft: Draft, row: TaskPlan, subject: string | undefined): void {
  draft.emit({ type: 'seriesEnded', series: milestoneKey(row.row, subject) });
  for (const task of openTasksOf(draft.incident, row.row, subject)) {
    draft.emit({
      type: 'taskNotNeeded',
      task: task.id,
      why: 'seriesEnded',
      told: waitingFor(task),
    });
  }
}

/** The next planned instant of a series, or undefined when it has none. */
export function nextOfSeries(
  incident: Incident,
  row: TaskPlan,
  subject: string | undefined,
): number | undefined {
  const position = seriesPosition(incident, row, subject);
  if (row.repeat === undefined || position === undefined) return undefined;
  if (incident.series[milestoneKey(row.row, subject)]?.endedAt !== undefined) return undefined;
  const offset = nextOffset(row.repeat, position.after);
  return offset === undefined ? undefined : position.anchor + offset;
}

/** A deferred decision is asked again when its time has come. */
function askAgain(draft: Draft, row: TaskPlan, subject: string | undefined): void {
  const at = draft.incident.series[milestoneKey(row.row, subject)]?.nextAt;
  if (row.decision === undefined || at === undefined || at > draft.now) return;
  openTask(draft, row, { ...(subject === undefined ? {} : { subject }), plannedAt: at });
}

/** Drops open tasks that their condition makes unnecessary. */
export function dropUnneeded(draft: Draft): boolean {
  const before = draft.incident.seq;
  for (const row of draft.incident.plan.tasks) {
    if (row.notNeededWhen === undefined) continue;
    for (const task of Object.values(draft.incident.tasks)) {
      if (task.row !== row.row || !isOpen(task)) continue;
      if (!notNeeded(draft, row, task.subject)) continue;
      draft.emit({
        type: 'taskNotNeeded',
        task: task.id,
        why: 'condition',
        told: waitingFor(task),
      });
    }
  }
  return draft.incident.seq !== before;
}

/** Phases enter at their openings and leave when their exit holds. */
export function movePhases(draft: Draft): boolean {
  const before = draft.incident.seq;
  for (const phase of draft.incident.plan.phases) {
    const now = draft.incident.phases[phase.id];
    if (now === undefined && enters(draft, phase)) {
      draft.emit({ type: 'phaseEntered', phase: phase.id });
    } else if (now !== undefined && now.leftAt === undefined && leaves(draft, phase)) {
      leavePhase(
        draft,
        phase,
        draft.incident.standDownAt === undefined ? 'phaseLeft' : 'standDown',
      );
    }
  }
  return draft.incident.seq !== before;
}

function enters(draft: Draft, phase: PhasePlan): boolean {
  if (phase.live && draft.incident.standDownAt !== undefined) return false;
  return phase.opens.some((opening) => {
    const at = openingInstant(draft.incident, opening);
    return at !== undefined && at <= draft.now && heldOpen(draft, opening.when, undefined);
  });
}

function leaves(draft: Draft, phase: PhasePlan): boolean {
  if (phase.live && draft.incident.standDownAt !== undefined) return true;
  return phase.exit !== undefined && holds(draft.incident, phase.exit, false).value;
}

function leavePhase(draft: Draft, phase: PhasePlan, why: 'phaseLeft' | 'standDown'): void {
  draft.emit({ type: 'phaseLeft', phase: phase.id });
  const rows = new Map(draft.incident.plan.tasks.map((row) => [row.row, row]));
  for (const task of Object.values(draft.incident.tasks)) {
    const row = rows.get(task.row);
    if (row?.phase !== phase.id || !isOpen(task)) continue;
    // Leaving a phase drops no mandatory task: only its repeats end; stand-down ends live tracks.
    if (why === 'phaseLeft' && (task.mandatory || !isSeries(row))) continue;
    if (survives(draft, row.survivesStandDown, task.subject)) continue;
    draft.emit({ type: 'taskNotNeeded', task: task.id, why, told: waitingFor(task) });
  }
}

function survives(
  draft: Draft,
  condition: string | undefined,
  subject: string | undefined,
): boolean {
  if (condition === undefined) return false;
  return holds(draft.incident, condition, true, subject).value;
}
