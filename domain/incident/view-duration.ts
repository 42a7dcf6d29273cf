import { DAY, HOUR, MINUTE, SECOND } from '../time.ts';

/** ISO 8601 duration, as every duration outside is written. @param milliseconds not negative */
export function toDurationText(milliseconds: number): string {
  const units = [
    [DAY, 'D'],
    [HOUR, 'H'],
    [MINUTE, 'M'],
  ] as const;
  let rest = milliseconds;
  let text = 'P';
  for (const [unit, letter] of units) {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    if (count > 0) text += `${unit !== DAY && !text.includes('T') ? 'T' : ''}${count}${letter}`;
  }
  if (rest > 0 || text === 'P') text += `${text.includes('T') ? '' : 'T'}${rest / SECOND}S`;
  return text;
}

/** Members of a plan that hold milliseconds. */
const DURATIONS = new Set([
  'after',
  'acknowledgeWithin',
  'doneWithin',
  'every',
  'from',
  'until',
  'within',
  'at',
  'reask',
  'expiresAfter',
  'reminderMinimum',
  'stepMinimum',
  'stepMaximum',
]);

/** A plan as it is shown outside: every duration in ISO 8601. */
export function withDurations(value: unknown, name = ''): unknown {
  if (typeof value === 'number') return DURATIONS.has(name) ? toDurationText(value) : value;
  if (Array.isArray(value)) return value.map((item: unknown) => withDurations(item, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [key, withDurations(held, key)]),
  );
}
