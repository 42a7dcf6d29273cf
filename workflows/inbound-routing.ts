/**
 * Where a text from outside goes: to the conversation with its sender, or to the workflow that
 * counts unknown senders. Pure, for the webhook and the reconciler alike; each does its own
 * signal-with-start with what stands here.
 */
import type { HomeAddress } from '../domain/conversation/home-address.ts';
import { normaliseAddress } from '../domain/people/person.ts';
import {
  conversationWorkflowId,
  inboundSignal,
  STRANGERS_WORKFLOW_ID,
  strangerSignal,
  TASK_QUEUES,
  WORKFLOW_TASK_TIMEOUT,
  type ConversationInput,
  type InboundText,
  type StrangerText,
} from './messages.ts';

/** A text as a provider brought it (a channel's `InboundSms` fits). */
export interface TextFromOutside {
  readonly providerId: string;
  readonly from: string;
  readonly body: string;
  readonly consent?: 'optOut' | 'optIn';
}

/** What routing has to know. */
export interface RoutingDeps {
  /**
   * The home address of whoever has this number (normalised) among their contacts; the one whose
   * first number it is, where several have it. Undefined: nobody is known by it.
   */
  readonly homeOf: (number: string) => HomeAddress | undefined;
  /** Keyed hash. */
  readonly hash: (text: string) => string;
}

interface Start<Input> {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly workflowTaskTimeout: typeof WORKFLOW_TASK_TIMEOUT;
  readonly args: [Input];
}

/** A signal-with-start, ready for `client.workflow.signalWithStart(type, options)`. */
export type InboundRoute =
  | {
      readonly type: 'conversation';
      readonly options: Start<ConversationInput> & {
        readonly signal: typeof inboundSignal;
        readonly signalArgs: [InboundText];
      };
    }
  | {
      readonly type: 'strangers';
      readonly options: Start<Record<string, never>> & {
        readonly signal: typeof strangerSignal;
        readonly signalArgs: [StrangerText];
      };
    };

/** How a conversation is started by whoever has something for it first. */
export function conversationStart(
  home: HomeAddress,
  hash: RoutingDeps['hash'],
): Start<ConversationInput> {
  return {
    workflowId: conversationWorkflowId(hash(home.address)),
    taskQueue: TASK_QUEUES.conversations,
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
    args: [{ address: home.address, channel: home.channel }],
  };
}

/** @param receivedAt epoch milliseconds */
export function routeInbound(
  text: TextFromOutside,
  receivedAt: number,
  { homeOf, hash }: RoutingDeps,
): InboundRoute {
  const from = normaliseAddress(text.from);
  const home = homeOf(from);
  const { providerId, body, consent } = text;
  if (home === undefined) {
    const options = {
      workflowId: STRANGERS_WORKFLOW_ID,
      taskQueue: TASK_QUEUES.conversations,
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
      args: [{}] as [Record<string, never>],
      signal: strangerSignal,
      signalArgs: [{ providerId, senderHash: hash(from), receivedAt }] as [StrangerText],
    } as const;
    return { type: 'strangers', options };
  }
  const inbound: InboundText = {
    ...{ providerId, body, receivedAt },
    ...(consent === 'optOut' ? { optOut: true } : {}),
    ...(consent === 'optIn' ? { optIn: true } : {}),
  };
  const start = conversationStart(home, hash);
  return {
    type: 'conversation',
    options: { ...start, signal: inboundSignal, signalArgs: [inbound] },
  };
}

/**
 * The conversation that a dispatch belongs to, for a status callback; undefined when the text is no
 * dispatch of ours. Its news goes there as `deliverySignal`, never with a start.
 */
export function conversationOfDispatch(dispatch: string): string | undefined {
  const name = /^([A-Za-z0-9_-]{1,128})\.[0-9a-z]{1,12}\.[0-9a-z]{1,8}$/u.exec(dispatch)?.[1];
  return name === undefined ? undefined : conversationWorkflowId(name);
}
