import type { PageChannel, PersonId } from '../people/person.ts';

/** Why somebody was not paged by a rung. */
export type SkipReason =
  | 'suppressed'
  | 'subject'
  | 'noChannel'
  | 'outside'
  | 'notEnrolled'
  | 'fictional'
  | 'declined'
  | 'noHolder';

/** A page as an event tells it: its states begin as `queued` on these channels. */
export interface IssuedPage {
  readonly n: number;
  readonly person: PersonId;
  readonly channels: readonly PageChannel[];
}
