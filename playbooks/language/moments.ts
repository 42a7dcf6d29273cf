import { z } from 'zod';
import { ConditionText, Duration, FactName, Name, RowId } from './basics.ts';

/** Keys that name a moment of an incident; exactly one stands in an anchor. */
const anchorShape = {
  start: z.literal(true).optional(),
  activation: z.literal(true).optional(),
  standDown: z.literal(true).optional(),
  phase: RowId.optional(),
  issued: RowId.optional(),
  acknowledged: RowId.optional(),
  completed: RowId.optional(),
  quorum: Name.optional(),
  /** The instant at which a condition last became true. */
  holds: ConditionText.optional(),
  factSet: FactName.optional(),
  factValue: FactName.optional(),
  event: Name.optional(),
};
const ANCHOR_KEYS = Object.keys(anchorShape);
const exactlyOne = (value: object): boolean =>
  Object.keys(value).filter((key) => ANCHOR_KEYS.includes(key)).length === 1;
const advice = { message: `name exactly one moment: ${ANCHOR_KEYS.join(', ')}` };

export const Anchor = z.strictObject(anchorShape).refine(exactlyOne, advice);
const Opening = z
  .strictObject({ ...anchorShape, after: Duration.optional(), when: ConditionText.optional() })
  .refine(exactlyOne, advice);
export const Openings = z.union([Opening, z.array(Opening).min(1)]);

/** Repeat-until: single instants, then stretches, each going on where the one before ended. */
export const Repeat = z.strictObject({
  from: Anchor,
  at: z.array(Duration).optional(),
  stretches: z
    .array(
      z.strictObject({
        every: Duration,
        /** First instant; where absent, one `every` after the stretch before (or the anchor). */
        from: Duration.optional(),
        until: Duration.optional(),
      }),
    )
    .optional(),
  until: ConditionText.optional(),
  onEvents: z.array(Name).optional(),
});
