import { z } from 'zod';
import { ConditionText, FactName, LadderName, Name, RoleCode, Text } from './language/basics.ts';
import { Fact, Form } from './language/facts.ts';
import { Approval, Ladder, Overdue, Role } from './language/people.ts';
import { Event, Phase, Quorum, Task } from './language/tasks.ts';

/**
 * A playbook definition as a person writes it in YAML. Unknown keys are refused. What the
 * schema cannot see (unknown roles, cycles, tasks nobody would reach) is `check`'s.
 */
export const Definition = z.strictObject({
  playbook: Name,
  version: z.int().min(1),
  title: Text,
  /** Past this date a start warns and never refuses. */
  reviewBy: z.iso.date().optional(),
  roles: z.record(RoleCode, Role),
  facts: z.record(FactName, Fact),
  forms: z.record(Name, Form).optional(),
  /** Beside LIFE, URGENT and ROUTINE, or in their place. */
  ladders: z.record(LadderName, Ladder).optional(),
  overdue: Overdue.optional(),
  events: z.record(Name, Event).optional(),
  phases: z.array(Phase).min(1),
  tasks: z.array(Task).min(1),
  quorums: z.record(Name, Quorum).optional(),
  standDown: z.strictObject({
    resolved: Approval,
    falseAlarm: Approval,
    resolvedWhen: ConditionText,
  }),
  waiver: Approval,
  close: z.strictObject({
    approval: Approval.optional(),
    blockers: z.array(z.strictObject({ code: Name, unless: ConditionText })).optional(),
  }),
  /** Who stands in, in this order, for a role that has nobody reachable. */
  fallback: z.array(RoleCode).min(1),
  /** Who hears of alarms: the first of these that has a holder. */
  alarmTo: z.array(RoleCode).min(1),
  intakeForm: Name.optional(),
});

/** A definition that has the right shape; not yet checked. */
export type Definition = z.infer<typeof Definition>;
export type TaskDefinition = Definition['tasks'][number];
export type ApprovalDefinition = z.infer<typeof Approval>;
export type RepeatDefinition = NonNullable<TaskDefinition['repeat']>;
export type LadderDefinition = z.infer<typeof Ladder>;
export type OverdueDefinition = z.infer<typeof Overdue>;
