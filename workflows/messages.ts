/**
 * Names, ids and shapes that callers and workflows share. Nothing here imports the workflows
 * themselves, so the API and the activities can speak to them without loading them.
 */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CommandEnvelope, StartIncident } from '../domain/incident/commands.ts';
import type { LoggedEvent } from '../domain/incident/events.ts';
import type { CodeClosure, MessageOrder } from '../domain/incident/orders.ts';
import type { ReplyAnswer } from '../domain/incident/reply.ts';

export type { ReplyAnswer };
import type { Incident, IncidentId, PageState, TaskId } from '../domain/incident/state.ts';
import type { PageChannel, PersonId } from '../domain/people/person.ts';

export const NAMESPACE = 'tocsin';
export const DEPLOYMENT = 'tocsin';
/** Workflows and activities, each with its own slots, so that no kind can starve another. */
export const TASK_QUEUES = {
  incidents: 'tocsin-incidents',
  conversations: 'tocsin-conversations',
  /** Activities that send pages. */
  pages: 'tocsin-pages',
  /** Records, sweeps and other work that may wait. */
  records: 'tocsin-records',
} as const;

/** Search attributes; nothing personal ever. */
export const SEARCH_ATTRIBUTES = { status: 'TocsinStatus', mode: 'TocsinMode' } as const;

export const WORKFLOW_TASK_TIMEOUT = '10 seconds';

export function incidentWorkflowId(incident: IncidentId): string {
  return `incident-${incident}`;
}
/** @param addressHash keyed hash of the person's first number, or mailbox where there is none */
export function conversationWorkflowId(addressHash: string): string {
  return `conversation/${addressHash}`;
}
export const STRANGERS_WORKFLOW_ID = 'strangers';

// ---- incident ----------------------------------------------------------------------------------

/** First run: `start`. After a roll: `carried`. */
export interface IncidentInput {
  readonly start?: StartIncident;
  readonly carried?: CarriedIncident;
}

/** What crosses a roll. */
export interface CarriedIncident {
  readonly incident: Incident;
  /** Events not known to be on record yet. */
  readonly unrecorded: readonly LoggedEvent[];
  /** Effects whose delivery was not confirmed before the roll; given again under the same keys. */
  readonly effects: readonly PendingEffects[];
  /** The last sequence number known to be sealed in the log. */
  readonly sealedThrough: number;
}
export interface PendingEffects {
  readonly messages: readonly MessageOrder[];
  readonly closures: readonly CodeClosure[];
  readonly suppress: readonly string[];
}

/** How an accepted command is answered. */
export interface CommandAnswer {
  readonly incident: IncidentId;
  /** Sequence number of the log after the command. */
  readonly seq: number;
  /** Types of the events it led to, in order. */
  readonly events: readonly string[];
  /** Set when a second person has to approve first. */
  readonly approval?: string;
  /** For replies: what the confirmation says. */
  readonly reply?: ReplyAnswer;
  /** The same command was applied before; nothing more changed. */
  readonly repeated?: boolean;
}

/** Every command goes through this one Update. Refusals are rejections of type `Refused` with the Refusal as detail. */
export const commandUpdate = defineUpdate<CommandAnswer, [CommandEnvelope]>('command');
/** The same command as a Signal, when no worker took the Update in time; told apart by its id. */
export const commandSignal = defineSignal<[CommandEnvelope]>('commandLater');
/** The incident whole, for readers when the database is down and for tests. */
export const incidentQuery = defineQuery<Incident>('incident');
/** Events not sealed yet, after a sequence number. */
export const unsealedQuery = defineQuery<readonly LoggedEvent[], [{ readonly after: number }]>(
  'unsealed',
);
/** Type of the ApplicationFailure that carries a Refusal. */
export const REFUSED = 'Refused';

// ---- conversation ------------------------------------------------------------------------------

export interface ConversationInput {
  /** The number or mailbox this conversation is with (encrypted in history by the codec). */
  readonly address: string;
  readonly channel: PageChannel;
  readonly carried?: unknown;
}

/** Messages and closures of one incident step for one phone. */
export interface ConversationOrders {
  readonly orders: readonly MessageOrder[];
  readonly closures: readonly CodeClosure[];
}

/** A text from the phone, as a webhook or the reconciler brought it. */
export interface InboundText {
  readonly providerId: string;
  readonly body: string;
  readonly receivedAt: number;
  readonly optOut?: boolean;
  readonly optIn?: boolean;
}

/** A status callback for something this conversation sent. */
export interface DeliveryNews {
  readonly dispatch: string;
  readonly state: PageState;
  readonly reason?: string;
}

export const ordersSignal = defineSignal<[ConversationOrders]>('orders');
export const inboundSignal = defineSignal<[InboundText]>('inbound');
export const deliverySignal = defineSignal<[DeliveryNews]>('deliveryNews');
/** Nothing may be sent to these addresses any more (or again, when `lifted`). */
export const suppressSignal =
  defineSignal<[{ readonly addresses: readonly string[]; readonly lifted?: boolean }]>('suppress');

/** An open code, as a test or an operator may see it. */
export interface OpenCode {
  readonly code: string;
  readonly incident: IncidentId;
  readonly task: TaskId;
  readonly leg: number;
  readonly person: PersonId;
  readonly state: 'open' | 'quarantine';
}
/** Was this text (by the provider's id) taken already? Of conversations and of `strangers`. */
export const takenQuery = defineQuery<boolean, [string]>('taken');
export const codesQuery = defineQuery<readonly OpenCode[]>('codes');

// ---- strangers ---------------------------------------------------------------------------------

/** A text from a number nobody is known by: silence outwards, strikes inwards (R03). */
export interface StrangerText {
  readonly providerId: string;
  /** Keyed hash; the number itself is not kept. */
  readonly senderHash: string;
  readonly receivedAt: number;
}
export const strangerSignal = defineSignal<[StrangerText]>('stranger');
