/** Building blocks of the bodies: every text has a limit and holds no control characters. */
import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import type { FactValue } from '../../domain/plan.ts';

extendZodWithOpenApi(z);

/** Free text: line breaks and tabs are allowed, other control characters are not. */
export function text(most: number) {
  return z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}]*(?:[\t\n\r][^\p{Cc}\p{Cs}]*)*$/u, 'No control characters, please.');
}

/** One line of text. */
export function line(most: number) {
  return z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'One line without control characters is expected.');
}

export const personId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'Letters, digits, dot, dash; 64 at most.')
  .describe('Opaque id that the organisation chose.');

export const roleCode = z
  .string()
  .regex(/^[A-Z][A-Z0-9-]{0,15}$/, 'A role code such as CC.')
  .describe('Role code, for instance CC.');

export const subjectId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,40}$/, 'The id of a person among the facts.');

export const instant = z.iso
  .datetime({ offset: true })
  .describe('RFC 3339, for instance 2026-01-31T09:00:00Z.');

/** ISO 8601 duration of days, hours, minutes and seconds. */
export const duration = z
  .string()
  .regex(
    /^P(?=.)(\d{1,4}D)?(T(?=.)(\d{1,4}H)?(\d{1,5}M)?(\d{1,6}S)?)?$/,
    'A duration such as PT5M.',
  )
  .describe('ISO 8601, for instance PT5M.');

/** Milliseconds of a duration that has passed its schema. */
export function milliseconds(text: string): number {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  const part = (index: number) => Number(match?.[index] ?? 0);
  const [days, hours, minutes, seconds] = [part(1), part(2), part(3), part(4)];
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;
}

const DEPTH = 6;

/** A value of a fact or a form field: JSON without NUL, not deeper than six levels. */
export const factValue = z
  .custom<FactValue>(
    (value) => isPlain(value, DEPTH),
    'A value at most six levels deep, without NUL, is expected.',
  )
  .openapi({
    type: ['string', 'number', 'boolean', 'null', 'array', 'object'],
    description: 'A value; `unknown` fits every fact.',
  });

function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.length <= 64_000 && !value.includes('\0');
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return true;
  if (typeof value !== 'object') return false;
  if (depth === 0) return false;
  return Object.entries(value).every(
    ([key, held]) => !key.includes('\0') && key.length <= 200 && isPlain(held, depth - 1),
  );
}

/** Whole numbers as a query writes them. */
export function count(most: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, 'A whole number is expected.')
    .transform(Number)
    .refine((value) => value <= most, `At most ${most}.`)
    .openapi({ type: 'integer', minimum: 0, maximum: most });
}
