import { z } from 'zod';
import { CompartmentName, Duration, RoleCode, Text } from './basics.ts';

export const Role = z.strictObject({
  title: Text,
  /** Compartments whose content its holders read (domain page, section 1). */
  reads: z.array(CompartmentName).min(1),
  /** Never part of the whole-roster rung. */
  offRoster: z.boolean().optional(),
  /** Roles that a holder may not hold, or have held, in the same incident. */
  excludes: z.array(RoleCode).optional(),
  /** `false`: the role needs no deputy (nobody is paged for it in a hurry). */
  deputy: z.literal(false).optional(),
});

/** A second person's yes. Approver and requester are always different people. */
export const Approval = z.strictObject({
  request: z.array(RoleCode).optional(),
  approve: z.array(RoleCode).min(1, 'name at least one role that may approve'),
  count: z.int().min(1).max(3).optional(),
  expiresAfter: Duration.optional(),
  secondSource: z.boolean().optional(),
});

/** `owner`, `deputy`, `everyone`, a role (`CC`) or its deputy (`CML-D`). */
const Target = z
  .string()
  .regex(
    /^(owner|deputy|everyone|[A-Z][A-Z0-9]{1,7}(-D)?)$/,
    'page `owner`, `deputy`, `everyone`, a role as `CC` or its deputy as `CML-D`',
  );

export const Ladder = z.strictObject({
  rungs: z
    .array(
      z.strictObject({
        after: Duration,
        to: z.array(Target).min(1),
        /** Again to those of `to` who have not answered, by SMS only. */
        resend: z.literal(true).optional(),
        /** Raises the console alarm "PHONE ROUND NOW". */
        phoneRound: z.literal(true).optional(),
      }),
    )
    .min(1),
  /** The last resort, without end: a ladder never ends silently. */
  last: z.strictObject({ every: Duration, to: z.array(Target).min(1) }).optional(),
});

export const Overdue = z.strictObject({
  reminderShare: z.number().gt(0).lt(1),
  reminderMinimum: Duration,
  dueTo: z.array(Target).min(1),
  stepShare: z.number().gt(0),
  stepMinimum: Duration,
  stepMaximum: Duration,
  firstStepTo: z.array(Target).min(1),
  nextStepsTo: z.array(Target).min(1),
});
