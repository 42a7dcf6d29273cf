/** Ladders as a plan carries them; durations are milliseconds on the incident's clock. */

/** Role code as in domain.md 1, for instance `CC`. */
export type RoleCode = string;

/** Whom a rung pages. `owner` and `deputy` are of the task's role (or of the `with` role of that leg). */
export type RungTarget =
  | { readonly kind: 'owner' }
  | { readonly kind: 'deputy' }
  | { readonly kind: 'role'; readonly role: RoleCode }
  | { readonly kind: 'roleDeputy'; readonly role: RoleCode }
  | { readonly kind: 'everyone' };

export interface Rung {
  /** Milliseconds from issue (OVERDUE: see `OverduePlan`). */
  readonly after: number;
  readonly to: readonly RungTarget[];
  /** Page again those who have not answered, by SMS only. */
  readonly resend?: boolean;
  /** Raises the console alarm "PHONE ROUND NOW". */
  readonly phoneRound?: boolean;
}

export interface Ladder {
  readonly name: string;
  readonly rungs: readonly Rung[];
  /** After the last rung, for ever, every so many milliseconds. */
  readonly last: { readonly every: number; readonly to: readonly RungTarget[] };
}

/** The completion ladder, domain.md 0.3: shares of the time allowed, then steps of half of it. */
export interface OverduePlan {
  /** Reminder to the holder at this share of the time (0.75); dropped when the time is shorter than `reminderMinimum`. */
  readonly reminderShare: number;
  readonly reminderMinimum: number;
  readonly dueTo: readonly RungTarget[];
  /** Step after due: this share of the time allowed, at least `stepMinimum`, at most `stepMaximum`. */
  readonly stepShare: number;
  readonly stepMinimum: number;
  readonly stepMaximum: number;
  readonly firstStepTo: readonly RungTarget[];
  readonly nextStepsTo: readonly RungTarget[];
}
