/**
 * What can go wrong between Tocsin and its database. Messages name tables, rules and incidents,
 * never values: PostgreSQL's own messages quote what was written, and that may be a person's number.
 */
import { DatabaseError } from 'pg';

/**
 * - `unavailable`: the database did not answer in time, or is going down. Asking later may help;
 *   whether the last write happened is unknown, so ask again under the same key.
 * - `conflict`: the write contradicts what is already kept.
 * - `invalid`: the caller gave something the store cannot keep.
 * - `notFound`: there is no such row.
 * - `unreadable`: what is kept cannot be decrypted or has an unexpected shape.
 * - `erased`: the incident's content was erased for good.
 * - `fault`: the database refused a statement; a defect in Tocsin.
 */
export type StoreErrorCode =
  'unavailable' | 'conflict' | 'invalid' | 'notFound' | 'unreadable' | 'erased' | 'fault';

export class StoreError extends Error {
  override readonly name: string = 'StoreError';
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Another body was offered for an entry that is already sealed: somebody must be told (an alarm). */
export class LogConflict extends StoreError {
  override readonly name = 'LogConflict';
  readonly incidentId: string;
  readonly seq: number;
  constructor(incidentId: string, seq: number) {
    super('conflict', `entry ${seq} of incident ${incidentId} is sealed with another content`);
    this.incidentId = incidentId;
    this.seq = seq;
  }
}

/** SQLSTATE classes and codes after which asking again may help. */
const PASSING_CLASSES = new Set(['08', '40', '53', '57', '58']);
const PASSING_CODES = new Set(['25P03', '25P04', '55P03', '42P01']);

/** Wrong user, password or database name: as good as down, and the operator must act. */
const SIGN_IN_CLASSES = new Set(['28', '3D']);

/** Whether the server answered and the connection may be used again after this error. */
export function isServerAnswer(error: unknown): boolean {
  return error instanceof DatabaseError && !(error.code ?? '').startsWith('57P');
}

/** Turns whatever the driver throws into a `StoreError` that quotes no value. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (error instanceof DatabaseError) return fromDatabase(error);
  const why = errorCode(error) ?? 'no answer in time';
  return new StoreError('unavailable', `the database does not answer (${why})`);
}

/** The system's own code of an error, for instance `ECONNREFUSED`. */
export function errorCode(error: unknown): string | undefined {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether a table is missing that was there before: the database was replaced under us. */
export function isSchemaMissing(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '42P01';
}

function fromDatabase(error: DatabaseError): StoreError {
  const state = error.code ?? 'unknown';
  const where = [error.table, error.constraint].filter((part) => part !== undefined).join(' ');
  const told = where === '' ? state : `${state} at ${where}`;
  if (SIGN_IN_CLASSES.has(state.slice(0, 2))) {
    const cure = `the database refuses the sign-in (${state}): check DATABASE_URL`;
    return new StoreError('unavailable', cure);
  }
  if (PASSING_CLASSES.has(state.slice(0, 2)) || PASSING_CODES.has(state)) {
    return new StoreError('unavailable', `the database could not answer (${told})`);
  }
  if (state.startsWith('23') || state === 'TS001') {
    return new StoreError('conflict', `the database refused the write (${told})`);
  }
  if (state.startsWith('22')) {
    return new StoreError('invalid', `the database cannot hold a value (${told})`);
  }
  return new StoreError('fault', `the database refused the statement (${told})`);
}
