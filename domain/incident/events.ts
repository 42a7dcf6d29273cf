/**
 * Everything that can have happened in an incident: the entries of its log. The state, the board, the
 * reports and the review are folds over these. An event may gain fields and never change its meaning.
 */
import type { Directory, PageChannel, PersonId } from '../people/person.ts';
import type { FactValue, RoleCode, RowId } from '../plan.ts';
import type { Actor, Command, StartIncident, Via } from './commands.ts';
import type { IssuedPage, SkipReason } from './issued-page.ts';
import type {
  AlarmCode,
  Alarm,
  Confidence,
  Outcome,
  Page,
  PageState,
  Subject,
  TaskId,
} from './state.ts';

export type { IssuedPage, SkipReason } from './issued-page.ts';

/** What happened. The list of these is the incident's log. */
export type IncidentEvent =
  | { readonly type: 'started'; readonly start: Omit<StartIncident, 'by'> }
  | { readonly type: 'activated' }
  | { readonly type: 'wentOnStandby' }
  | { readonly type: 'activationDeclined'; readonly final: boolean }
  | { readonly type: 'phaseEntered'; readonly phase: string }
  | { readonly type: 'phaseLeft'; readonly phase: string }
  | {
      readonly type: 'taskOpened';
      readonly task: TaskId;
      readonly row: RowId;
      readonly number: number;
      readonly occurrence?: number;
      readonly subject?: string;
      readonly mandatory: boolean;
      readonly acknowledgeBy?: number;
      readonly completeFrom: number;
      readonly completeBy?: number;
      readonly silenceAt?: number;
      readonly overdueAt?: number;
      readonly overdueStep?: number;
      readonly ladder: string;
      readonly legs: readonly {
        readonly role: RoleCode;
        readonly ladder: string;
        readonly nextAt: number;
      }[];
      /** For a series: the instant this occurrence was planned for. */
      readonly plannedAt?: number;
      readonly title?: string;
      readonly approval?: string;
      readonly reason?: string;
    }
  | {
      readonly type: 'rungReached';
      readonly task: TaskId;
      readonly leg: number;
      readonly rung: number;
      readonly plannedAt: number;
      /** Milliseconds between plan and deed; a ladder that was late says so. */
      readonly late: number;
      readonly kind: Page['kind'];
      readonly pages: readonly IssuedPage[];
      readonly skipped: readonly {
        readonly person?: PersonId;
        readonly role?: RoleCode;
        readonly why: SkipReason;
      }[];
      readonly nextRung: number;
      readonly nextAt?: number;
    }
  | {
      readonly type: 'overdueReached';
      readonly task: TaskId;
      readonly step: number;
      readonly plannedAt: number;
      readonly late: number;
      readonly pages: readonly IssuedPage[];
      readonly nextAt?: number;
    }
  | {
      readonly type: 'acknowledged';
      readonly task: TaskId;
      readonly leg: number;
      readonly person: PersonId;
      readonly via: Via;
      readonly note?: string;
      /** Beside the leg's own roles: somebody further up the ladder took it. */
      readonly role: RoleCode;
      /** Others who were paged for this leg and are told that it is taken. */
      readonly told: readonly PersonId[];
    }
  | {
      readonly type: 'acknowledgedLate';
      readonly task: TaskId;
      readonly person: PersonId;
      readonly via: Via;
    }
  | {
      readonly type: 'declined';
      readonly task: TaskId;
      readonly leg: number;
      readonly person: PersonId;
      readonly via: Via;
      readonly note?: string;
      /** The holder handed it back: the ladder runs again from here. */
      readonly handedBack: boolean;
      /** New start of the ladder, so that later rungs keep their distance; only when handed back. */
      readonly since?: number;
      readonly nextAt?: number;
    }
  | {
      readonly type: 'delivery';
      readonly reports: readonly {
        readonly task: TaskId;
        readonly leg: number;
        readonly page: number;
        readonly channel: PageChannel;
        readonly state: PageState;
      }[];
    }
  /** Nobody paged last can answer any more: the next rung comes at once. */
  | {
      readonly type: 'ladderAdvanced';
      readonly task: TaskId;
      readonly leg: number;
      readonly nextAt: number;
    }
  | {
      readonly type: 'taskCompleted';
      readonly task: TaskId;
      readonly person?: PersonId;
      readonly via: Via | 'system';
      readonly form?: Readonly<Record<string, FactValue>>;
      readonly option?: string;
      readonly note?: string;
      readonly told: readonly PersonId[];
    }
  | {
      readonly type: 'doneReported';
      readonly task: TaskId;
      readonly person: PersonId;
      readonly via: Via;
    }
  | {
      readonly type: 'taskWaived';
      readonly task: TaskId;
      readonly reason: string;
      readonly reviewAt?: number;
      readonly told: readonly PersonId[];
    }
  | {
      readonly type: 'taskNotNeeded';
      readonly task: TaskId;
      readonly why:
        'condition' | 'phaseLeft' | 'standDown' | 'superseded' | 'seriesEnded' | 'approvalSettled';
      readonly told: readonly PersonId[];
    }
  | {
      readonly type: 'taskReassigned';
      readonly task: TaskId;
      readonly to: PersonId;
      readonly reason: string;
      readonly nextAt: number;
      readonly told: readonly PersonId[];
    }
  | {
      readonly type: 'taskRetimed';
      readonly task: TaskId;
      readonly acknowledgeBy?: number;
      readonly completeFrom?: number;
      readonly completeBy?: number;
      readonly overdueAt?: number;
      readonly overdueStep?: number;
      /** Legs that were paged once as a notice and are asked for an answer from now on. */
      readonly resumed?: readonly {
        readonly leg: number;
        readonly since: number;
        readonly nextAt: number;
      }[];
      readonly reason: string;
    }
  | { readonly type: 'seriesEnded'; readonly series: string }
  | {
      readonly type: 'decided';
      readonly task: TaskId;
      readonly option: string;
      readonly person?: PersonId;
      readonly reason?: string;
      readonly bySilence: boolean;
      readonly askAgainAt?: number;
    }
  | {
      readonly type: 'factSet';
      readonly fact: string;
      readonly subject?: string;
      readonly value: FactValue;
      readonly person?: PersonId;
      readonly source?: string;
      readonly confidence?: Confidence;
    }
  | { readonly type: 'subjectsNamed'; readonly subjects: readonly Subject[] }
  | {
      readonly type: 'suppressed';
      readonly addresses: readonly string[];
      readonly subject?: string;
    }
  | {
      readonly type: 'approvalRequested';
      readonly approval: string;
      readonly task: TaskId;
      readonly command: Command;
      readonly source?: string;
      readonly mayApprove: readonly RoleCode[];
      readonly needed: number;
      readonly expiresAt: number;
      readonly secondSource: boolean;
    }
  | {
      readonly type: 'approvalGiven';
      readonly approval: string;
      readonly person: PersonId;
      readonly complete: boolean;
      readonly source?: string;
    }
  | {
      readonly type: 'approvalRejected';
      readonly approval: string;
      readonly person: PersonId;
      readonly reason?: string;
    }
  | {
      readonly type: 'approvalExpired';
      readonly approval: string;
      readonly told: readonly PersonId[];
    }
  | { readonly type: 'quorumMet'; readonly quorum: string }
  | { readonly type: 'quorumMissed'; readonly quorum: string }
  | { readonly type: 'eventRaised'; readonly event: string; readonly note?: string }
  | {
      readonly type: 'roleAppointed';
      readonly role: RoleCode;
      readonly subject?: string;
      readonly holders: readonly PersonId[];
      readonly reason: string;
    }
  | { readonly type: 'directoryChanged'; readonly directory: Directory }
  | { readonly type: 'noteAdded'; readonly text: string }
  | {
      readonly type: 'alarmRaised';
      readonly id: number;
      readonly code: AlarmCode;
      readonly severity: Alarm['severity'];
      readonly task?: TaskId;
      readonly person?: PersonId;
      readonly told: readonly PersonId[];
      readonly detail?: string;
    }
  | { readonly type: 'alarmCleared'; readonly id: number; readonly person?: PersonId }
  | { readonly type: 'conditionChanged'; readonly condition: string; readonly holds: boolean }
  | { readonly type: 'callBackRequested'; readonly person: PersonId; readonly task?: TaskId }
  | { readonly type: 'optedOut'; readonly person: PersonId }
  | { readonly type: 'optedIn'; readonly person: PersonId }
  | {
      readonly type: 'oddReply';
      readonly person?: PersonId;
      readonly kind: 'unclear' | 'wrongCode' | 'opposite' | 'unknownSender';
    }
  | { readonly type: 'stoodDown'; readonly reason: Outcome; readonly told: readonly PersonId[] }
  | { readonly type: 'reviewOpened' }
  | { readonly type: 'closed'; readonly outcome: Outcome }
  | { readonly type: 'exerciseEnded'; readonly told: readonly PersonId[] }
  | { readonly type: 'engineFault'; readonly fault: string }
  | { readonly type: 'archived'; readonly tasks: readonly TaskId[] };

export type EventType = IncidentEvent['type'];

/** An event in its place in the log. */
export interface LoggedEvent {
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
  /** On the incident's clock, epoch milliseconds. */
  readonly at: number;
  readonly by: Actor;
  /** The command that led to it. */
  readonly cause: string;
  readonly event: IncidentEvent;
}
