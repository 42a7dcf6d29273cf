/**
 * What a language has to provide: every sentence Tocsin says to the outside. Sentences carry no
 * content (domain page, R01): code name, task number, deadline and code; of roles only the code
 * of the one that holds a task, in confirmations (contract, Messages).
 */

/** One task of a page. */
export interface PageTask {
  /** Counts from 1 within the incident. */
  readonly number: number;
  readonly code: string;
  /** Epoch milliseconds; absent for a notice that needs no answer by a time. */
  readonly answerBy?: number;
  /** The signed link of this task alone. */
  readonly link?: string;
}

/** The notice says all by its kind. */
type NoFields = object;

/** What each notice is told with. Times are epoch milliseconds; `role` is a role's code. */
export interface NoticeFields {
  /** Someone else has it; to all others who were paged. */
  taken: { readonly task: number };
  /** The task is withdrawn, waived or done. */
  notNeeded: { readonly task: number };
  /** Its time runs out, or has: the OVERDUE ladder. */
  reminder: {
    readonly task: number;
    readonly code: string;
    readonly dueAt: number;
    readonly late: boolean;
  };
  /** "I have it" was accepted. */
  held: { readonly task: number; readonly code: string; readonly role: string };
  /** "I have it", again, or after somebody else. */
  alreadyHeld: { readonly task: number; readonly role: string };
  /** "I have it" for a page that was stood down. */
  lateNotNeeded: { readonly task: number };
  /** "Cannot" was accepted; the next rung is paged. */
  declined: { readonly task: number };
  /** The holder gave it back. */
  handedBack: { readonly task: number };
  /** "Cannot" or "done" from someone who does not hold it, or was never asked: no effect. */
  notYours: { readonly task: number; readonly role?: string };
  /** Reported done. */
  done: { readonly task: number };
  /** Reported done, but only its form closes it. */
  doneNeedsForm: { readonly task: number };
  /** CALL: somebody rings. */
  callComing: { readonly task?: number };
  /** A bare verb while several tasks are open. */
  addCode: { readonly codes: readonly string[] };
  /** The text was not understood; `code`: one that is open, for the example. */
  unclear: { readonly code?: string };
  /** "STOP 47" and the like. */
  ambiguous: { readonly code?: string };
  /** A closed, unknown or somebody else's code: all the same to who asks. */
  unknownCode: NoFields;
  /** LIST or a bare verb while nothing is open. */
  nothingOpen: NoFields;
  help: { readonly code?: string };
  /** Too many wrong codes: replies by text are off for a while. */
  repliesPaused: NoFields;
  /** The number can be reached again after an opt-out. */
  reachable: NoFields;
  /** The incident is stood down. */
  stoodDown: NoFields;
  exerciseEnded: NoFields;
  /** Something needs a human at the console. */
  alarm: NoFields;
  /** Someone's approval is asked for. */
  approval: { readonly expiresAt: number };
  /** The one-time link that yields an access key. */
  accessKey: { readonly expiresAt: number };
}

/** The kinds of notice. */
export type NoticeKind = keyof NoticeFields;

/** A notice of one kind, or of any. */
export type Notice<K extends NoticeKind = NoticeKind> = {
  [P in K]: { readonly kind: P } & NoticeFields[P];
}[K];

/** A notice in words. */
export interface NoticeWords {
  /** What is so; stands in the text message and in the e-mail. */
  readonly fact: string;
  /** What to text back; the text message alone, because replies to e-mails are not read. */
  readonly reply?: string;
}

/** Formats an instant for the reader. */
export type When = (at: number) => string;

/** One open task in the answer to LIST. */
export interface ListedTask {
  readonly codeName: string;
  readonly exercise: boolean;
  readonly number: number;
  readonly code: string;
  /** The reader holds it already. */
  readonly held: boolean;
  /** Epoch milliseconds: when to answer, or when held, to be done. */
  readonly by?: number;
}

/** All sentences of one language. */
export interface Phrasebook {
  /** BCP 47. */
  readonly language: string;
  readonly exercise: string;
  /** Short month names, January first, in GSM-7 letters. */
  readonly months: readonly string[];
  readonly page: {
    readonly one: (task: number, again: boolean) => string;
    readonly answerBy: (time: string) => string;
    readonly reply: (code: string) => string;
    readonly many: (tasks: readonly PageTask[], again: boolean) => string;
    readonly firstAnswerBy: (time: string) => string;
    readonly replyMany: string;
  };
  readonly notices: {
    readonly [K in NoticeKind]: (notice: Notice<K>, when: When) => NoticeWords;
  };
  readonly list: {
    readonly opening: string;
    readonly task: (task: ListedTask, by: string | undefined) => string;
  };
  readonly email: {
    readonly repliesNotRead: string;
    readonly subjectMany: (count: number) => string;
    readonly subjectNotice: string;
    readonly task: (task: number, code: string) => string;
    readonly linkLabel: string;
    readonly chooseNumber: string;
    readonly noLink: string;
  };
}
