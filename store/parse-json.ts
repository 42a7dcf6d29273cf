import type { z } from 'zod';
import { StoreError } from './store-error.ts';

/** JSON from the database, checked. Throws `unreadable`, naming place and field but no value. */
export function parseKept<T>(schema: z.ZodType<T>, value: unknown, place: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StoreError(
    'unreadable',
    `${place} has an unexpected shape at ${fieldsOf(parsed.error)}`,
  );
}

/** What a caller wants kept, checked. Throws `invalid`, naming place and field but no value. */
export function parseGiven<T>(schema: z.ZodType<T>, value: unknown, place: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StoreError('invalid', `${place} cannot be kept: look at ${fieldsOf(parsed.error)}`);
}

/** The text of a JSON document. Throws `unreadable`. */
export function parseText(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StoreError('unreadable', `${place} is not JSON`);
  }
}

function fieldsOf(error: z.ZodError): string {
  const paths = error.issues.map((issue) => issue.path.join('.') || '(top)');
  return [...new Set(paths)].join(', ');
}
