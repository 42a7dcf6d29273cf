import type { Actor, Command, CommandType } from '../../domain/incident/commands.ts';
import type { Incident, Task } from '../../domain/incident/state.ts';
import type { Contact, Directory, PersonId } from '../../domain/people/person.ts';
import type { FactValue } from '../../domain/plan.ts';
import { filledForm, rowFormOf } from '../harness/dutiful-team.ts';

/** What chance chose: a kind of command, and three numbers that say of whom and of what. */
export interface Chance {
  readonly kind: CommandType;
  readonly who: number;
  readonly what: number;
  readonly how: number;
}

/** Stands in every free text and name, so that a message which carried content would show it. */
export const SECRET = 'Zaphod';

/** Every kind of command, the frequent ones of a real night more often. */
export const KINDS: readonly CommandType[] = [
  ...many(6, 'acknowledge'),
  ...many(4, 'decline'),
  ...many(5, 'complete'),
  ...many(5, 'delivery'),
  ...many(4, 'approve'),
  ...many(3, 'decide'),
  ...many(3, 'setFact'),
  ...many(2, 'raise'),
  ...many(2, 'reassign'),
  ...many(2, 'waive'),
  ...many(2, 'standDown'),
  ...many(2, 'directory'),
  'tick',
  'retime',
  'insertTask',
  'note',
  'activate',
  'appoint',
  'close',
  'endExercise',
  'clearAlarm',
  'callBack',
  'oddReply',
  'optOut',
  'unknownSender',
  'archive',
  'engineFault',
];

function many(times: number, kind: CommandType): CommandType[] {
  return Array.from({ length: times }, () => kind);
}

function pick<T>(all: readonly T[], at: number, otherwise: T): T {
  return all[at % Math.max(1, all.length)] ?? otherwise;
}

function peopleOf(incident: Incident): readonly PersonId[] {
  return Object.keys(incident.directory.people);
}

/** Of three commands, two come from people who would give them, one from anybody by any way. */
export function chanceActor(incident: Incident, chance: Chance): Actor {
  const who = chance.how % 3 === 0 ? anybody(incident, chance) : likely(incident, chance);
  const proofs = ['key', 'key', 'session', 'sms', 'link', 'email'] as const;
  const accesses = ['coordinator', 'coordinator', 'responder', 'administrator', 'reader'] as const;
  if (chance.who % 29 === 0) return { proof: 'key', access: 'administrator' };
  return {
    person: who,
    proof: pick(proofs, chance.who + chance.how, 'key'),
    access: pick(accesses, chance.who * 7 + chance.how, 'coordinator'),
  };
}

function anybody(incident: Incident, chance: Chance): PersonId {
  return pick(peopleOf(incident), chance.who, 'CC');
}

function likely(incident: Incident, chance: Chance): PersonId {
  if (chance.kind === 'approve') {
    const approval = approvalAt(incident, chance.what);
    const role = pick(approval?.mayApprove ?? [], chance.who, 'CC');
    return pick(incident.directory.roster[role] ?? [], chance.how, 'CC');
  }
  const task = taskAt(incident, chance.what);
  const paged = task?.legs.flatMap((leg) => leg.pages.map((page) => page.person)) ?? [];
  return pick(paged, chance.who, anybody(incident, chance));
}

function approvalAt(incident: Incident, at: number) {
  const all = Object.values(incident.approvals);
  return all[at % Math.max(1, all.length)];
}

function taskAt(incident: Incident, at: number): Task | undefined {
  const all = Object.values(incident.tasks);
  const open = all.filter((task) => task.status === 'open' || task.status === 'acknowledged');
  // Now and then one that is closed already.
  const from = at % 5 === 0 || open.length === 0 ? all : open;
  return from[at % Math.max(1, from.length)];
}

/** The command that chance means in this state; sensible more often than not. */
export function chanceCommand(incident: Incident, chance: Chance, now: number): Command {
  const task = taskAt(incident, chance.what)?.id ?? 'K9.99';
  const { how } = chance;
  const person = anybody(incident, chance);
  switch (chance.kind) {
    case 'acknowledge':
    case 'decline':
      return { type: chance.kind, task, ...(how % 4 === 0 ? { person, note: SECRET } : {}) };
    case 'complete':
      return completion(incident, chance);
    case 'reassign':
      return { type: 'reassign', task, to: person, reason: SECRET };
    case 'retime':
      return retiming(task, how, now);
    case 'waive':
      return { type: 'waive', task, reason: SECRET };
    case 'insertTask':
      return insertion(incident, chance, now);
    case 'setFact':
      return fact(incident, chance);
    case 'decide':
      return decision(incident, chance);
    case 'approve':
      return approval(incident, chance);
    case 'delivery':
      return delivery(incident, chance);
    case 'directory':
      return { type: 'directory', directory: changed(incident.directory, chance) };
    default:
      return ofTheIncident(incident, { ...chance, kind: chance.kind }, person);
  }
}

type Rest = Exclude<
  CommandType,
  | 'acknowledge'
  | 'decline'
  | 'complete'
  | 'reassign'
  | 'retime'
  | 'waive'
  | 'insertTask'
  | 'setFact'
  | 'decide'
  | 'approve'
  | 'delivery'
  | 'directory'
>;

function ofTheIncident(
  incident: Incident,
  chance: Chance & { readonly kind: Rest },
  person: PersonId,
): Command {
  const { kind, how, what } = chance;
  switch (kind) {
    case 'note':
      return { type: kind, text: SECRET };
    case 'raise':
      return { type: kind, event: pick(Object.keys(incident.plan.events), what, 'no-event') };
    case 'appoint':
      return {
        type: kind,
        role: pick(Object.keys(incident.plan.roles), what, 'CC'),
        holders: [person, pick(peopleOf(incident), how, 'CC')],
        reason: SECRET,
      };
    case 'standDown':
      return { type: kind, reason: how % 2 === 0 ? 'falseAlarm' : 'resolved' };
    case 'clearAlarm':
      return { type: kind, alarm: what % 5 };
    case 'callBack':
      return { type: kind, person };
    case 'oddReply':
      return {
        type: kind,
        person,
        kind: pick(['unclear', 'wrongCode', 'opposite'], how, 'unclear'),
      };
    case 'optOut':
      return { type: kind, person, back: how % 3 === 0 };
    case 'unknownSender':
      return { type: kind, again: how % 2 === 0 };
    case 'archive':
      return { type: kind, through: incident.seq };
    case 'engineFault':
      return { type: kind, fault: 'test' };
    case 'tick':
    case 'activate':
    case 'close':
    case 'endExercise':
      return { type: kind };
  }
}

function completion(incident: Incident, { what, how }: Chance): Command {
  const found = taskAt(incident, what);
  const form = found === undefined ? undefined : rowFormOf(incident, found);
  const values: Record<string, FactValue> =
    form === undefined || how % 5 === 0 ? {} : { ...filledForm(form) };
  if (how % 11 === 0) values['strange'] = SECRET;
  const filled = Object.keys(values).length === 0 ? {} : { form: values };
  return { type: 'complete', task: found?.id ?? 'K9.99', ...filled };
}

function retiming(task: string, how: number, now: number): Command {
  const at = now + ((how % 100) - 5) * 60_000;
  const change = how % 2 === 0 ? { completeBy: at } : { acknowledgeBy: at };
  return { type: 'retime', task, ...change, reason: SECRET };
}

function insertion(incident: Incident, { what, how }: Chance, now: number): Command {
  return {
    type: 'insertTask',
    title: SECRET,
    role: pick(Object.keys(incident.plan.roles), what, 'CC'),
    ladder: pick(['LIFE', 'URGENT', 'ROUTINE', 'NONE'], how, 'LIFE'),
    mandatory: how % 2 === 0,
    ...(how % 3 === 0 ? {} : { acknowledgeWithin: 60_000 * (1 + (how % 20)) }),
    ...(how % 5 === 0 ? {} : { completeBy: now + 60_000 * (how % 90) }),
    reason: SECRET,
  };
}

function fact(incident: Incident, { who, what, how }: Chance): Command {
  const name = pick(Object.keys(incident.plan.facts), what, 'nothing');
  const declared = incident.plan.facts[name];
  const subject =
    declared?.per === undefined ? {} : { subject: pick(['v1', 'v2', 'v9'], how, 'v1') };
  const source = how % 2 === 0 ? {} : { source: `${SECRET} ${who % 3}` };
  return {
    type: 'setFact',
    fact: name,
    value: value(incident, name, { who, how }),
    ...subject,
    ...source,
  };
}

function value(incident: Incident, name: string, of: { who: number; how: number }): FactValue {
  const declared = incident.plan.facts[name];
  const { who, how } = of;
  if (declared === undefined || how % 13 === 0) return pick(['unknown', 7, true, null], who, 7);
  if (declared.persons !== undefined) return named(incident, who, how);
  switch (declared.type) {
    case 'choice':
      return pick(declared.options ?? [], how, 'unknown');
    case 'boolean':
      return who % 2 === 0;
    case 'number':
      return how;
    case 'instant':
      return '2026-03-02T11:00:00Z';
    case 'text':
      return SECRET;
    case 'list':
      return [];
  }
}

/** Somebody of the directory, or somebody with an address that another person has too. */
function named(incident: Incident, who: number, how: number): FactValue {
  const people = Object.values(incident.directory.people);
  const one = people[who % people.length];
  const other = people[how % people.length];
  const id = pick(['v1', 'v2'], how, 'v1');
  const person = how % 2 === 0 && one !== undefined ? { person: one.id } : {};
  const contacts =
    how % 3 === 0 ? (other?.contacts ?? []).slice(0, 1).map((each) => ({ ...each })) : [];
  return [{ id, name: SECRET, ...person, contacts }];
}

function decision(incident: Incident, { what, how }: Chance): Command {
  const gates = Object.values(incident.tasks).filter((task) =>
    incident.plan.tasks.some((row) => row.row === task.row && row.decision !== undefined),
  );
  const task = gates[what % Math.max(1, gates.length)];
  const row = incident.plan.tasks.find((one) => one.row === task?.row);
  const option = pick(row?.decision?.options ?? [], how, undefined)?.id ?? 'perhaps';
  return { type: 'decide', decision: task?.id ?? 'K9.99', option, reason: SECRET };
}

function approval(incident: Incident, { what, how, who }: Chance): Command {
  return {
    type: 'approve',
    approval: approvalAt(incident, what)?.id ?? 'a99',
    verdict: how % 5 === 0 ? 'reject' : 'approve',
    ...(how % 4 === 0 ? {} : { source: `${SECRET} ${who % 4}` }),
    reason: SECRET,
  };
}

/** Reports on all pages of a task, some of them on pages that were never sent. */
function delivery(incident: Incident, { what, how }: Chance): Command {
  const task = taskAt(incident, what);
  const states = ['failed', 'failed', 'sent', 'delivered', 'simulated'] as const;
  const reports = (task?.legs ?? []).flatMap((leg, index) =>
    leg.pages.flatMap((page) =>
      Object.keys(page.states).map((channel, at) => ({
        task: task?.id ?? '',
        leg: index,
        page: how % 7 === 0 ? page.n + 1 : page.n,
        channel: channel === 'sms' ? ('sms' as const) : ('email' as const),
        state: pick(states, how + (how % 2 === 0 ? at : 0), 'failed'),
      })),
    ),
  );
  return { type: 'delivery', reports };
}

function changed(directory: Directory, { who, what, how }: Chance): Directory {
  const ids = Object.keys(directory.people);
  const id = pick(ids, who, 'CC');
  const before = directory.people[id];
  const contacts: readonly Contact[] = how % 3 === 0 ? [] : (before?.contacts ?? []);
  const fresh: Contact = { channel: 'email', address: `new${how % 9}@tocsin.example` };
  const person = before && {
    ...before,
    contacts: how % 4 === 0 ? contacts : [...contacts, fresh],
    ...(how % 7 === 0 ? { exercise: false } : {}),
    ...(how % 11 === 0 ? { outside: true } : {}),
  };
  const role = pick(Object.keys(directory.roster), what, 'CC');
  const turned = [...(directory.roster[role] ?? [])].reverse();
  const suppressed = how % 6 === 0 ? (before?.contacts ?? []).map((one) => one.address) : [];
  return {
    revision: directory.revision + (how % 5 === 0 ? 0 : 1),
    people: person === undefined ? directory.people : { ...directory.people, [id]: person },
    roster: { ...directory.roster, [role]: how % 8 === 0 ? [] : [...turned, id] },
    suppressed: [...new Set([...directory.suppressed, ...suppressed])],
  };
}
