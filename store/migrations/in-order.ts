import { everythingKept } from './0001-everything-kept.ts';

export interface Migration {
  /** Kept in the database once applied; never changes. */
  readonly name: string;
  readonly sql: string;
}

/** Applied once each, from first to last. Append only: what is released is never edited. */
export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-everything-kept', sql: everythingKept },
];
