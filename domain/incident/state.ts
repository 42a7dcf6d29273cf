/** An incident as it stands: the fold of its log, plain JSON, and what a workflow carries over a roll. */
import type { Directory, PageChannel, PersonId } from '../people/person.ts';
import type { FactValue, Plan, RoleCode, RowId } from '../plan.ts';
import type { Actor, Command } from './commands.ts';
import type {
  Confidence,
  IncidentId,
  IncidentStatus,
  Mode,
  Outcome,
  PageState,
  TaskId,
  TaskStatus,
} from './terms.ts';

export type {
  Confidence,
  IncidentId,
  IncidentStatus,
  Mode,
  Outcome,
  PageState,
  TaskId,
  TaskStatus,
} from './terms.ts';

/** One page to one person for one leg; `n` counts the pages of that leg and names it for ever. */
export interface Page {
  readonly n: number;
  readonly person: PersonId;
  readonly at: number;
  readonly kind: 'page' | 'resend' | 'reminder';
  /** When a rung of the ladder last paged them; absent where only OVERDUE did. */
  readonly askedAt?: number;
  /** After a resend, which goes by SMS only: the page whose e-mail is still under way. */
  readonly earlier?: number;
  readonly states: Readonly<Partial<Record<PageChannel, PageState>>>;
}

/** One role's answerability for a task: leg 0 is the owner's, the others the `with` roles'. */
export interface Leg {
  readonly role: RoleCode;
  readonly ladder: string;
  /** Whom the task was given to by name; else the role's first holder is the owner. */
  readonly owner?: PersonId;
  /** When its ladder began: issue, or a reopening at a later rung. */
  readonly since: number;
  /** Index of the rung that comes next; beyond the last one the ladder repeats. */
  readonly rung: number;
  /** When the next rung is due; absent once acknowledged or closed. */
  readonly nextAt?: number;
  /** The latest page to each person; older ones stand in the log. */
  readonly pages: readonly Page[];
  /** Pages ever issued for this leg; names the next one. */
  readonly pageCount: number;
  readonly declined: readonly PersonId[];
  readonly acknowledgedBy?: PersonId;
  readonly acknowledgedAt?: number;
}

export interface Task {
  readonly id: TaskId;
  /** The definition's row, or `approval` / `inserted` for tasks that no row describes. */
  readonly row: RowId;
  /** Counts from 1 within the incident; what messages show. */
  readonly number: number;
  readonly occurrence?: number;
  readonly subject?: string;
  readonly status: TaskStatus;
  readonly mandatory: boolean;
  readonly issuedAt: number;
  readonly acknowledgeBy?: number;
  readonly completeBy?: number;
  /** Start of the time allowed, for the shares of OVERDUE. */
  readonly completeFrom: number;
  readonly legs: readonly Leg[];
  /** Next step of OVERDUE: 0 reminder, 1 due, 2 first step, then on. */
  readonly overdueStep: number;
  readonly overdueAt?: number;
  /** Who holds the task now (the owner leg's acknowledger, or whom it was reassigned to). */
  readonly holder?: PersonId;
  /** Silence decides then. */
  readonly silenceAt?: number;
  readonly completedAt?: number;
  readonly completedBy?: PersonId;
  readonly closedSeq?: number;
  readonly form?: Readonly<Record<string, FactValue>>;
  /** What was decided, for decision tasks. */
  readonly option?: string;
  /** The approval that this task asks for. */
  readonly approval?: string;
  /** For tasks inserted by hand. */
  readonly title?: string;
  readonly ladder: string;
}

/** What stays of a row's latest task after it is archived; anchors count from these. */
export interface Milestones {
  readonly opened: number;
  readonly issuedAt?: number;
  readonly acknowledgedAt?: number;
  /** When it closed, in whatever way: those who wait for it wait no longer. */
  readonly completedAt?: number;
  /** Completed, waived or not needed. */
  readonly done: boolean;
}

/** A two-person matter that waits for its other people. The command in it is frozen. */
export interface Approval {
  readonly id: string;
  readonly command: Command;
  readonly requestedBy: Actor;
  readonly requestedAt: number;
  readonly source?: string;
  readonly mayApprove: readonly RoleCode[];
  readonly needed: number;
  readonly approvedBy: readonly PersonId[];
  readonly expiresAt: number;
  readonly secondSource: boolean;
  readonly task: TaskId;
}

export interface FactEntry {
  readonly value: FactValue;
  readonly at: number;
  readonly by?: PersonId;
  readonly source?: string;
  readonly confidence?: Confidence;
}

/** Someone who is the matter of the incident (victim, family), as the facts name them. */
export interface Subject {
  readonly id: string;
  readonly list: 'victims' | 'families';
  readonly name?: string;
  readonly person?: PersonId;
}

export type AlarmCode =
  | 'phone-round'
  | 'role-empty'
  | 'nobody-reachable'
  | 'opted-out'
  | 'unknown-sender'
  | 'unknown-sender-again'
  | 'wrong-code'
  | 'quorum-missed'
  | 'condition-error'
  | 'engine-fault'
  | 'send-failed'
  | 'call-back-requested'
  | 'unclear-reply'
  | 'log-behind';

export interface Alarm {
  readonly id: number;
  readonly at: number;
  readonly code: AlarmCode;
  readonly severity: 'life' | 'urgent' | 'routine';
  readonly task?: TaskId;
  readonly person?: PersonId;
  readonly clearedBy?: PersonId;
  readonly clearedAt?: number;
}

/** An incident as plain JSON. Everything a workflow carries over a roll. */
export interface Incident {
  /** Schema of this structure; a newer engine migrates older ones when it takes over. */
  readonly v: 1;
  readonly id: IncidentId;
  readonly codeName: string;
  readonly mode: Mode;
  readonly timeFactor: number;
  readonly plan: Plan;
  readonly status: IncidentStatus;
  readonly outcome?: Outcome;
  readonly startedAt: number;
  readonly activatedAt?: number;
  readonly standDownAt?: number;
  readonly closedAt?: number;
  /** Sequence number of the last event. */
  readonly seq: number;
  readonly lastTaskNumber: number;
  readonly directory: Directory;
  /** Person → number within this incident, for links; only grows. */
  readonly personNumbers: Readonly<Record<PersonId, number>>;
  /** Roles appointed for this incident; win over the roster. Key: role, or role@subject. */
  readonly appointed: Readonly<Record<string, readonly PersonId[]>>;
  /** Role → everybody who ever held it here (REV may not have held CML, CC, COM). */
  readonly everHeld: Readonly<Record<RoleCode, readonly PersonId[]>>;
  readonly phases: Readonly<
    Record<string, { readonly enteredAt: number; readonly leftAt?: number }>
  >;
  readonly tasks: Readonly<Record<TaskId, Task>>;
  readonly milestones: Readonly<Record<string, Milestones>>;
  /** Name, or name@subject. */
  readonly facts: Readonly<Record<string, FactEntry>>;
  readonly subjects: readonly Subject[];
  /** Addresses suppressed by this incident's facts (normalised). */
  readonly suppressed: readonly string[];
  readonly approvals: Readonly<Record<string, Approval>>;
  readonly lastApproval: number;
  readonly quorums: Readonly<
    Record<string, { readonly metAt?: number; readonly missedAt?: number }>
  >;
  /** Anchor conditions (by their text) → since when they hold. */
  readonly conditionsSince: Readonly<Record<string, number>>;
  /** Event name → how often it was raised, and when last. */
  readonly raised: Readonly<Record<string, { readonly times: number; readonly lastAt: number }>>;
  /** Series (row or row@subject) → offset of the last occurrence issued, or when the decision is asked again. */
  readonly series: Readonly<
    Record<
      string,
      {
        readonly lastAt?: number;
        readonly nextAt?: number;
        readonly endedAt?: number;
        readonly anchorAt?: number;
      }
    >
  >;
  readonly alarms: readonly Alarm[];
  readonly lastAlarm: number;
  /** Persons who opted out of SMS (R02). */
  readonly optedOut: readonly PersonId[];
  /** Persons who were reached by a page or notice, for the stand-down broadcast. */
  readonly reached: readonly PersonId[];
  /** Command ids already applied (last 1,000 or 24 h), with the sequence number they led to. */
  readonly applied: readonly { readonly id: string; readonly seq: number; readonly at: number }[];
}
