import type { TaskStatus } from '../domain/incident/state.ts';
import type { Shown } from '../domain/incident/view-fields.ts';
import type { Language } from '../domain/plan.ts';
import type { FieldFault } from './problem.ts';

/** What the SMS shows, and no more. */
export interface LinkShell {
  readonly language: Language;
  /** IANA zone of the responder. */
  readonly timeZone: string;
  readonly exercise: boolean;
  readonly codeName: string;
  readonly number: number;
  /** Incident clock, epoch milliseconds. */
  readonly answerBy?: number;
  /** Incident clock, epoch milliseconds. */
  readonly now: number;
}

/** What a person may do on the page; every POST carries `choice` and `nonce` as given here. */
export type LinkVerb = 'acknowledge' | 'decline' | 'done' | 'activate';

/**
 * A page behind a link, for whoever renders it as HTML. Forms post back to the same address:
 * `choice`, `nonce`, then `verb`, and a form's fields as `form.<id>`.
 */
export type LinkPage =
  | { readonly kind: 'unknown'; readonly language: Language }
  | { readonly kind: 'expired'; readonly language: Language }
  /** Tocsin cannot look it up at the moment: answer by text, or try again. */
  | { readonly kind: 'unavailable'; readonly language: Language }
  /** Two wrong picks: the link is spent; the message's own code still works by text. */
  | { readonly kind: 'burnt'; readonly language: Language }
  | {
      readonly kind: 'choose';
      readonly shell: LinkShell;
      readonly choices: readonly string[];
      readonly wrong: boolean;
    }
  | {
      readonly kind: 'task';
      readonly shell: LinkShell;
      readonly choice: string;
      readonly nonce: string;
      readonly title: string;
      readonly instructions?: string;
      /** As `showFormPlan` shows it; write-only, nothing that was filed. */
      readonly form?: Shown;
      readonly held: 'you' | 'other' | 'nobody';
      readonly verbs: readonly LinkVerb[];
      /** Of the last attempt to file the form. */
      readonly errors?: readonly FieldFault[];
    }
  | {
      readonly kind: 'result';
      readonly shell: LinkShell;
      readonly outcome: LinkVerb | 'received' | 'refused';
      /** Why not, a code of the core's refusals. */
      readonly code?: string;
    }
  | { readonly kind: 'ended'; readonly shell: LinkShell; readonly status: TaskStatus };
