/** Facts, forms and subjects field by field, each behind its compartment. */
import {
  FREE_TEXT,
  WITHHELD,
  compartmentOfFact,
  compartmentOfSubject,
  compartmentOfTaskText,
} from '../people/compartments.ts';
import type { Sight } from '../people/compartments.ts';
import type { Compartment, FactValue } from '../plan.ts';
import { toInstantText } from '../time.ts';
import type { Incident, Subject, TaskId } from './state.ts';

export type Shown = Readonly<Record<string, unknown>>;

/** What content is shown with: the incident as it stands, and the reader's sight of it. */
export interface Frame {
  readonly incident: Incident;
  readonly sight: Sight;
}

/** Which members of a record are content, and of which compartment. */
export interface Hidden {
  readonly names: readonly string[];
  readonly compartment: Compartment;
  readonly subject?: string | undefined;
}

/** The record with its content withheld where the reader may not see it. */
export function hide(value: object, hidden: Hidden, { sight }: Frame): Shown {
  if (sight.reads(hidden.compartment, hidden.subject)) return { ...value };
  const shown = Object.entries(value).map(([name, content]: [string, unknown]) => [
    name,
    hidden.names.includes(name) ? WITHHELD : content,
  ]);
  return Object.fromEntries(shown) as Shown;
}

/** Free texts that belong to no task. */
export function free(...names: readonly string[]): Hidden {
  return { names, compartment: FREE_TEXT };
}

/** Texts of a task; what is filed for one subject is read by those of that subject. */
export function ofTask(task: TaskId, names: readonly string[], { incident }: Frame): Hidden {
  const compartment = compartmentOfTaskText(rowOf(task, incident), incident);
  return { names, compartment, subject: subjectOf(task) };
}

/** A fact with its source and confidence. */
export function ofFact(
  set: { readonly fact: string; readonly subject?: string },
  { incident }: Frame,
): Hidden {
  return {
    names: ['value', 'source', 'confidence'],
    compartment: compartmentOfFact(set.fact, incident),
    subject: set.subject,
  };
}

/** The row a task id belongs to, also after the task has left the state. */
export function rowOf(task: TaskId, incident: Incident): string {
  return incident.tasks[task]?.row ?? task.replace(/@.*$/, '').replace(/^(.+\..+)\.\d+$/, '$1');
}

function subjectOf(task: TaskId): string | undefined {
  return /@([^.@]+)/.exec(task)?.[1];
}

/** The form filed with a task. */
export function showFiled(
  task: TaskId,
  form: Readonly<Record<string, FactValue>>,
  frame: Frame,
): Shown {
  const subject = subjectOf(task);
  const row = rowOf(task, frame.incident);
  return showForm(form, subject === undefined ? { row } : { row, subject }, frame);
}

/** A filled form: every field by its own compartment, a field the plan does not know by the task's. */
export function showForm(
  form: Readonly<Record<string, FactValue>>,
  task: { readonly row: string; readonly subject?: string },
  { incident, sight }: Frame,
): Shown {
  const plan = incident.plan.tasks.find((candidate) => candidate.row === task.row);
  const fields = plan?.form === undefined ? [] : (incident.plan.forms[plan.form]?.fields ?? []);
  return Object.fromEntries(
    Object.entries(form).map(([id, value]) => {
      const compartment =
        fields.find((field) => field.id === id)?.compartment ??
        compartmentOfTaskText(task.row, incident);
      return [id, sight.show(value, compartment, task.subject)];
    }),
  );
}

/** A victim or a family: that there is one belongs to the shell, who it is does not. */
export function showSubject(subject: Subject, sight: Sight): Shown {
  const compartment = compartmentOfSubject(subject.list);
  return {
    id: subject.id,
    list: subject.list,
    ...(subject.name === undefined
      ? {}
      : { name: sight.show(subject.name, compartment, subject.id) }),
    ...(subject.person === undefined
      ? {}
      : { person: sight.show(subject.person, compartment, subject.id) }),
  };
}

/** Facts by name, or name@subject; source and confidence are withheld with the value. */
export function showFacts(incident: Incident, sight: Sight): Readonly<Record<string, object>> {
  const shown = Object.entries(incident.facts).map(([key, entry]) => {
    const { fact, subject } = splitKey(key);
    const { at, ...rest } = entry;
    const open = { ...rest, at: toInstantText(at) };
    return [key, sight.show(open, compartmentOfFact(fact, incident), subject)] as const;
  });
  return Object.fromEntries(shown);
}

/** `name@subject` in its two parts. */
export function splitKey(key: string): { readonly fact: string; readonly subject?: string } {
  const at = key.indexOf('@');
  return at < 0 ? { fact: key } : { fact: key.slice(0, at), subject: key.slice(at + 1) };
}
