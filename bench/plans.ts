import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Directory, Person } from '../domain/people/person.ts';
import type { Plan } from '../domain/plan.ts';
import { compile } from '../playbooks/compile.ts';
import { Definition } from '../playbooks/language.ts';
import { parseDefinition } from '../playbooks/parse.ts';

/** Responders with a phone alone; each has playbooks of his own, so that one start pages one of them. */
export const RESPONDERS = 220;
/** Further ones with a phone and a mailbox, as most people have. */
export const WITH_MAILBOX = 20;
const STAFF = ['DO', 'CC', 'CML', 'SPO', 'REV'] as const;
const FIFTEEN = 15;

export const responder = (index: number): string => `R${String(index + 1).padStart(3, '0')}`;
/** One page to that responder, and no further rung for a day. */
export const pagePlaybook = (person: string): string => `page-${person.toLowerCase()}`;
/** The same with a second rung after a minute. */
export const rungPlaybook = (person: string): string => `rung-${person.toLowerCase()}`;
/** Fifteen tasks at once, each for a responder of its own. */
export const fifteenPlaybook = (kind: 'phones' | 'mailboxes'): string => `fifteen-${kind}`;
/** The responders of the fifteen tasks. */
export const fifteenOf = (kind: 'phones' | 'mailboxes'): readonly string[] => {
  const first = kind === 'phones' ? RESPONDERS - FIFTEEN : RESPONDERS;
  return Array.from({ length: FIFTEEN }, (_, index) => responder(first + index));
};

export const numberOf = (person: string): string =>
  `+1202556${String(person.startsWith('R') ? Number(person.slice(1)) : 9000 + STAFF.findIndex((role) => person.startsWith(role))).padStart(4, '0')}`;

/** Nobody's name and nobody's number: people who exist only here. */
export function directory(): Directory {
  const responders = Array.from({ length: RESPONDERS + WITH_MAILBOX }, (_, index) =>
    person(responder(index), index >= RESPONDERS),
  );
  const people = [...responders, ...STAFF.map((role) => person(role, false))];
  return {
    revision: 1,
    people: Object.fromEntries(people.map((one) => [one.id, one])),
    roster: Object.fromEntries(people.map(({ id }) => [id, [id]])),
    suppressed: [],
  };
}

function person(id: string, hasMailbox: boolean): Person {
  const mailbox = { channel: 'email', address: `${id.toLowerCase()}@tocsin.example` } as const;
  return {
    id,
    name: `Person ${id}`,
    language: 'en',
    timeZone: 'Europe/Paris',
    contacts: [{ channel: 'sms', address: numberOf(id) }, ...(hasMailbox ? [mailbox] : [])],
    exercise: true,
  };
}

/** Every playbook of the benchmark. */
export function plans(): readonly Plan[] {
  const definition = onePage();
  const all = Array.from({ length: RESPONDERS + WITH_MAILBOX }, (_, index) => responder(index));
  const page = planOf(definition);
  const rung = planOf({ ...definition, tasks: withLadder(definition, 'TWICE') });
  return [
    ...all.map((one) => forResponder(page, pagePlaybook(one), one)),
    ...all.map((one) => forResponder(rung, rungPlaybook(one), one)),
    planOf(fifteen(definition, 'phones')),
    planOf(fifteen(definition, 'mailboxes')),
  ];
}

function onePage(): Definition {
  const text = readFileSync(new URL('./one-page.yaml', import.meta.url), 'utf8');
  return Definition.parse(parse(text));
}

function withLadder(definition: Definition, ladder: string): Definition['tasks'] {
  return definition.tasks.map((task) => (task.ladder === 'ONCE' ? { ...task, ladder } : task));
}

function fifteen(definition: Definition, kind: 'phones' | 'mailboxes'): Definition {
  const [task, review] = definition.tasks;
  const { R000: role, ...roles } = definition.roles;
  if (task === undefined || review === undefined || role === undefined) {
    throw new Error('one-page.yaml holds a task, a review and the role R000.');
  }
  const people = fifteenOf(kind);
  return {
    ...definition,
    playbook: fifteenPlaybook(kind),
    roles: { ...roles, ...Object.fromEntries(people.map((one) => [one, role])) },
    tasks: [
      ...people.map((one, index) => ({
        ...task,
        id: `K0.${String(index + 1).padStart(2, '0')}`,
        role: one,
      })),
      review,
    ],
  };
}

function planOf(definition: Definition): Plan {
  const text = JSON.stringify(definition);
  const parsed = parseDefinition(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings, null, 2));
  return compile(parsed.definition, hashOf(text));
}

/** Compiling and checking each of hundreds would only take time: they differ in two names. */
function forResponder(plan: Plan, playbook: string, role: string): Plan {
  const text = JSON.stringify(plan).replaceAll('"R000"', `"${role}"`);
  // The same plan under other names.
  const renamed = JSON.parse(text) as Plan;
  return { ...renamed, playbook, hash: hashOf(playbook + text) };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
