import { z } from 'zod';
import { COMPARTMENTS } from '../../domain/plan.ts';
import { DAY, HOUR, MINUTE, SECOND, WEEK } from '../../domain/time.ts';

const UNITS: Readonly<Record<string, number>> = {
  second: SECOND,
  s: SECOND,
  minute: MINUTE,
  min: MINUTE,
  hour: HOUR,
  h: HOUR,
  day: DAY,
  d: DAY,
  week: WEEK,
};
const PART = /(\d+(?:\.\d+)?) ?(seconds?|s|minutes?|min|hours?|h|days?|d|weeks?)/g;
const DURATION =
  /^\d+(\.\d+)? ?(seconds?|s|minutes?|min|hours?|h|days?|d|weeks?)( \d+(\.\d+)? ?(seconds?|s|minutes?|min|hours?|h|days?|d|weeks?))*$/;

/** A length of time as people say it: `5 minutes`, `15 min`, `2 hours`, `7 days`, `1 hour 30 min`. */
export const Duration = z
  .string()
  .regex(DURATION, 'write a duration as `5 minutes`, `15 min`, `2 hours`, `7 days` or `3 weeks`')
  .meta({ id: 'Duration', description: 'A length of time: 5 minutes, 15 min, 2 hours, 7 days' });

/** Milliseconds of a text that `Duration` accepts. */
export function milliseconds(duration: string): number {
  let total = 0;
  for (const [, amount, unit] of duration.matchAll(PART)) {
    const name = unit === 's' ? 's' : (unit ?? '').replace(/s$/, '');
    total += Number(amount) * (UNITS[name] ?? 0);
  }
  return Math.round(total);
}

/** A sentence in every language; a missing one is refused. */
export const Text = z
  .strictObject({
    en: z.string().trim().min(1, 'write the English text').max(600),
    fr: z.string().trim().min(1, 'write the French text').max(600),
  })
  .meta({ id: 'Text', description: 'The same sentence in English and French' });

/** Names that would reach an object's prototype are refused wherever a definition invents names. */
const RESERVED: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
];
const named = (pattern: RegExp, advice: string) =>
  z
    .string()
    .max(60)
    .regex(pattern, advice)
    .refine((name) => !name.split('.').some((part) => RESERVED.includes(part)), {
      message: 'this name is reserved, choose another',
    });

export const RoleCode = named(/^[A-Z][A-Z0-9]{1,7}$/, 'a role code is 2 to 8 capitals, as `CC`');
export const RowId = named(
  /^[A-Z][A-Z0-9]*(\.[A-Z0-9]+)*$/,
  'a row id is capitals and figures with dots, as `K2.05`',
);
export const FactName = named(
  /^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*)*$/,
  'a fact name is small words with dots, as `insurance.cover`',
);
/** Forms, events, quorums, options, fields: `captor-contact`, `callBack`. */
export const Name = named(
  /^[a-z][a-zA-Z0-9-]*$/,
  'a name begins with a small letter, as `captor-contact`',
);
export const LadderName = named(/^[A-Z][A-Z0-9_]*$/, 'a ladder name is capitals, as `LIFE`');

export const CompartmentName = z.enum(COMPARTMENTS);
/** A CEL expression; its facts and rows are checked by `check`. */
export const ConditionText = z.string().trim().min(1, 'write a condition').max(2_000);
/** A value of a fact: conditions know no deeper ones. */
export const Scalar = z.union([z.string(), z.number(), z.boolean()]);
