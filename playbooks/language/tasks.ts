import { z } from 'zod';
import { CompartmentName, ConditionText, Duration, FactName, LadderName } from './basics.ts';
import { Name, RoleCode, RowId, Scalar, Text } from './basics.ts';
import { Anchor, Openings, Repeat } from './moments.ts';
import { Approval } from './people.ts';

const Decision = z.strictObject({
  options: z
    .array(
      z.strictObject({
        id: Name,
        title: Text,
        when: ConditionText.optional(),
        approval: Approval.optional(),
        sets: z.record(FactName, Scalar).optional(),
        incident: z.enum(['activate', 'standby', 'decline']).optional(),
        reask: z
          .array(z.strictObject({ every: Duration, until: Duration.optional() }))
          .min(1)
          .optional(),
      }),
    )
    .min(2),
  onSilence: z
    .strictObject({
      option: Name,
      after: Duration,
      page: z.array(RoleCode).optional(),
      reask: Duration.optional(),
    })
    .optional(),
});

export const Task = z.strictObject({
  id: RowId,
  phase: RowId,
  title: Text,
  instructions: Text.optional(),
  role: RoleCode,
  with: z.array(RoleCode).optional(),
  opens: Openings.optional(),
  /** Short for `opens: { holds: … }`. */
  opensWhen: ConditionText.optional(),
  blockedBy: z.array(RowId).optional(),
  forEach: z.enum(['victims', 'families']).optional(),
  notNeededWhen: ConditionText.optional(),
  acknowledgeWithin: Duration.optional(),
  doneWithin: Duration.optional(),
  doneFrom: Anchor.optional(),
  ladder: LadderName.optional(),
  mandatory: z.boolean().optional(),
  waivable: z.boolean().optional(),
  form: Name.optional(),
  decision: Decision.optional(),
  repeat: Repeat.optional(),
  approval: Approval.optional(),
  survivesStandDown: ConditionText.optional(),
  compartment: CompartmentName.optional(),
  automatic: z.literal('suppressVictims').optional(),
});

export const Phase = z.strictObject({
  id: RowId,
  title: Text,
  opens: Openings,
  exit: ConditionText.optional(),
  /** `false`: demobilisation and review, which stand-down does not end. */
  live: z.boolean().optional(),
  /** The post-incident review: its mandatory rows block closure even before they open. */
  review: z.literal(true).optional(),
});

export const Quorum = z.strictObject({
  row: RowId,
  needs: z.array(z.strictObject({ count: z.int().min(1), of: z.array(RoleCode).min(1) })).min(1),
  within: Duration,
  onMissed: z.array(RoleCode).min(1),
});

export const Event = z.strictObject({
  title: Text,
  sets: z.record(FactName, Scalar).optional(),
});
