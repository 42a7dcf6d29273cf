/** The API's JSON as the board and the terminal read it; checked here, because it comes over HTTP too. */
import { z } from 'zod';
import { CHANNELS } from '../domain/people/person.ts';

const withheld = z.object({ withheld: z.literal(true) });
const instant = z.string();

/** A text, or the mark that the reader may not see it. */
const text = z.union([z.string(), withheld]);

const option = z.object({ id: z.string(), title: z.string() });
const plainField = z.object({
  id: z.string(),
  label: z.string(),
  type: z.enum(['text', 'number', 'boolean', 'choice', 'instant', 'list', 'person']),
  required: z.boolean(),
  options: z.array(option).optional(),
});
const field = plainField.extend({ items: z.array(plainField).optional() });
export type PlainField = z.infer<typeof plainField>;
export type Field = z.infer<typeof field>;

/** A form to fill, as `showFormPlan` shows it. */
export const form = z.object({ title: z.string().optional(), fields: z.array(field).optional() });

const page = z.object({
  person: z.string(),
  channel: z.string(),
  state: z.enum(['queued', 'sent', 'delivered', 'failed', 'simulated']),
  role: z.string().optional(),
  at: instant.optional(),
});

const task = z.object({
  id: z.string(),
  row: z.string(),
  number: z.number().nullable(),
  subject: z.string().optional(),
  phase: z.string().nullable(),
  title: text,
  instructions: z.string().optional(),
  role: z.string(),
  with: z.array(
    z.object({
      role: z.string(),
      acknowledgedBy: z.string().nullish(),
      acknowledgedAt: instant.nullish(),
    }),
  ),
  status: z.enum(['waiting', 'open', 'acknowledged', 'completed', 'waived', 'notNeeded']),
  late: z.boolean(),
  mandatory: z.boolean(),
  ladder: z.string(),
  holder: z.string().nullable(),
  rung: z.number().nullable(),
  issuedAt: instant.nullable(),
  acknowledgeBy: instant.nullable(),
  acknowledgedAt: instant.nullable(),
  acknowledgedBy: z.string().nullable(),
  completeBy: instant.nullable(),
  completedAt: instant.nullable(),
  completedBy: z.string().optional(),
  declinedBy: z.array(z.string()).optional(),
  approval: z.string().optional(),
  form: form.optional(),
  pages: z.array(page),
});
export type Task = z.infer<typeof task>;

const approval = z.object({
  id: z.string(),
  what: z.looseObject({ type: z.string() }),
  requestedBy: z.string().nullable(),
  mayApprove: z.array(z.string()),
  needed: z.number(),
  approvedBy: z.array(z.string()),
  expiresAt: instant,
  secondSource: z.boolean(),
  task: z.string(),
});
export type Approval = z.infer<typeof approval>;

const decision = z.object({
  id: z.string(),
  options: z.array(option.extend({ needsApproval: z.boolean() })),
  by: z.array(z.string()),
  default: z.string().nullable(),
  at: instant.nullable(),
});
export type Decision = z.infer<typeof decision>;

const alarm = z.object({
  id: z.number(),
  at: instant,
  code: z.string(),
  severity: z.enum(['life', 'urgent', 'routine']),
  task: z.string().optional(),
  person: z.string().optional(),
  clearedBy: z.string().optional(),
  clearedAt: instant.optional(),
});
export type Alarm = z.infer<typeof alarm>;

const timer = z.object({
  at: instant,
  kind: z.string(),
  task: z.string().nullable(),
  wakes: z.array(z.string()),
});
export type Timer = z.infer<typeof timer>;

const role = z.object({
  role: z.string(),
  subject: z.string().optional(),
  title: z.string(),
  holders: z.array(z.string()),
  reachable: z.boolean(),
});

export const shell = z.object({
  id: z.string(),
  codeName: z.string(),
  status: z.enum(['intake', 'standby', 'active', 'stoodDown', 'inReview', 'closed']),
  outcome: z.string().optional(),
  mode: z.enum(['live', 'exercise']),
  startedAt: instant.optional(),
});
export type Shell = z.infer<typeof shell>;

/** `GET /v1/incidents/{id}`. */
export const incident = shell.extend({
  seq: z.number(),
  now: instant,
  title: z.string(),
  timeFactor: z.number().optional(),
  activatedAt: instant.nullable(),
  standDownAt: instant.nullable(),
  closedAt: instant.nullable(),
  playbook: z.object({ id: z.string(), version: z.number() }),
  facts: z.record(
    z.string(),
    z.union([
      withheld,
      z.object({
        value: z.unknown(),
        at: instant,
        by: z.string().optional(),
        source: z.string().optional(),
        confidence: z.string().optional(),
      }),
    ]),
  ),
  subjects: z.array(
    z.object({
      id: z.string(),
      list: z.string(),
      name: text.optional(),
      person: text.optional(),
    }),
  ),
  phases: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      enteredAt: instant.nullable(),
      leftAt: instant.nullable(),
    }),
  ),
  roles: z.array(role),
  tasks: z.array(task),
  approvals: z.array(approval),
  decisions: z.array(decision),
  timers: z.array(timer),
  alarms: z.array(alarm),
  blockers: z.array(z.object({ code: z.string(), task: z.string().optional() })),
  warnings: z.array(z.object({ code: z.string(), role: z.string().optional() })).optional(),
});
export type Incident = z.infer<typeof incident>;

export const incidents = z.object({ incidents: z.array(shell) });

export const person = z.object({
  id: z.string(),
  name: z.string(),
  language: z.enum(['en', 'fr']),
  timeZone: z.string(),
  contacts: z.array(z.object({ channel: z.enum(CHANNELS), address: z.string() })),
  exercise: z.boolean().exactOptional(),
  outside: z.boolean().exactOptional(),
});
export type Person = z.infer<typeof person>;
export const people = z.object({ people: z.array(person) });

const localText = z.object({ en: z.string(), fr: z.string() });
/** `GET /v1/playbooks/{id}/versions/{n}`: of the plan, what the forms offer. */
export const playbook = z.object({
  plan: z.object({
    facts: z.record(
      z.string(),
      z.object({
        type: z.enum(['text', 'number', 'boolean', 'choice', 'instant', 'list']),
        label: localText,
        options: z.array(z.string()).optional(),
        per: z.string().optional(),
        persons: z.string().optional(),
        guarded: z.object({ values: z.array(z.unknown()) }).optional(),
      }),
    ),
    events: z.record(z.string(), z.object({ title: localText })),
  }),
});
export type Playbook = z.infer<typeof playbook>['plan'];
export const playbooks = z.object({
  playbooks: z.array(
    z.object({ id: z.string(), title: z.string().optional(), published: z.number().optional() }),
  ),
});

/** A line of the log. */
export const logLine = z.object({
  seq: z.number(),
  at: instant,
  by: z.object({ person: z.string().optional(), proof: z.string().optional() }),
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type LogLine = z.infer<typeof logLine>;
export const log = z.object({ events: z.array(logLine), next: z.number().nullable() });

/** A command's answer, done or waiting for a second person. */
export const answer = z.object({
  seq: z.number().optional(),
  events: z.array(z.string()).optional(),
  approval: z.string().optional(),
  status: z.string().optional(),
});

/** application/problem+json. */
export const problem = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), detail: z.string() })).optional(),
  blockers: z.array(z.object({ code: z.string(), task: z.string().optional() })).optional(),
});
export type Problem = z.infer<typeof problem>;

/** Whether a value stands behind a wall. */
export function isWithheld(value: unknown): value is { readonly withheld: true } {
  return withheld.safeParse(value).success;
}
