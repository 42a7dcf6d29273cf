import { StoreError } from './store-error.ts';

/**
 * One spelling of a JSON value (RFC 8785): keys sorted by UTF-16 code units, no spaces. Properties
 * that are undefined are left out. Throws `invalid` for what JSON cannot say.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value);
  throw new StoreError('invalid', `JSON cannot hold a ${typeof value}`);
}

function canonicalObject(value: object): string {
  const parts = Object.entries(value)
    .filter(([, held]) => held !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, held]) => `${JSON.stringify(key)}:${canonicalJson(held)}`);
  return `{${parts.join(',')}}`;
}
