import type { PersonId } from '../people/person.ts';
import { defined } from '../defined.ts';
import type { TaskPlan } from '../plan.ts';
import { requestApproval, viaOf } from './authority.ts';
import type { Command } from './commands.ts';
import type { Draft } from './draft.ts';
import { checkForm, setFactEvents } from './facts.ts';
import { handBack } from './hand-back.ts';
import { guardOf, mayPropose, maySet } from './fact-rights.ts';
import { hasFreshRung, latestRungIsDead } from './ladders.ts';
import { isOpen, waitingFor } from './open-task.ts';
import { isAbout } from './page-state.ts';
import type { Refusal } from './refusals.ts';
import { findTask } from './resolve-task.ts';
import { rolesOf } from './roles.ts';
import type { Incident, Leg, Task } from './state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

/** The plan's row of a task; undefined for approvals and tasks inserted by hand. */
export function rowOf(incident: Incident, task: Task): TaskPlan | undefined {
  return incident.plan.tasks.find((row) => row.row === task.row);
}

/** Who speaks: the actor, or on the word of a coordinator somebody else. */
function speaker(draft: Draft, person: PersonId | undefined): PersonId | Refusal {
  const { by, incident } = draft;
  const who = person ?? by.person;
  if (who === undefined) return { code: 'person-required' };
  if (incident.directory.people[who] === undefined) return { code: 'person-unknown' };
  const forOther = who !== by.person;
  const mayEnter =
    by.access === 'coordinator' || by.access === 'administrator' || by.proof === 'system';
  return forOther && !mayEnter ? { code: 'access-denied' } : who;
}

/** Legs that this person answers for: paged for them, owner by name, or holding the role. */
function legsOf(incident: Incident, task: Task, person: PersonId): readonly number[] {
  const roles = rolesOf(incident, person);
  const own = task.legs.flatMap((leg, index) =>
    leg.owner === person || roles.includes(leg.role) ? [index] : [],
  );
  const paged = task.legs.flatMap((leg, index) =>
    leg.pages.some((page) => page.person === person) ? [index] : [],
  );
  return [...new Set([...own, ...paged])];
}

/** "I have it": the first valid one wins, a later one is logged as late, a repeat changes nothing. */
export function acknowledge(draft: Draft, command: Of<'acknowledge'>): Refusal | undefined {
  const found = findTask(draft.incident, command.task);
  if ('code' in found) return found;
  const who = speaker(draft, command.person);
  if (typeof who !== 'string') return who;
  const legs = legsOf(draft.incident, found, who);
  if (legs.length === 0) return { code: 'not-for-you' };
  const via = command.via ?? viaOf(draft.by);
  const waiting = legs.filter((index) => found.legs[index]?.acknowledgedBy === undefined);
  const already = found.legs.some((leg) => leg.acknowledgedBy === who);
  if (!isOpen(found) || waiting.length === 0) {
    if (!already) draft.emit({ type: 'acknowledgedLate', task: found.id, person: who, via });
    return undefined;
  }
  for (const index of waiting) takeLeg(draft, found.id, index, { who, via, note: command.note });
  return undefined;
}

function takeLeg(
  draft: Draft,
  id: string,
  index: number,
  how: { who: PersonId; via: ReturnType<typeof viaOf>; note: string | undefined },
): void {
  const task = draft.incident.tasks[id];
  const leg = task?.legs[index];
  if (task === undefined || leg === undefined) return;
  const held = rolesOf(draft.incident, how.who);
  const role = held.includes(leg.role) ? leg.role : (held[0] ?? leg.role);
  draft.emit({
    type: 'acknowledged',
    task: id,
    leg: index,
    person: how.who,
    via: how.via,
    ...(how.note === undefined ? {} : { note: how.note }),
    role,
    told: toldOfLeg(task, leg, index, how.who),
  });
}

/** Others paged for this leg, but those who have another leg of the same task to answer or hold. */
function toldOfLeg(task: Task, leg: Leg, index: number, who: PersonId): readonly PersonId[] {
  const elsewhere = task.legs
    .filter((_other, at) => at !== index)
    .flatMap((other) => other.pages.map((page) => page.person));
  return leg.pages
    .map((page) => page.person)
    .filter(
      (person) => person !== who && !leg.declined.includes(person) && !elsewhere.includes(person),
    );
}

/** "Cannot": the next rung is paged at once; from the holder it hands the task back. */
export function decline(draft: Draft, command: Of<'decline'>): Refusal | undefined {
  const found = findTask(draft.incident, command.task);
  if ('code' in found) return found;
  if (!isOpen(found)) return undefined;
  const who = speaker(draft, command.person);
  if (typeof who !== 'string') return who;
  const via = command.via ?? viaOf(draft.by);
  const note = command.note === undefined ? {} : { note: command.note };
  for (const index of legsOf(draft.incident, found, who)) {
    const leg = found.legs[index];
    if (leg === undefined) continue;
    if (leg.acknowledgedBy === who) handBack(draft, found, index, { who, via, ...note });
    else if (leg.acknowledgedBy === undefined && !leg.declined.includes(who)) {
      draft.emit({
        type: 'declined',
        task: found.id,
        leg: index,
        person: who,
        via,
        ...note,
        handedBack: false,
        ...(hasFreshRung(draft.incident, leg) ? { nextAt: draft.now } : {}),
      });
    }
  }
  return legsOf(draft.incident, found, who).length === 0 ? { code: 'not-for-you' } : undefined;
}

/** Done. A mandatory task with a form is done by its form; a decision by deciding. */
export function complete(
  draft: Draft,
  command: Of<'complete'>,
  approved: boolean,
): Refusal | undefined {
  const { incident } = draft;
  const found = findTask(incident, command.task);
  if ('code' in found) return found;
  if (!isOpen(found)) return { code: 'task-closed' };
  const row = rowOf(incident, found);
  if (row?.decision !== undefined || found.approval !== undefined) {
    return { code: 'decision-required' };
  }
  const barred = mayComplete(draft, found);
  if (barred !== undefined) return barred;
  if (command.form === undefined && needsForm(incident, found, row)) {
    return reportDone(draft, found, command);
  }
  const problems = formProblems(incident, row, command);
  if (problems.length > 0) return { code: 'form-invalid', fields: problems };
  if (row?.approval !== undefined && !approved) {
    return requestApproval(draft, command, row.approval, { life: found.ladder === 'LIFE' });
  }
  finish(draft, found, row, command);
  return undefined;
}

function formProblems(
  incident: Incident,
  row: TaskPlan | undefined,
  command: Of<'complete'>,
): ReturnType<typeof checkForm> {
  return row?.form === undefined ? [] : checkForm(incident.plan, row.form, command.form ?? {});
}

/** A mandatory task with a form, and any form with a field that is needed, is done by the form. */
function needsForm(incident: Incident, task: Task, row: TaskPlan | undefined): boolean {
  const form = row?.form === undefined ? undefined : incident.plan.forms[row.form];
  if (form === undefined) return false;
  return task.mandatory || form.fields.some((field) => field.required);
}

function mayComplete(draft: Draft, task: Task): Refusal | undefined {
  const { by, incident } = draft;
  if (by.proof === 'system' || by.access === 'coordinator') return undefined;
  const who = by.person;
  if (who === undefined) return { code: 'person-required' };
  return legsOf(incident, task, who).length > 0 || task.holder === who
    ? undefined
    : { code: 'not-for-you' };
}

/** "DONE" without the form: said, logged, and the form still asked for. */
function reportDone(draft: Draft, task: Task, command: Of<'complete'>): Refusal | undefined {
  const person = draft.by.person;
  const weak = draft.by.proof === 'sms' || draft.by.proof === 'email';
  if (!weak || person === undefined) return { code: 'form-required' };
  draft.emit({
    type: 'doneReported',
    task: task.id,
    person,
    via: command.via ?? viaOf(draft.by),
  });
  return undefined;
}

function finish(
  draft: Draft,
  task: Task,
  row: TaskPlan | undefined,
  command: Of<'complete'>,
): void {
  const person = draft.by.person;
  const holders = [person ?? '', task.holder ?? ''];
  draft.emit({
    type: 'taskCompleted',
    task: task.id,
    via: command.via ?? viaOf(draft.by),
    told: waitingFor(task).filter((one) => !holders.includes(one)),
    ...defined({ person, form: command.form, note: command.note }),
  });
  for (const field of formFields(draft.incident, row)) {
    const value = command.form?.[field.id];
    if (value === undefined || field.sets === undefined) continue;
    fileFact(draft, field.sets, task.subject, value);
  }
}

function formFields(incident: Incident, row: TaskPlan | undefined) {
  return row?.form === undefined ? [] : (incident.plan.forms[row.form]?.fields ?? []);
}

/** A form's answer becomes the fact; a grave one, or one from somebody who may not set it, a proposal. */
function fileFact(
  draft: Draft,
  name: string,
  subject: string | undefined,
  value: NonNullable<Of<'complete'>['form']>[string],
): void {
  const fact = draft.incident.plan.facts[name];
  if (fact === undefined) return;
  const about =
    fact.per === undefined ? undefined : (subject ?? onlySubject(draft.incident, fact.per));
  if (fact.per !== undefined && about === undefined) return;
  const change = { fact: name, value, ...(about === undefined ? {} : { subject: about }) };
  const guard = guardOf(fact, value);
  const rule = guard ?? mayPropose(draft, fact);
  if (guard === undefined && maySet(draft, fact)) setFactEvents(draft, change);
  else if (rule !== undefined) {
    const command = { type: 'setFact', ...change } as const;
    requestApproval(draft, command, { ...rule, request: [] }, { life: true, proposal: true });
  }
}

function onlySubject(incident: Incident, list: string): string | undefined {
  const all = incident.subjects.filter((one) => one.list === list);
  return all.length === 1 ? all[0]?.id : undefined;
}

/** Pages that failed for good: the ladder moves on at once where nobody else can still answer. */
export function deliver(draft: Draft, command: Of<'delivery'>): Refusal | undefined {
  const known = command.reports.filter((report) => {
    const leg = draft.incident.tasks[report.task]?.legs[report.leg];
    const page = leg?.pages.find((one) => isAbout(report, one));
    return page !== undefined && page.states[report.channel] !== report.state;
  });
  if (known.length > 0) {
    draft.emit({
      type: 'delivery',
      reports: known.map(({ optedOut: _optedOut, ...report }) => report),
    });
  }
  for (const report of known) {
    const leg = draft.incident.tasks[report.task]?.legs[report.leg];
    if (report.state !== 'failed' || leg?.acknowledgedBy !== undefined || leg === undefined)
      continue;
    const due = leg.nextAt !== undefined && leg.nextAt <= draft.now;
    if (due || !latestRungIsDead(draft.incident, leg)) continue;
    draft.emit({ type: 'ladderAdvanced', task: report.task, leg: report.leg, nextAt: draft.now });
  }
  return undefined;
}
