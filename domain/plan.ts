/**
 * The plan: a playbook definition compiled to what a running incident carries. Plain JSON, no zod,
 * no text to parse but CEL conditions. Durations are milliseconds, always on the incident's clock.
 */

import type { Ladder, OverduePlan, RoleCode } from './ladder-plan.ts';

export type { Ladder, OverduePlan, RoleCode, RungTarget } from './ladder-plan.ts';

/** Languages that every text of a definition must have. */
export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];
export type LocalText = Readonly<Record<Language, string>>;

/** A definition's row id, for instance `K2.05`. */
export type RowId = string;
/** A CEL expression over `facts`, `incident`, `done`, `subject`. */
export type Condition = string;

/** Compartments of need-to-know, domain.md 1. C0 is the shell that everybody in the incident sees. */
export const COMPARTMENTS = ['C0', 'C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8'] as const;
export type Compartment = (typeof COMPARTMENTS)[number];

export interface RolePlan {
  readonly title: LocalText;
  /** Compartments whose content holders (and acting deputies) may read. */
  readonly reads: readonly Compartment[];
  /** Never part of the "whole roster" rung (REV and ADM, domain.md 0.3). */
  readonly offRoster?: boolean;
  /** Roles that nobody may also hold, or have held, in this incident (REV: CML, CC, COM). */
  readonly excludes?: readonly RoleCode[];
}

/** A moment in an incident from which other moments are counted. */
export type Anchor =
  | { readonly kind: 'start' }
  /** First activation (status becomes active or standby). */
  | { readonly kind: 'activation' }
  | { readonly kind: 'phase'; readonly phase: string }
  /** `subject`-tasks follow the task of the same subject when both are per subject. */
  | {
      readonly kind: 'task';
      readonly row: RowId;
      readonly moment: 'issued' | 'acknowledged' | 'completed';
    }
  /** Quorum met, or its time over (then somebody must act all the same). */
  | { readonly kind: 'quorum'; readonly quorum: string }
  /** The instant at which the condition last became true. */
  | { readonly kind: 'condition'; readonly when: Condition }
  /** The instant at which the fact was last set. */
  | { readonly kind: 'factSet'; readonly fact: string }
  /** The instant that the fact (of type `instant`) holds as its value. */
  | { readonly kind: 'factValue'; readonly fact: string }
  /** A named event; opens its task once per event. */
  | { readonly kind: 'event'; readonly event: string }
  | { readonly kind: 'standDown' };

/** One way for a task to open: the anchor has happened, `after` has passed, the condition holds. */
export interface Opening {
  readonly on: Anchor;
  /** Milliseconds after the anchor; 0 when absent. */
  readonly after?: number;
  readonly when?: Condition;
}

/** A stretch of a repeating cadence: instants `from + k × every` up to and including `until`. */
export interface CadenceStretch {
  /** Milliseconds from the anchor. */
  readonly from: number;
  readonly every: number;
  /** Absent: for ever (until the series ends). */
  readonly until?: number;
}

/** Repeat-until with a changing cadence. Every occurrence is a task of its own. */
export interface RepeatPlan {
  readonly anchor: Anchor;
  /** Single instants, milliseconds from the anchor. */
  readonly at: readonly number[];
  readonly stretches: readonly CadenceStretch[];
  /** The series ends when this holds. */
  readonly until: Condition;
  /** Named events that open an extra occurrence ("plus on event"). */
  readonly onEvents?: readonly string[];
}

/** Who must approve what one person asked for. Approver and requester are always different people. */
export interface ApprovalRule {
  /** Roles whose holders may ask. Empty: whoever may give the command. */
  readonly request: readonly RoleCode[];
  /** Roles whose holders may approve. */
  readonly approve: readonly RoleCode[];
  /** Further people needed beside the requester (1, or 2 for words to captors). */
  readonly count: number;
  /** Milliseconds until the request lapses; 12 h by default (domain.md 4, contract). */
  readonly expiresAfter: number;
  /** The approver must name a source of his own, another than the requester's. */
  readonly secondSource?: boolean;
}

export interface DecisionOption {
  readonly id: string;
  readonly title: LocalText;
  /** Offered only while this holds ("required by law: only yes"). */
  readonly when?: Condition;
  readonly approval?: ApprovalRule;
  /** Facts that the decision sets, by name. */
  readonly sets?: Readonly<Record<string, FactValue>>;
  /** What it does to the incident itself. */
  readonly incident?: 'activate' | 'standby' | 'decline';
  /** Ask again: milliseconds from the decision, first to last, the last one repeating. */
  readonly reask?: readonly { readonly every: number; readonly until?: number }[];
}

export interface DecisionPlan {
  readonly options: readonly DecisionOption[];
  /** What silence means. The machine only ever defaults to what calls more people. */
  readonly onSilence?: {
    readonly option: string;
    readonly after: number;
    /** Roles paged besides, when silence decided. */
    readonly page: readonly RoleCode[];
    /** Asked again after so long, with ladder LIFE, until somebody decides. */
    readonly reask?: number;
  };
}

export type FieldType = 'text' | 'number' | 'boolean' | 'choice' | 'instant' | 'list' | 'person';

export interface FieldPlan {
  readonly id: string;
  readonly label: LocalText;
  readonly type: FieldType;
  readonly required: boolean;
  readonly compartment: Compartment;
  /** For `choice`. */
  readonly options?: readonly { readonly id: string; readonly title: LocalText }[];
  /** For `list`: the fields of each item. */
  readonly items?: readonly FieldPlan[];
  /** Completing the task sets this fact (a guarded one becomes a proposal). */
  readonly sets?: string;
}

export interface FormPlan {
  readonly id: string;
  readonly title: LocalText;
  readonly fields: readonly FieldPlan[];
}

export type FactValue =
  string | number | boolean | null | readonly FactValue[] | { readonly [key: string]: FactValue };

export interface FactPlan {
  readonly type: 'text' | 'number' | 'boolean' | 'choice' | 'instant' | 'list';
  readonly label: LocalText;
  readonly compartment: Compartment;
  readonly options?: readonly string[];
  /** Kept per person of this list (`victims`, `families`): set with `subject`. */
  readonly per?: string;
  /** A list of persons `{id, name?, person?, contacts?}`: naming one suppresses the contact points. */
  readonly persons?: 'victims' | 'families';
  /** Roles that may set it; absent: anyone who may command. */
  readonly setters?: readonly RoleCode[];
  /** Roles that may propose a value that a setter then approves. */
  readonly proposers?: readonly RoleCode[];
  /** Values that need two sources and two people. */
  readonly guarded?: { readonly values: readonly FactValue[]; readonly approval: ApprovalRule };
}

export interface PhasePlan {
  readonly id: string;
  readonly title: LocalText;
  /** Open from these moments on; several phases may be open at once (parallel tracks). */
  readonly opens: readonly Opening[];
  /** Leaves when this holds; repeats and waiting tasks of the phase end with it. */
  readonly exit?: Condition;
  /** Ended by stand-down (everything but demobilisation and review). */
  readonly live: boolean;
  /** The post-incident review: its mandatory rows block closure even before they open. */
  readonly review?: boolean;
}

export interface TaskPlan {
  readonly row: RowId;
  readonly phase: string;
  readonly title: LocalText;
  readonly instructions?: LocalText;
  readonly role: RoleCode;
  /** Each gets a page of its own and answers for itself; completion is the owner's. */
  readonly with: readonly RoleCode[];
  /** Any of these opens it. Empty: only by hand. */
  readonly opens: readonly Opening[];
  /** All these rows must be done (completed, waived or not needed) before it opens. */
  readonly blockedBy: readonly RowId[];
  /** One task for each person of this list (`victims`, `families`). */
  readonly forEach?: string;
  /** Condition that makes a waiting or open task unnecessary when it turns true. */
  readonly notNeededWhen?: Condition;
  /** Milliseconds from issue; absent: paged once as a notice ("–"). */
  readonly acknowledgeWithin?: number;
  /** Milliseconds from `doneFrom` (issue by default); 24 h where the practice names none. */
  readonly doneWithin: number;
  readonly doneFrom?: Anchor;
  readonly ladder: string;
  readonly mandatory: boolean;
  /** R14: K0.02, K5.02, K5X.1, the review and captor approvals cannot be waived. */
  readonly waivable: boolean;
  readonly form?: string;
  readonly decision?: DecisionPlan;
  readonly repeat?: RepeatPlan;
  /** Completing needs a second person. */
  readonly approval?: ApprovalRule;
  /** Survives stand-down although its phase is live (tell those who were told). */
  readonly survivesStandDown?: Condition;
  /** Compartment of what is filed here beyond the shell. */
  readonly compartment: Compartment;
  /** Automatic step with a named human who confirms: done by the system at issue. */
  readonly automatic?: 'suppressVictims';
}

/** n of m by role: every need must be met among those who acknowledged `row`. */
export interface QuorumPlan {
  readonly id: string;
  readonly row: RowId;
  readonly needs: readonly { readonly count: number; readonly of: readonly RoleCode[] }[];
  /** Milliseconds from issue of the row. */
  readonly within: number;
  /** Roles told when the time is over. */
  readonly onMissed: readonly RoleCode[];
}

export interface EventPlan {
  readonly id: string;
  readonly title: LocalText;
  /** Facts that the event sets. */
  readonly sets?: Readonly<Record<string, FactValue>>;
}

/** A compiled playbook at one version. */
export interface Plan {
  /** Schema of this structure. */
  readonly v: 1;
  readonly playbook: string;
  readonly version: number;
  /** SHA-256 of the definition's text, hexadecimal. */
  readonly hash: string;
  readonly title: LocalText;
  /** RFC 3339 date; a past one warns at start and never refuses. */
  readonly reviewBy?: string;
  readonly roles: Readonly<Record<RoleCode, RolePlan>>;
  readonly facts: Readonly<Record<string, FactPlan>>;
  readonly forms: Readonly<Record<string, FormPlan>>;
  readonly ladders: Readonly<Record<string, Ladder>>;
  readonly overdue: OverduePlan;
  readonly phases: readonly PhasePlan[];
  readonly tasks: readonly TaskPlan[];
  readonly quorums: readonly QuorumPlan[];
  readonly events: Readonly<Record<string, EventPlan>>;
  readonly standDown: {
    /** For `resolved`. */
    readonly approval: ApprovalRule;
    /** For `falseAlarm`, where DO may also ask. */
    readonly falseAlarmApproval: ApprovalRule;
    /** Must hold before a stand-down as resolved. */
    readonly resolvedWhen: Condition;
  };
  readonly waiverApproval: ApprovalRule;
  readonly closeApproval?: ApprovalRule;
  /** Further conditions that must hold before closing, with the code of the blocker. */
  readonly closure: readonly { readonly code: string; readonly unless: Condition }[];
  /** Fallback order when a role has nobody reachable: deputy, then these (CC, CML, DO). */
  readonly fallback: readonly RoleCode[];
  /** Who is told of an alarm: the first of these that has a holder (CC, DO). */
  readonly alarmTo: readonly RoleCode[];
  /** The form of the report, whose missing facts become the intake task's form. */
  readonly intakeForm?: string;
}
