/**
 * What workflows ask of the world. Activities implement these interfaces (activities/*), so that no
 * arrow runs from workflows to activities. One object in, one out; a field may be added, never changed.
 */
import type { AskedCommand, Dispatch } from '../domain/conversation/state.ts';
import type { CommandOutcome, Tell } from '../domain/conversation/news.ts';
import type { CodeClosure, MessageOrder } from '../domain/incident/orders.ts';
import type { LoggedEvent } from '../domain/incident/events.ts';
import type { IncidentStatus, Mode, PageState } from '../domain/incident/state.ts';

/** Types of ApplicationFailure by which activities say why they gave up. Clear text: no content. */
export const FAILURES = {
  /** Final: the message did not go out and will not. Detail 0: `SendFailure`. */
  sendFailed: 'SendFailed',
  /** It may work, or may have worked, another time. Detail 0: `SendFailure`. */
  sendUncertain: 'SendUncertain',
} as const;

/** Detail of a failed send. */
export interface SendFailure {
  /** A `FailureReason` of channels/channel.ts. */
  readonly reason: string;
}

/** One frozen message on its way out. */
export interface SendMessage {
  readonly dispatch: Dispatch;
  /** It may have gone out before (a crash, a roll, another way of sending): ask the provider first. */
  readonly mayHaveGone: boolean;
}

/** The provider took it. */
export interface SendOutcome {
  readonly state: PageState;
  /** The incidents concerned have been told. */
  readonly told: boolean;
}

/** A reply's command on its way to its incident. */
export interface GiveCommand {
  readonly asked: AskedCommand;
  /** Fail, and so be tried again, rather than answer `received`. */
  readonly untilAnswered?: boolean;
}

/** What a conversation asks. */
export interface ConversationEffects {
  /** @throws ApplicationFailure `SendFailed`, `SendUncertain` */
  sendSms(message: SendMessage): Promise<SendOutcome>;
  /** @throws ApplicationFailure `SendFailed`, `SendUncertain` */
  sendEmail(message: SendMessage): Promise<SendOutcome>;
  /**
   * Puts a command to its incident and waits up to 5 s for the answer; then leaves it there as a
   * Signal and answers `received`. Ask again under the same id for the answer proper.
   */
  giveCommand(command: GiveCommand): Promise<CommandOutcome>;
  /** Leaves word with an incident, without waiting for an answer. */
  tellIncident(tell: Tell): Promise<void>;
}

/** What the workflow for unknown senders asks. */
export interface StrangerEffects {
  /** Tells every running incident that an unknown number wrote. Returns how many were told. */
  tellIncidentsOfStranger(news: {
    /** Same for every repeat of this news. */
    readonly id: string;
    readonly again: boolean;
  }): Promise<number>;
}

/** What the reconciler asks. */
export interface ReconcilerEffects {
  /** Hands on all texts the provider holds since then. Returns the instant of this look. */
  askProviderForReplies(look: { readonly since?: number }): Promise<ProviderLook>;
}

/** The result of one look; the next one begins here, less an overlap. */
export interface ProviderLook {
  /** Epoch milliseconds. */
  readonly lookedAt: number;
  readonly found: number;
}

/** What the sweep asks. Each part raises its own alarms and answers a count. */
export interface SweepEffects {
  /** Incidents that ended without having been closed: alarmed once each, their codes closed. */
  sweepEnded(): Promise<number>;
  /** Logs that lack entries. */
  sweepLogs(): Promise<number>;
  /** Workflows whose tasks fail again and again, or that nobody takes. */
  sweepStuck(): Promise<number>;
  /** Announces rotations of the roster that began or ended; forgets answers too old to be repeated. */
  tidy(): Promise<number>;
}

/** What one sweep found. */
export interface SweepReport {
  readonly ended: number;
  readonly gaps: number;
  readonly stuck: number;
  /** Roles whose holders changed by rotation. */
  readonly turned: number;
}

/** What an incident asks for its messages. */
export interface IncidentMessageEffects {
  /** Hands orders and closures to the conversations with their phones. Idempotent by the orders' keys. */
  deliverOrders(step: {
    readonly messages: readonly MessageOrder[];
    readonly closures: readonly CodeClosure[];
  }): Promise<void>;
  /** The conversations with these addresses fall silent at once; needs no database. Idempotent. */
  silenceAddresses(step: SuppressionStep): Promise<void>;
  /** The directory keeps the addresses, and all other incidents hear of it. Idempotent. */
  suppressAddresses(step: SuppressionStep): Promise<void>;
}

/** Nothing may reach these addresses any more. */
export interface SuppressionStep {
  readonly incident: string;
  readonly addresses: readonly string[];
}

/** What an incident asks for its log. */
export interface IncidentRecordEffects {
  /**
   * Writes events; those up to `committedThrough` are sealed, younger ones may still be replaced by
   * the next write. Idempotent.
   */
  recordEvents(step: RecordStep): Promise<RecordOutcome>;
}

export interface RecordStep {
  readonly incident: string;
  readonly events: readonly LoggedEvent[];
  /** The last sequence number that Temporal is known to have committed. */
  readonly committedThrough: number;
  /** For lists of incidents; given when it changed. */
  readonly shell?: RecordedShell;
}

/** What a list shows of an incident; holds no content. */
export interface RecordedShell {
  readonly status: IncidentStatus;
  readonly mode: Mode;
  readonly playbook: string;
  readonly codeName: string;
  readonly startedAt: number;
  readonly closedAt?: number;
}

export interface RecordOutcome {
  /** What the log now holds for ever. */
  readonly sealedThrough: number;
}
