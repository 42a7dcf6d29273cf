import type { Language, RoleCode } from '../plan.ts';

/** Opaque id chosen by the organisation, for instance `ada`. Never shown outside. */
export type PersonId = string;

export const CHANNELS = ['sms', 'email', 'voice', 'whatsapp'] as const;
export type ContactChannel = (typeof CHANNELS)[number];
/** Channels that Tocsin can send a page on today. */
export type PageChannel = 'sms' | 'email';

export interface Contact {
  readonly channel: ContactChannel;
  /** E.164 number or mailbox. */
  readonly address: string;
}

export interface Person {
  readonly id: PersonId;
  readonly name: string;
  readonly language: Language;
  /** IANA zone. */
  readonly timeZone: string;
  readonly contacts: readonly Contact[];
  /** Enrolled for exercises: an exercise pages only these (R29). */
  readonly exercise?: boolean;
  /** Of another organisation: no ladder and no exercise ever pages them. */
  readonly outside?: boolean;
  /** Member of the built-in fictional organisation: never paged once a real provider is set. */
  readonly fictional?: boolean;
}

/** Who holds a role: owner first, then deputies in order. */
export type Roster = Readonly<Record<RoleCode, readonly PersonId[]>>;

/** People, roster and suppressed addresses as an incident knows them; refreshed by commands. */
export interface Directory {
  /** Rises with every change; older news never overwrites newer. */
  readonly revision: number;
  readonly people: Readonly<Record<PersonId, Person>>;
  readonly roster: Roster;
  /** Normalised addresses that nothing may be sent to (R06), from any incident. */
  readonly suppressed: readonly string[];
}

/** One spelling of an address, so that equal ones compare equal. */
export function normaliseAddress(address: string): string {
  const trimmed = address.trim().toLowerCase();
  return trimmed.includes('@') ? trimmed : trimmed.replace(/[^\d+]/g, '');
}
