import type { PersonId } from '../people/person.ts';
import type { Language } from '../plan.ts';
import type { IncidentId, TaskId } from './state.ts';

/** What a message is for. */
export type OrderKind =
  /** asks for an acknowledgement, with a code */
  | 'page'
  /** the ladder's own resend of a page: says "again" */
  | 'resend'
  /** OVERDUE: the task is late or soon will be */
  | 'reminder'
  /** another person took it, nothing more to do */
  | 'taken'
  /** the task is no longer needed */
  | 'notNeeded'
  /** the incident was stood down */
  | 'stoodDown'
  /** the exercise was ended for a real event */
  | 'exerciseEnded'
  /** content-free word that an alarm stands on the board */
  | 'alarm'
  /** a two-person request lapsed */
  | 'lapsed';

/**
 * One message to one person, for the conversation with that person's phone to bundle, word and
 * send. Carries no content of the case (R01): code name, number, deadline, nothing else.
 */
export interface MessageOrder {
  /** Identity of the message: `incident/number.leg/page/person` or the like; the same one twice is sent once. */
  readonly key: string;
  readonly kind: OrderKind;
  readonly incident: IncidentId;
  readonly codeName: string;
  readonly exercise: boolean;
  readonly person: PersonId;
  readonly personNumber: number;
  readonly language: Language;
  readonly timeZone: string;
  /** Numbers to text, and mailboxes to write to. Never both empty. */
  readonly sms: readonly string[];
  readonly email: readonly string[];
  readonly task?: TaskId;
  /** What the message shows. */
  readonly number?: number;
  readonly leg?: number;
  readonly page?: number;
  /** Incident clock. */
  readonly answerBy?: number;
  /** Incident clock, when the order was given; the message's "today". */
  readonly at: number;
  /** Incident clock when the order was due; later than `at` never. */
  readonly life: boolean;
}

/** A code that no longer asks for anything: it goes to quarantine. */
export interface CodeClosure {
  readonly incident: IncidentId;
  readonly task: TaskId;
  readonly leg: number;
  readonly person: PersonId;
  readonly addresses: readonly string[];
}

/** What one step of the core asks of the world. */
export interface Effects {
  readonly messages: readonly MessageOrder[];
  readonly closures: readonly CodeClosure[];
  /** Addresses that every conversation and every other incident must refuse from now on. */
  readonly suppress: readonly string[];
}
