import type { Directory, PageChannel, PersonId } from '../people/person.ts';
import type { FactValue, Plan, RoleCode } from '../plan.ts';
import type { Confidence, IncidentId, Mode, PageState, TaskId } from './terms.ts';

/** How far a key or session reaches (contract). */
export type Access = 'administrator' | 'coordinator' | 'responder' | 'reader';

/** By what proof the actor is known: channels.md 2.5. */
export type Proof = 'key' | 'session' | 'sms' | 'link' | 'email' | 'system';

/** Who gives a command. People are counted, never keys: `person` decides on approvals. */
export interface Actor {
  readonly person?: PersonId;
  readonly access?: Access;
  readonly proof: Proof;
}

export type Via = 'phone' | 'radio' | 'inPerson' | 'sms' | 'email' | 'link' | 'console';

/** What a workflow is started with. */
export interface StartIncident {
  readonly id: IncidentId;
  readonly codeName: string;
  readonly mode: Mode;
  readonly timeFactor: number;
  readonly plan: Plan;
  readonly directory: Directory;
  /** Already normalised against the plan's facts; persons with their ids. */
  readonly facts: Readonly<Record<string, FactValue>>;
  readonly activate: boolean;
  readonly by: Actor;
}

export type Command =
  /** Nothing but the clock: runs every rung, deadline and default that is due. */
  | { readonly type: 'tick' }
  | {
      readonly type: 'acknowledge';
      readonly task: TaskId;
      /** On whose behalf; the actor by default. */
      readonly person?: PersonId;
      readonly via?: Via;
      readonly note?: string;
    }
  | {
      readonly type: 'decline';
      readonly task: TaskId;
      readonly person?: PersonId;
      readonly via?: Via;
      readonly note?: string;
    }
  | {
      readonly type: 'complete';
      readonly task: TaskId;
      readonly form?: Readonly<Record<string, FactValue>>;
      readonly via?: Via;
      readonly note?: string;
    }
  | {
      readonly type: 'reassign';
      readonly task: TaskId;
      readonly to: PersonId;
      readonly reason: string;
    }
  | {
      readonly type: 'retime';
      readonly task: TaskId;
      readonly acknowledgeBy?: number;
      readonly completeBy?: number;
      readonly reason: string;
    }
  | {
      readonly type: 'waive';
      readonly task: TaskId;
      readonly reason: string;
      /** When the waiver is to be looked at again (R14). */
      readonly reviewAt?: number;
    }
  | {
      readonly type: 'insertTask';
      readonly title: string;
      readonly role: RoleCode;
      readonly acknowledgeWithin?: number;
      readonly completeBy?: number;
      readonly ladder: string;
      readonly mandatory: boolean;
      readonly reason: string;
    }
  | {
      readonly type: 'setFact';
      readonly fact: string;
      readonly subject?: string;
      readonly value: FactValue;
      readonly source?: string;
      readonly confidence?: Confidence;
    }
  | { readonly type: 'note'; readonly text: string }
  | {
      readonly type: 'decide';
      readonly decision: TaskId;
      readonly option: string;
      readonly reason?: string;
    }
  | {
      readonly type: 'approve';
      readonly approval: string;
      readonly verdict: 'approve' | 'reject';
      /** The approver's own source, where two are needed. */
      readonly source?: string;
      readonly reason?: string;
    }
  | { readonly type: 'activate' }
  | { readonly type: 'raise'; readonly event: string; readonly note?: string }
  | {
      readonly type: 'appoint';
      readonly role: RoleCode;
      readonly subject?: string;
      readonly holders: readonly PersonId[];
      readonly reason: string;
    }
  | { readonly type: 'standDown'; readonly reason: 'resolved' | 'falseAlarm' }
  | { readonly type: 'close' }
  /** `/real`: a real event ends an exercise, by one person in one step. */
  | { readonly type: 'endExercise' }
  | { readonly type: 'clearAlarm'; readonly alarm: number }
  /** From the conversations: how far pages got. */
  | {
      readonly type: 'delivery';
      readonly reports: readonly {
        readonly task: TaskId;
        readonly leg: number;
        readonly page: number;
        readonly channel: PageChannel;
        readonly state: PageState;
        readonly optedOut?: boolean;
      }[];
    }
  /** News of people, roster and suppression, from outside the incident. */
  | { readonly type: 'directory'; readonly directory: Directory }
  | { readonly type: 'callBack'; readonly person: PersonId; readonly task?: TaskId }
  /** A text that could not be understood or came with a code that is none. */
  | {
      readonly type: 'oddReply';
      readonly person: PersonId;
      readonly kind: 'unclear' | 'wrongCode' | 'opposite';
    }
  | { readonly type: 'optOut'; readonly person: PersonId; readonly back?: boolean }
  | { readonly type: 'unknownSender'; readonly again: boolean }
  /** Closed tasks whose events are on record may leave the state. */
  | { readonly type: 'archive'; readonly through: number }
  | { readonly type: 'engineFault'; readonly fault: string };

export type CommandType = Command['type'];

/** A command with its identity: the same id twice changes nothing more. */
export interface CommandEnvelope {
  readonly id: string;
  readonly by: Actor;
  readonly command: Command;
  /** When the edge received it, epoch milliseconds, for the log; the workflow's clock alone decides. */
  readonly receivedAt?: number;
}
