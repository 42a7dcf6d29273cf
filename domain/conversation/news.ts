/** What a conversation hears, and what it asks to be done about it. Plain JSON throughout. */
import type { Command } from '../incident/commands.ts';
import type { CodeClosure, MessageOrder } from '../incident/orders.ts';
import type { RefusalCode } from '../incident/refusals.ts';
import type { ReplyAnswer } from '../incident/reply.ts';
import type { IncidentId, PageState } from '../incident/state.ts';
import type { AskedCommand, Conversation, Dispatch } from './state.ts';

/** What became of a command that a reply led to. */
export type CommandOutcome =
  | { readonly kind: 'applied'; readonly reply?: ReplyAnswer }
  | { readonly kind: 'refused'; readonly code: RefusalCode }
  /** It is with the incident for certain, the answer is not known yet. */
  | { readonly kind: 'received' }
  /** There is no such incident any more. */
  | { readonly kind: 'gone' };

/** Something a conversation has to take note of. */
export type ConversationNews =
  | {
      readonly type: 'orders';
      readonly orders: readonly MessageOrder[];
      readonly closures: readonly CodeClosure[];
    }
  | {
      readonly type: 'text';
      readonly providerId: string;
      readonly body: string;
      readonly receivedAt: number;
      readonly optOut?: boolean;
      readonly optIn?: boolean;
    }
  /** A dispatch went out. `told`: its incidents have heard so already. */
  | {
      readonly type: 'sent';
      readonly dispatch: string;
      readonly state: PageState;
      readonly told: boolean;
    }
  /** A dispatch did not go out and will not. */
  | { readonly type: 'failed'; readonly dispatch: string; readonly reason: string }
  /** A status callback. */
  | {
      readonly type: 'delivery';
      readonly dispatch: string;
      readonly state: PageState;
      readonly reason?: string;
    }
  | { readonly type: 'answered'; readonly id: string; readonly outcome: CommandOutcome }
  | {
      readonly type: 'suppress';
      readonly addresses: readonly string[];
      readonly lifted?: boolean;
    };

/** The commands a conversation gives without waiting for their answer. */
export type ToldCommand = Extract<Command, { type: 'delivery' | 'oddReply' | 'optOut' }>;

/** Word for an incident. The same id twice changes nothing more. */
export interface Tell {
  readonly id: string;
  readonly incident: IncidentId;
  readonly command: ToldCommand;
}

/** What one piece of news leads to. */
export interface ConversationStep {
  readonly conversation: Conversation;
  /** To be sent now; each stands in the conversation until its outcome is heard. */
  readonly sends: readonly Dispatch[];
  /** To be put to their incidents; each stands in the conversation until it is answered. */
  readonly asks: readonly AskedCommand[];
  readonly tells: readonly Tell[];
}
