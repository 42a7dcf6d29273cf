import { normaliseAddress } from '../people/person.ts';
import type { Contact, PersonId } from '../people/person.ts';
import type { FactPlan, FactValue, FieldPlan, Plan } from '../plan.ts';
import type { Draft } from './draft.ts';
import { takeFromSubjects } from './hand-back.ts';
import type { Refusal } from './refusals.ts';
import type { Confidence, Incident, Subject } from './state.ts';

/** A value on its way into the facts. */
export interface FactChange {
  readonly fact: string;
  readonly subject?: string;
  readonly value: FactValue;
  readonly source?: string;
  readonly confidence?: Confidence;
}

/** Whether the value fits the declaration; `unknown` fits every fact. */
export function checkFact(incident: Incident, change: FactChange): Refusal | undefined {
  const fact = incident.plan.facts[change.fact];
  if (fact === undefined) return { code: 'fact-unknown' };
  if (fact.per !== undefined) {
    if (change.subject === undefined) return { code: 'subject-required' };
    const known = incident.subjects.some(
      (one) => one.id === change.subject && one.list === fact.per,
    );
    if (!known) return { code: 'subject-unknown' };
  }
  const wrong = mistyped(fact, change.value);
  return wrong === undefined
    ? undefined
    : { code: 'fact-mistyped', fields: [{ path: change.fact, message: wrong }] };
}

/** What is wrong with a value for a fact, in words; undefined when nothing is. */
export function mistyped(fact: FactPlan, value: FactValue): string | undefined {
  if (value === 'unknown') return undefined;
  if (fact.persons !== undefined) {
    return asPersons(value) === undefined
      ? 'expected a list of persons {id, name?, person?, contacts?}'
      : undefined;
  }
  switch (fact.type) {
    case 'text':
      return typeof value === 'string' ? undefined : 'expected text';
    case 'number':
      return typeof value === 'number' ? undefined : 'expected a number';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'expected true or false';
    case 'choice':
      return typeof value === 'string' && (fact.options ?? []).includes(value)
        ? undefined
        : `expected one of: ${(fact.options ?? []).join(', ')}`;
    case 'instant':
      return isInstant(value) ? undefined : 'expected an instant such as 2026-01-31T09:00:00Z';
    case 'list':
      return Array.isArray(value) ? undefined : 'expected a list';
  }
}

function isInstant(value: FactValue): boolean {
  return typeof value === 'string' && Number.isFinite(Date.parse(value));
}

interface NamedPerson {
  readonly id: string;
  readonly name?: string;
  readonly person?: PersonId;
  readonly contacts: readonly Contact[];
}

/** A list of persons among the facts, or undefined when it is none. */
function asPersons(value: FactValue): readonly NamedPerson[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const persons = value.map((item: FactValue) => asPerson(item));
  return persons.every((person) => person !== undefined) ? persons : undefined;
}

type FactRecord = Readonly<Record<string, FactValue>>;
function isFactRecord(value: FactValue | undefined): value is FactRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const PERSON_KEYS = ['id', 'name', 'person', 'contacts'];
function asPerson(value: FactValue): NamedPerson | undefined {
  if (!isFactRecord(value) || Object.keys(value).some((key) => !PERSON_KEYS.includes(key))) {
    return undefined;
  }
  const { id, name, person, contacts } = value;
  if (typeof id !== 'string' || !/^[A-Za-z0-9_-]{1,40}$/.test(id)) return undefined;
  if (name !== undefined && typeof name !== 'string') return undefined;
  if (person !== undefined && typeof person !== 'string') return undefined;
  const list = asContacts(contacts);
  if (list === undefined) return undefined;
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(person === undefined ? {} : { person }),
    contacts: list,
  };
}

function asContacts(value: FactValue | undefined): readonly Contact[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const contacts: Contact[] = [];
  for (const item of value as readonly FactValue[]) {
    if (!isFactRecord(item)) return undefined;
    const { channel, address } = item;
    if (typeof address !== 'string') return undefined;
    if (channel !== 'sms' && channel !== 'email' && channel !== 'voice' && channel !== 'whatsapp') {
      return undefined;
    }
    contacts.push({ channel, address });
  }
  return contacts;
}

/** Records the fact; persons named in it are suppressed in the same step (R06). */
export function setFactEvents(draft: Draft, change: FactChange): void {
  const person = draft.by.person;
  draft.emit({ type: 'factSet', ...change, ...(person === undefined ? {} : { person }) });
  const list = draft.incident.plan.facts[change.fact]?.persons;
  const persons = list === undefined ? undefined : asPersons(change.value);
  if (list === undefined || persons === undefined || persons.length === 0) return;
  const subjects = persons.map(({ contacts: _contacts, ...named }): Subject => ({
    ...named,
    list,
  }));
  draft.emit({ type: 'subjectsNamed', subjects });
  const named = persons.flatMap((one) => one.contacts.map((contact) => contact.address));
  suppress(draft, named.map(normaliseAddress));
  takeFromSubjects(draft);
}

/** Suppresses these addresses and every contact point that the directory knows of the subjects. */
export function suppress(draft: Draft, named: readonly string[] = []): void {
  const { incident } = draft;
  const own = incident.subjects.flatMap((subject) => contactsOf(incident, subject));
  const fresh = [...new Set([...named, ...own])].filter(
    (address) => !incident.suppressed.includes(address),
  );
  if (fresh.length > 0) draft.emit({ type: 'suppressed', addresses: fresh });
}

function contactsOf(incident: Incident, subject: Subject): readonly string[] {
  const person =
    subject.person === undefined ? undefined : incident.directory.people[subject.person];
  return (person?.contacts ?? []).map((contact) => normaliseAddress(contact.address));
}

/** Checks a filled form. @returns the fields at fault */
export function checkForm(
  plan: Plan,
  formId: string,
  values: Readonly<Record<string, FactValue>>,
): readonly { readonly path: string; readonly message: string }[] {
  const form = plan.forms[formId];
  if (form === undefined) return [];
  return checkFields(form.fields, values, 'form');
}

function checkFields(
  fields: readonly FieldPlan[],
  values: FactRecord,
  path: string,
): { path: string; message: string }[] {
  const known = new Set(fields.map((field) => field.id));
  const strange = Object.keys(values)
    .filter((key) => !known.has(key))
    .map((key) => ({ path: `${path}.${key}`, message: 'the form has no such field' }));
  return [
    ...strange,
    ...fields.flatMap((field) => checkField(field, values[field.id], `${path}.${field.id}`)),
  ];
}

function checkField(
  field: FieldPlan,
  value: FactValue | undefined,
  path: string,
): { path: string; message: string }[] {
  if (value === undefined || value === null || value === '') {
    return field.required ? [{ path, message: 'this field is needed' }] : [];
  }
  if (field.type === 'list') return checkItems(field, value, path);
  const message = mistyped(
    {
      type: field.type === 'person' ? 'text' : field.type,
      label: field.label,
      compartment: field.compartment,
      ...(field.options === undefined ? {} : { options: field.options.map((one) => one.id) }),
    },
    value,
  );
  return message === undefined ? [] : [{ path, message }];
}

function checkItems(
  field: FieldPlan,
  value: FactValue,
  path: string,
): { path: string; message: string }[] {
  if (!Array.isArray(value)) return [{ path, message: 'expected a list' }];
  const items = value as readonly FactValue[];
  if (field.items === undefined) return [];
  const fields = field.items;
  return items.flatMap((item, index) =>
    isFactRecord(item)
      ? checkFields(fields, item, `${path}[${index}]`)
      : [{ path: `${path}[${index}]`, message: 'expected the fields of one item' }],
  );
}
