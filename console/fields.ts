/** Fields of forms: how they are drawn, and how what was typed becomes values. */
import type { FactValue } from '../domain/plan.ts';
import { html, flag } from './html.ts';
import type { Html } from './html.ts';
import type { Field, PlainField } from './shown.ts';
import type { Say } from './texts.ts';
import type { Person } from '../domain/people/person.ts';

/** Lines offered for a list; more are filed by filling the form again or over the API. */
const LIST_LINES = 3;

/** What drawing a field needs. */
export interface FieldFrame {
  readonly say: Say;
  /** Offered where a person is asked for; empty: the id is typed. */
  readonly people: ReadonlyMap<string, Person>;
  /** Makes ids unique on the page. */
  readonly prefix: string;
}

/** A form's fields, each with its label. */
export function drawFields(fields: readonly Field[], frame: FieldFrame): readonly Html[] {
  return fields.map((field) =>
    field.type === 'list' ? drawList(field, frame) : drawField(field, `form.${field.id}`, frame),
  );
}

function drawList(field: Field, frame: FieldFrame): Html {
  const lines = Array.from({ length: LIST_LINES }, (_, line) =>
    (field.items ?? []).map((item) =>
      drawField(
        // Only the first line of a list that must be there has to be filled.
        { ...item, required: item.required && field.required && line === 0 },
        `form.${field.id}.${line}.${item.id}`,
        frame,
        ` ${line + 1}`,
      ),
    ),
  );
  return html`<fieldset>
    <legend>${field.label}</legend>
    ${lines.map((line) => html`<div class="line">${line}</div>`)}
  </fieldset>`;
}

/** One field with its label. @param name of the field in the form that is sent */
export function drawField(field: PlainField, name: string, frame: FieldFrame, suffix = ''): Html {
  const id = `${frame.prefix}-${name}`;
  const { say } = frame;
  const label = field.type === 'instant' ? say('act.utc', { label: field.label }) : field.label;
  const text = `${label}${suffix}`;
  return html`<p class="field">
    <label for="${id}">${field.required ? text : say('act.optional', { label: text })}</label>
    ${drawInput(field, { id, name }, frame)}
  </p>`;
}

function drawInput(
  field: PlainField,
  { id, name }: { readonly id: string; readonly name: string },
  frame: FieldFrame,
): Html {
  const required = flag('required', field.required);
  const { say } = frame;
  const choices = choicesFor(field, frame);
  if (choices !== undefined) {
    return html`<select id="${id}" name="${name}" ${required}>
      <option value="">${say('act.choose')}</option>
      ${choices.map((one) => html`<option value="${one.id}">${one.title}</option>`)}
    </select>`;
  }
  if (field.type === 'instant') {
    return html`<input id="${id}" name="${name}" type="datetime-local" ${required} />`;
  }
  if (field.type === 'number') {
    return html`<input id="${id}" name="${name}" type="number" step="any" ${required} />`;
  }
  if (field.type === 'person') {
    return html`<input id="${id}" name="${name}" maxlength="64" ${required} />`;
  }
  return html`<textarea
    id="${id}"
    name="${name}"
    rows="2"
    maxlength="60000"
    ${required}
  ></textarea>`;
}

type Choice = { readonly id: string; readonly title: string };

function choicesFor(field: PlainField, { say, people }: FieldFrame): readonly Choice[] | undefined {
  if (field.type === 'choice') {
    return [...(field.options ?? []), { id: 'unknown', title: say('act.unknown') }];
  }
  if (field.type === 'boolean') {
    return [
      { id: 'true', title: say('act.yes') },
      { id: 'false', title: say('act.no') },
      { id: 'unknown', title: say('act.unknown') },
    ];
  }
  if (field.type !== 'person' || people.size === 0) return undefined;
  return [...people.values()].map((person) => ({ id: person.id, title: person.name }));
}

/** What a form sends: fields by name, several values where a name stands twice. */
export type Sent = Readonly<Record<string, string | readonly string[]>>;

/** The first value of a field, trimmed; undefined when it was left empty. */
export function sentText(sent: Sent, name: string): string | undefined {
  const value = sent[name];
  const first = (typeof value === 'string' ? value : (value?.[0] ?? '')).trim();
  return first === '' ? undefined : first;
}

/** The values of a form's fields; empty ones are left out. */
export function readFields(
  fields: readonly Field[],
  sent: Sent,
): Readonly<Record<string, FactValue>> {
  return Object.fromEntries(
    fields.flatMap((field): readonly (readonly [string, FactValue])[] => {
      const value =
        field.type === 'list'
          ? readList(field, sent)
          : readValue(field.type, sentText(sent, `form.${field.id}`));
      return value === undefined ? [] : [[field.id, value]];
    }),
  );
}

function readList(field: Field, sent: Sent): FactValue | undefined {
  const lines = Array.from({ length: LIST_LINES }, (_, line) =>
    Object.fromEntries(
      (field.items ?? []).flatMap((item): readonly (readonly [string, FactValue])[] => {
        const value = readValue(item.type, sentText(sent, `form.${field.id}.${line}.${item.id}`));
        return value === undefined ? [] : [[item.id, value]];
      }),
    ),
  ).filter((line) => Object.keys(line).length > 0);
  return lines.length === 0 ? undefined : lines;
}

/** What was typed as a value of a type. What does not fit stays text, and the engine refuses it by name. */
export function readValue(
  type: PlainField['type'],
  text: string | undefined,
): FactValue | undefined {
  if (text === undefined || text === 'unknown') return text;
  switch (type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : text;
    case 'instant':
      return readInstant(text);
    case 'text':
    case 'choice':
    case 'list':
    case 'person':
      return text;
  }
}

/** A browser's local date and time field, which Tocsin labels as UTC. */
function readInstant(text: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return `${text}:00Z`;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/.test(text) ? `${text}Z` : text;
}
