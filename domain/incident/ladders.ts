/**
 * Acknowledgement ladders (domain.md 0.3). Rungs run at the ladder's own offsets from `leg.since`;
 * the first deputy rung comes forward to a shorter acknowledgement time; a rung that would reach
 * nobody new is passed at once; after the last rung the ladder repeats for ever.
 */
import type { PersonId } from '../people/person.ts';
import type { Ladder, RungTarget } from '../plan.ts';
import { MINUTE } from '../time.ts';
import type { Draft } from './draft.ts';
import type { IssuedPage } from './events.ts';
import { reachOf } from './roles.ts';
import type { Incident, Leg, Page, Task, TaskId } from './state.ts';
import { firstReachable, resolve } from './targets.ts';
import type { Skipped } from './targets.ts';

/** Falls back to this when a definition's ladder is missing: the plainest that never ends silently. */
const PLAINEST: Ladder = {
  name: 'PLAINEST',
  rungs: [{ after: 0, to: [{ kind: 'owner' }] }],
  last: { every: 5 * MINUTE, to: [{ kind: 'everyone' }] },
};

/** The ladder of a leg. */
export function ladderOf(incident: Incident, leg: Pick<Leg, 'ladder'>): Ladder {
  return incident.plan.ladders[leg.ladder] ?? PLAINEST;
}

/** Milliseconds from `since` at which rung `index` is due; beyond the last, the repeating ones. */
export function rungAfter(
  ladder: Ladder,
  index: number,
  acknowledgeWithin: number | undefined,
): number {
  const rung = ladder.rungs[index];
  if (rung === undefined) {
    const last = ladder.rungs.at(-1)?.after ?? 0;
    return last + (index - ladder.rungs.length + 1) * ladder.last.every;
  }
  const deputyRung = ladder.rungs.findIndex((one) => one.to.some((to) => to.kind === 'deputy'));
  const forward = index === deputyRung && acknowledgeWithin !== undefined;
  return forward ? Math.min(rung.after, acknowledgeWithin) : rung.after;
}

/** The time to acknowledge that the message shows, or undefined for a notice. */
export function acknowledgeWithin(task: Task): number | undefined {
  return task.acknowledgeBy === undefined ? undefined : task.acknowledgeBy - task.issuedAt;
}

/** Runs every rung that is due on every leg. True when something happened. */
export function runDueRungs(draft: Draft): boolean {
  let ran = false;
  for (const task of Object.values(draft.incident.tasks)) {
    for (let index = 0; index < task.legs.length; index += 1) {
      while (runIfDue(draft, task.id, index)) ran = true;
    }
  }
  return ran;
}

function runIfDue(draft: Draft, id: TaskId, index: number): boolean {
  const task = draft.incident.tasks[id];
  const leg = task?.legs[index];
  if (task === undefined || leg?.nextAt === undefined || leg.nextAt > draft.now) return false;
  const reach = reachRung(draft, task, leg);
  draft.emit({
    type: 'rungReached',
    task: id,
    leg: index,
    rung: leg.rung,
    plannedAt: leg.nextAt,
    late: Math.max(0, draft.now - leg.nextAt),
    kind: reach.kind,
    pages: issued(draft, leg, reach.people, reach.kind),
    skipped: reach.skipped,
    ...following(draft, task, leg, reach.answerable),
  });
  raiseLastResort(draft, task, leg, reach.answerable);
  return true;
}

interface RungReach {
  readonly kind: Page['kind'];
  readonly people: readonly PersonId[];
  readonly skipped: readonly Skipped[];
  /** Whether somebody may still answer, so that the next rung waits for its own time. */
  readonly answerable: boolean;
}

function reachRung(draft: Draft, task: Task, leg: Leg): RungReach {
  const ladder = ladderOf(draft.incident, leg);
  const rung = ladder.rungs[leg.rung];
  if (rung === undefined) return reachLast(draft, task, leg, ladder);
  const { people, skipped } = resolve(draft.incident, task, leg, rung.to);
  const pagedSinceStart = (person: PersonId) =>
    leg.pages.some((page) => page.person === person && (page.askedAt ?? 0) >= leg.since);
  if (rung.resend === true) {
    const silent = people.filter((person) => pagedSinceStart(person) && !isCutOff(leg, person));
    // A page of this very step was not waited for yet: one wave pages each person once.
    const texted = silent.filter((person) => canText(draft.incident, leg, person, draft.now));
    return { kind: 'resend', people: texted, skipped, answerable: silent.length > 0 };
  }
  const everyone = rung.to.some((target) => target.kind === 'everyone');
  const fresh = people.filter(
    (person) => !pagedSinceStart(person) || (everyone && leg.declined.includes(person)),
  );
  return { kind: 'page', people: fresh, skipped, answerable: fresh.length > 0 };
}

/** Whether every channel of the person's page has failed. */
function isCutOff(leg: Leg, person: PersonId): boolean {
  return leg.pages.some((page) => page.person === person && allFailed(page));
}

function canText(incident: Incident, leg: Leg, person: PersonId, now: number): boolean {
  const reach = reachOf(incident, person);
  const page = leg.pages.find((one) => one.person === person);
  return reach.ok && reach.sms.length > 0 && page?.at !== now;
}

function reachLast(draft: Draft, task: Task, leg: Leg, ladder: Ladder): RungReach {
  const { incident, now } = draft;
  const { people, skipped } = resolve(incident, task, leg, ladder.last.to);
  const fallback = people.length > 0 ? undefined : firstReachable(incident, incident.plan.fallback);
  const all = fallback === undefined ? people : [fallback];
  const notJust = all.filter((person) => !pagedNow(leg, person, now));
  return { kind: 'page', people: notJust, skipped, answerable: all.length > 0 };
}

function pagedNow(leg: Leg, person: PersonId, now: number): boolean {
  return leg.pages.some((page) => page.person === person && page.at === now);
}

/** The pages of a step, on every channel that reaches the person; a resend goes by SMS only. */
export function issued(
  draft: Draft,
  leg: Leg,
  people: readonly PersonId[],
  kind: Page['kind'],
): readonly IssuedPage[] {
  return people.map((person, at) => {
    const reach = reachOf(draft.incident, person);
    const sms = reach.ok && reach.sms.length > 0 ? (['sms'] as const) : [];
    const email = reach.ok && reach.email.length > 0 ? (['email'] as const) : [];
    const channels = kind === 'resend' ? sms : [...sms, ...email];
    return { n: leg.pageCount + at + 1, person, channels };
  });
}

/** When the rung after this one is due. A notice stops once it reached somebody. */
function following(
  draft: Draft,
  task: Task,
  leg: Leg,
  reached: boolean,
): { nextRung: number; nextAt?: number } {
  const { now } = draft;
  const ladder = ladderOf(draft.incident, leg);
  const within = acknowledgeWithin(task);
  const next = leg.rung + 1;
  if (within === undefined && reached) return { nextRung: next };
  const at = leg.since + rungAfter(ladder, next, within);
  if (next < ladder.rungs.length) return { nextRung: next, nextAt: reached ? at : now };
  if (!reached && leg.rung < ladder.rungs.length)
    return { nextRung: next, nextAt: Math.min(at, now) };
  if (at > now) return { nextRung: next, nextAt: at };
  // Repeats missed during an outage merge into one; the later ones keep their times.
  const missed = Math.floor((now - at) / ladder.last.every) + 1;
  return { nextRung: next + missed, nextAt: at + missed * ladder.last.every };
}

function raiseLastResort(draft: Draft, task: Task, leg: Leg, reached: boolean): void {
  const ladder = ladderOf(draft.incident, leg);
  const rung = ladder.rungs[leg.rung];
  if (rung?.phoneRound === true) draft.alarm('phone-round', 'life', { task: task.id });
  if (rung === undefined && !reached) draft.alarm('nobody-reachable', 'life', { task: task.id });
}

/** Whether everybody whom the latest rung paged is out of the question (declined, or every channel failed). */
export function latestRungIsDead(incident: Incident, leg: Leg): boolean {
  const asked = leg.pages.flatMap((page) => page.askedAt ?? []);
  if (!hasFreshRung(incident, leg) || asked.length === 0) return false;
  const latest = Math.max(...asked);
  return leg.pages
    .filter((page) => page.askedAt === latest)
    .every((page) => leg.declined.includes(page.person) || allFailed(page));
}

/**
 * Whether a rung is left that can be brought forward. Past the last one everybody has been asked:
 * the rounds without end keep their times, or each "cannot" would page the whole roster anew.
 */
export function hasFreshRung(incident: Incident, leg: Leg): boolean {
  return leg.nextAt !== undefined && leg.rung < ladderOf(incident, leg).rungs.length;
}

function allFailed(page: Page): boolean {
  const states = Object.values(page.states);
  return states.length > 0 && states.every((state) => state === 'failed');
}

/** Targets as roles, for a timer's "whom it wakes". */
export function targetsAt(ladder: Ladder, rung: number): readonly RungTarget[] {
  return ladder.rungs[rung]?.to ?? ladder.last.to;
}
