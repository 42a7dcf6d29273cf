import type { Incident } from './state.ts';

/**
 * Brings a carried state to this engine's schema. New code takes over at a roll, where the schema
 * version `v` is the only contract (docs/decisions). Version 1 is the first; later versions add a
 * step each, oldest first.
 */
export function migrateIncident(carried: Incident): Incident {
  return carried;
}
