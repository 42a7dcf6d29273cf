import { z } from 'zod';
import type { Plan } from '../domain/plan.ts';

const frameSchema = z.looseObject({
  v: z.literal(1),
  playbook: z.string(),
  roles: z.record(z.string(), z.unknown()),
  facts: z.record(z.string(), z.unknown()),
  phases: z.array(z.unknown()),
  tasks: z.array(z.unknown()),
});

/** The frame of a compiled plan; the compiler that wrote it has checked the rest. */
export const planSchema = z.custom<Plan>((value) => frameSchema.safeParse(value).success);
