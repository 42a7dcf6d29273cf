import type { IncidentId, PageState, TaskId } from '../incident/state.ts';
import type { MessageOrder } from '../incident/orders.ts';
import type { PageChannel, PersonId } from '../people/person.ts';
import type { Language } from '../plan.ts';
import type { CodeRecord } from '../paging/short-codes.ts';
import { DAY, HOUR, MINUTE } from '../time.ts';

/** Keys of orders and texts are remembered this long, so that a repeat of them is recognised. */
export const KEYS_KEPT_FOR = 7 * DAY;
/** And never more than this many, so that the carried state stays small. */
export const KEYS_KEPT = 2_000;
/** A provider's status callbacks come within this time; then a dispatch is forgotten. */
export const DISPATCHES_KEPT_FOR = 3 * DAY;
export const DISPATCHES_KEPT = 500;
/** This many wrong codes within the window, and texts from the phone change nothing (channels.md 2.5). */
export const STRIKES = 5;
export const STRIKE_WINDOW = 10 * MINUTE;
/** How long a phone that struck out stays unheard. A default of ours: the coordinator rings instead. */
export const UNHEARD_FOR = HOUR;
/** Answers to texts that changed nothing, an hour at most: two machines must not talk for ever. */
export const SORRIES = 5;
export const SORRY_WINDOW = HOUR;
/** A conversation with nothing open stays this long, so that late repeats of orders find their keys. */
export const IDLE_BEFORE_END = DAY;
/** How long a link works; what it still allows is the incident's to say. */
export const LINK_VALID_FOR = 30 * DAY;

/** A code that this phone may answer with, and the page it stands for. */
export interface HeldCode extends CodeRecord {
  readonly incident: IncidentId;
  readonly codeName: string;
  readonly exercise: boolean;
  readonly task: TaskId;
  readonly number: number;
  readonly leg: number;
  readonly person: PersonId;
  readonly personNumber: number;
  readonly language: Language;
  readonly timeZone: string;
  /** When the latest page wants its answer, on the incident's clock. */
  readonly answerBy?: number;
  /** This phone took the task. */
  readonly held?: boolean;
}

/** One order for one number, waiting for its turn. */
export interface WaitingText {
  readonly to: string;
  readonly order: MessageOrder;
}

/** What a link in a message is minted from (channels/link-token.ts). */
export interface LinkSeed {
  readonly incident: IncidentId;
  readonly number: number;
  readonly personNumber: number;
  readonly code: string;
  /** Epoch milliseconds, in real time. */
  readonly expiresAt: number;
}

/** Which page a dispatch carries, so that what becomes of it can be told to the incident. */
export interface PageReference {
  readonly incident: IncidentId;
  readonly task: TaskId;
  readonly leg: number;
  readonly page: number;
}

/** The frozen words of a message. Links stand as marks (see `linkMark`) until they are minted. */
export interface FrozenMessage {
  readonly text: string;
  /** E-mail only. */
  readonly subject?: string;
  readonly html?: string;
  readonly thread?: string;
  readonly links: readonly LinkSeed[];
}

/**
 * One message on its way to one address, frozen: sent again after a crash it is the same to the byte.
 * Once it has gone (or failed) the words are dropped and only what delivery news need stays.
 */
export interface Dispatch {
  /** `<conversation>.<since>.<n>`: unique for ever, opaque, names the conversation for callbacks. */
  readonly id: string;
  readonly channel: PageChannel;
  readonly purpose: 'order' | 'answer';
  readonly to: string;
  readonly pages: readonly PageReference[];
  /** When it was frozen, epoch milliseconds: nothing of it can have gone out earlier. */
  readonly at: number;
  readonly state: PageState;
  /** Present while it is being sent. */
  readonly message?: FrozenMessage;
}

/** A command whose answer has not come yet; given again under the same id after a roll. */
export interface AskedCommand {
  /** `sms/<provider id>/<n>`; hashed before it leaves the workflow. */
  readonly id: string;
  readonly incident: IncidentId;
  readonly person: PersonId;
  readonly verb: 'acknowledge' | 'decline' | 'done' | 'call';
  readonly task?: TaskId;
  readonly number?: number;
  readonly code?: string;
  readonly codeName: string;
  readonly exercise: boolean;
  readonly language: Language;
  readonly timeZone: string;
  readonly receivedAt: number;
  readonly note?: string;
  /** Answers to the commands of one text go back as one text. */
  readonly text: string;
}

/** A conversation with a phone (or a mailbox), as plain JSON. */
export interface Conversation {
  readonly v: 1;
  /** What dispatch ids begin with: opaque, of this conversation alone. */
  readonly name: string;
  readonly address: string;
  readonly channel: PageChannel;
  readonly since: number;
  readonly lastActiveAt: number;
  readonly lastDispatch: number;
  readonly lastTell: number;
  /** Of the latest order: answers to a text that names no code are in it. */
  readonly language: Language;
  readonly timeZone: string;
  readonly codes: readonly HeldCode[];
  /** Order keys and the providers' text ids, oldest first. */
  readonly seen: readonly { readonly key: string; readonly at: number }[];
  readonly waiting: readonly WaitingText[];
  readonly dispatches: readonly Dispatch[];
  readonly asked: readonly AskedCommand[];
  /** Finished answers of a text whose other commands are still asked. */
  readonly answers: readonly { readonly text: string; readonly line: string }[];
  /** Instants of wrong codes within the window. */
  readonly strikes: readonly number[];
  /** Instants of answers to texts that changed nothing; see `SORRIES`. */
  readonly sorries: readonly number[];
  readonly unheardUntil?: number;
  /** The carrier has silenced this phone for us (R02). */
  readonly optedOut: boolean;
  /** Normalised addresses that nothing is sent to (R06). */
  readonly suppressed: readonly string[];
}

/** @param name what dispatch ids begin with: `[A-Za-z0-9_-]`, no personal data */
export function newConversation(
  start: { readonly name: string; readonly address: string; readonly channel: PageChannel },
  now: number,
): Conversation {
  return {
    v: 1,
    ...start,
    since: now,
    lastActiveAt: now,
    lastDispatch: 0,
    lastTell: 0,
    language: 'en',
    timeZone: 'UTC',
    codes: [],
    seen: [],
    waiting: [],
    dispatches: [],
    asked: [],
    answers: [],
    strikes: [],
    sorries: [],
    optedOut: false,
    suppressed: [],
  };
}

/** Is this a conversation that an earlier run carried over, of a schema this code knows? */
export function isConversation(carried: unknown): carried is Conversation {
  return typeof carried === 'object' && carried !== null && 'v' in carried && carried.v === 1;
}
