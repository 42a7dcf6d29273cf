/** The shapes of people and roster, for whatever crosses the store's edge. */
import { z } from 'zod';
import { CHANNELS, type Directory, type Person } from '../domain/people/person.ts';
import { LANGUAGES } from '../domain/plan.ts';

/** Ids stand in URLs, so they hold nothing that must be escaped there. */
const idSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const holdersSchema = z.array(idSchema).readonly();

export const personSchema: z.ZodType<Person> = z.strictObject({
  id: idSchema,
  name: z.string().min(1),
  language: z.enum(LANGUAGES),
  timeZone: z.string().min(1),
  contacts: z
    .array(z.strictObject({ channel: z.enum(CHANNELS), address: z.string().min(1) }))
    .readonly(),
  exercise: z.boolean().exactOptional(),
  outside: z.boolean().exactOptional(),
  fictional: z.boolean().exactOptional(),
});

/** Others hold the role from one instant to another. */
export interface Rotation {
  /** Epoch milliseconds; `from` belongs to it, `until` no longer. */
  readonly from: number;
  readonly until: number;
  readonly holders: readonly string[];
}

/** Who holds a role: owner first, then deputies in order. */
export interface RosterEntry {
  readonly role: string;
  readonly holders: readonly string[];
  readonly rotations: readonly Rotation[];
}

export const rosterEntrySchema: z.ZodType<RosterEntry> = z.strictObject({
  role: z.string().regex(/^[A-Z][A-Z0-9-]{0,15}$/),
  holders: holdersSchema,
  rotations: z
    .array(z.strictObject({ from: z.int(), until: z.int(), holders: holdersSchema }))
    .readonly(),
});

export const directorySchema: z.ZodType<Directory> = z.strictObject({
  revision: z.int().min(0),
  people: z.record(z.string(), personSchema).readonly(),
  roster: z.record(z.string(), holdersSchema).readonly(),
  suppressed: z.array(z.string()).readonly(),
});
