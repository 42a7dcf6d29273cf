/** What the board's forms ask for: each deed is one operation of the API, with its body. */
import { z } from 'zod';
import type { FactValue } from '../domain/plan.ts';
import { readFields, readValue, sentText } from './fields.ts';
import type { Sent } from './fields.ts';
import { VICTIM_LINES } from './board-list.ts';
import type { Incident, Playbook } from './shown.ts';

/** One operation of the API. */
export interface Deed {
  readonly operation: string;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What a form is read with. */
export interface DeedGround {
  /** As the reader sees it; gives tasks their forms. */
  readonly incident: Incident;
  readonly plan?: Playbook | undefined;
  /** Who sends the form. */
  readonly person?: string | undefined;
}

type Read = (sent: Sent, ground: DeedGround) => Deed;

/** A form as a browser sends it: text by name, several where a name stands twice. */
export const sentForm = z.record(
  z.string().max(200),
  z.union([z.string(), z.array(z.string()).max(100)]),
);

/** Fields that every form carries for the house itself. */
const HOUSE_FIELDS = ['csrf', 'once'];

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  answer: ['task', 'person', 'via', 'note', 'says'],
  complete: ['task'],
  reassign: ['task', 'to', 'reason'],
  waive: ['task', 'reason'],
  decide: ['decision', 'option', 'reason'],
  approve: ['approval', 'verdict', 'source', 'reason'],
  setFact: ['fact', 'subject', 'value', 'source', 'confidence'],
  raise: ['event', 'note'],
  note: ['text'],
  appoint: ['role', 'holder', 'reason'],
  activate: [],
  standDown: ['reason'],
  close: [],
  real: [],
  clearAlarm: ['alarm'],
};

const READ: Readonly<Record<string, Read>> = {
  answer: readAnswer,
  complete: readCompletion,
  reassign: (sent) => simple('reassignTask', { task: need(sent, 'task') }, sent, ['to', 'reason']),
  waive: (sent) => simple('waiveTask', { task: need(sent, 'task') }, sent, ['reason']),
  decide: (sent) =>
    simple('decide', { decision: need(sent, 'decision') }, sent, ['option', 'reason']),
  approve: (sent) =>
    simple('approve', { approval: need(sent, 'approval') }, sent, ['verdict', 'source', 'reason']),
  setFact: readFact,
  raise: (sent) => simple('raiseEvent', { event: need(sent, 'event') }, sent, ['note']),
  note: (sent) => simple('addNote', {}, sent, ['text']),
  appoint: (sent) => ({
    operation: 'appointRole',
    params: { role: need(sent, 'role') },
    body: { holders: [need(sent, 'holder')], reason: need(sent, 'reason') },
  }),
  activate: () => ({ operation: 'activate', params: {}, body: {} }),
  standDown: (sent) => simple('standDown', {}, sent, ['reason']),
  close: () => ({ operation: 'close', params: {}, body: {} }),
  real: () => ({ operation: 'endExercise', params: {}, body: {} }),
  clearAlarm: (sent) => ({
    operation: 'clearIncidentAlarm',
    params: { alarm: need(sent, 'alarm') },
    body: {},
  }),
};

/**
 * What a sent form asks for. Undefined: there is no such deed, or the form has a field that it
 * does not offer.
 */
export function readDeed(deed: string, sent: Sent, ground: DeedGround): Deed | undefined {
  // The name comes from an address: only own keys answer.
  if (!Object.hasOwn(READ, deed)) return undefined;
  const read = READ[deed];
  const known = [...HOUSE_FIELDS, ...(KNOWN[deed] ?? [])];
  const strange = Object.keys(sent).filter(
    (name) => !known.includes(name) && !(deed === 'complete' && name.startsWith('form.')),
  );
  if (read === undefined || strange.length > 0) return undefined;
  const made = read(sent, ground);
  return { ...made, params: { id: ground.incident.id, ...made.params } };
}

function need(sent: Sent, name: string): string {
  // What is missing is refused by the operation, which names it.
  return sentText(sent, name) ?? '-';
}

/** A body of the named texts, empty ones left out. */
function simple(
  operation: string,
  params: Readonly<Record<string, string>>,
  sent: Sent,
  names: readonly string[],
): Deed {
  const body = Object.fromEntries(
    names.flatMap((name) => {
      const text = sentText(sent, name);
      return text === undefined ? [] : [[name, text]];
    }),
  );
  return { operation, params, body };
}

/** "Has it" or "cannot": one's own word, or what somebody said on the phone. */
function readAnswer(sent: Sent, { person }: DeedGround): Deed {
  const operation = sentText(sent, 'says') === 'decline' ? 'declineTask' : 'acknowledgeTask';
  const who = sentText(sent, 'person');
  const params = { task: need(sent, 'task') };
  if (who === undefined || who === person) return simple(operation, params, sent, ['note']);
  return simple(operation, params, sent, ['person', 'via', 'note']);
}

function readCompletion(sent: Sent, { incident }: DeedGround): Deed {
  const task = need(sent, 'task');
  const fields = incident.tasks.find(({ id }) => id === task)?.form?.fields ?? [];
  const body = fields.length === 0 ? {} : { form: readFields(fields, sent) };
  return { operation: 'completeTask', params: { task }, body };
}

function readFact(sent: Sent, { plan }: DeedGround): Deed {
  const type = plan?.facts[sentText(sent, 'fact') ?? '']?.type ?? 'text';
  const made = simple('setFact', {}, sent, ['fact', 'subject', 'source', 'confidence']);
  const value = readValue(type, sentText(sent, 'value'));
  return { ...made, body: { ...Object(made.body), value } };
}

const VICTIM_FIELDS = ['name', 'person', 'number', 'mail'];

/** The body of `POST /v1/incidents` from the start form; undefined for a field it does not offer. */
export function readStart(sent: Sent): Readonly<Record<string, unknown>> | undefined {
  const lines = Array.from({ length: VICTIM_LINES }, (_, line) => line + 1);
  const known = [
    ...HOUSE_FIELDS,
    'playbook',
    'mode',
    'timeFactor',
    'activate',
    ...lines.flatMap((line) => VICTIM_FIELDS.map((name) => `victim.${line}.${name}`)),
  ];
  if (Object.keys(sent).some((name) => !known.includes(name))) return undefined;
  const victims = lines.flatMap((line) => readVictim(sent, line));
  const factor = Number(sentText(sent, 'timeFactor') ?? '1');
  return {
    playbook: need(sent, 'playbook'),
    mode: need(sent, 'mode'),
    ...(factor === 1 ? {} : { timeFactor: factor }),
    ...(sentText(sent, 'activate') === 'true' ? { activate: true } : {}),
    facts: victims.length === 0 ? {} : { victims },
  };
}

function readVictim(sent: Sent, line: number): readonly FactValue[] {
  const text = (name: string): string | undefined => sentText(sent, `victim.${line}.${name}`);
  const [name, person, number, mail] = VICTIM_FIELDS.map(text);
  const contacts = [
    ...(number === undefined
      ? []
      : [
          { channel: 'sms', address: number },
          { channel: 'voice', address: number },
        ]),
    ...(mail === undefined ? [] : [{ channel: 'email', address: mail }]),
  ];
  if (name === undefined && person === undefined && contacts.length === 0) return [];
  return [
    {
      id: `v${line}`,
      ...(name === undefined ? {} : { name }),
      ...(person === undefined ? {} : { person }),
      ...(contacts.length === 0 ? {} : { contacts }),
    },
  ];
}
