import { taskLabel } from './reading.ts';
import { isWithheld } from './shown.ts';
import type { Approval, Incident } from './shown.ts';
import { isTextKey } from './texts.ts';
import type { Say, Values } from './texts.ts';

/** What a frozen command would do, in a sentence. */
export function commandText(what: Approval['what'], incident: Incident, say: Say): string {
  const key = `what.${what.type}`;
  const values: Values = Object.fromEntries(
    Object.entries(what).map(([name, value]) => [name, wordFor(value, say)]),
  );
  const id = what['task'] ?? what['decision'];
  const task = typeof id === 'string' ? { task: taskLabel(id, incident) } : {};
  return isTextKey(key) ? say(key, { ...values, ...task }) : say('what.other', { type: what.type });
}

/** Reasons of a stand-down have words of their own. */
function wordFor(value: unknown, say: Say): string {
  const key = `outcome.${typeof value === 'string' ? value : ''}`;
  return isTextKey(key) ? say(key) : valueText(value, say);
}

/** A value of a fact or a field as text; what may not be seen is said to be withheld. */
export function valueText(value: unknown, say: Say): string {
  if (value === true) return say('act.yes');
  if (value === false) return say('act.no');
  if (value === null || value === undefined) return '';
  if (isWithheld(value)) return say('facts.withheld');
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map((one: unknown) => valueText(one, say)).join('; ');
  return Object.values(value)
    .map((one: unknown) => valueText(one, say))
    .filter((text) => text !== '')
    .join(', ');
}
