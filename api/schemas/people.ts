import { z } from 'zod';
import { CHANNELS } from '../../domain/people/person.ts';
import { LANGUAGES } from '../../domain/plan.ts';
import { instant, line, personId, roleCode } from './texts.ts';

const number = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'A number in E.164 is expected: + and digits.');
const mailbox = z.email('A mailbox is expected.').max(254);

export const contact = z
  .discriminatedUnion('channel', [
    z.strictObject({ channel: z.literal('email'), address: mailbox }),
    z.strictObject({
      channel: z.enum(CHANNELS).exclude(['email']),
      address: number,
    }),
  ])
  .describe('Where a person is reached.');

const timeZone = z.string().max(64).refine(isTimeZone, 'An IANA time zone such as Europe/Paris.');

export const personBody = z
  .strictObject({
    name: line(200),
    language: z.enum(LANGUAGES),
    timeZone,
    contacts: z.array(contact).max(10),
    exercise: z.boolean().exactOptional(),
    outside: z.boolean().exactOptional(),
  })
  .openapi('PersonToKeep');

export const person = z
  .strictObject({ id: personId, ...personBody.shape, fictional: z.boolean().optional() })
  .openapi('Person');

export const people = z.strictObject({ people: z.array(person) }).openapi('People');

const ACCESSES = ['administrator', 'coordinator', 'responder', 'reader'] as const;
export const keyBody = z.strictObject({ access: z.enum(ACCESSES) }).openapi('KeyToMake');
export const keySent = z
  .strictObject({
    person: personId,
    access: z.enum(ACCESSES),
    sentBy: z.enum(['sms', 'email']),
    expiresAt: instant,
  })
  .openapi('KeyLinkSent');
export const freshKey = z
  .strictObject({ id: z.string(), key: z.string(), person: personId, access: z.enum(ACCESSES) })
  .openapi('FreshKey');

const holders = z.array(personId).max(50);
export const rosterBody = z
  .strictObject({
    holders,
    rotations: z
      .array(z.strictObject({ from: instant, until: instant, holders }))
      .max(500)
      .exactOptional(),
  })
  .openapi('RosterEntryToKeep');
export const rosterEntry = z
  .strictObject({
    role: roleCode,
    holders,
    rotations: z.array(z.strictObject({ from: instant, until: instant, holders })),
  })
  .openapi('RosterEntry');
export const roster = z.strictObject({ roster: z.array(rosterEntry) }).openapi('Roster');

function isTimeZone(zone: string): boolean {
  try {
    // Throws RangeError for a zone that is none.
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
