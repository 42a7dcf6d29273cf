import { z } from 'zod';
import {
  count,
  duration,
  factValue,
  instant,
  line,
  personId,
  roleCode,
  subjectId,
  text,
} from './texts.ts';

/** Facts by name; what the playbook does not know or cannot hold is refused by name. */
const facts = z.record(z.string().max(100), factValue);

export const startBody = z
  .strictObject({
    playbook: line(100),
    codeName: z
      .string()
      .regex(/^[A-Z]{3,12}$/, '3 to 12 capital letters A to Z are expected.')
      .exactOptional(),
    mode: z.enum(['live', 'exercise']),
    activate: z.boolean().exactOptional(),
    timeFactor: z.number().min(1).max(60).exactOptional(),
    facts: facts.exactOptional(),
  })
  .openapi('IncidentToStart');

export const startQuery = z.strictObject({
  dryRun: z.enum(['true', 'false']).exactOptional(),
});

export const readQuery = z.strictObject({
  atLeast: count(1_000_000_000).exactOptional(),
});
export const logQuery = z.strictObject({
  after: count(1_000_000_000).exactOptional(),
  limit: count(1_000).exactOptional(),
  atLeast: count(1_000_000_000).exactOptional(),
});
export const tasksQuery = z.strictObject({
  after: count(1_000_000).exactOptional(),
  limit: count(500).exactOptional(),
  atLeast: count(1_000_000_000).exactOptional(),
});
export const listQuery = z.strictObject({
  status: z
    .enum(['intake', 'standby', 'active', 'stoodDown', 'inReview', 'closed'])
    .exactOptional(),
  before: z.string().max(40).exactOptional(),
  limit: count(200).exactOptional(),
});

const withheld = z.strictObject({ withheld: z.literal(true) }).openapi('Withheld');
const nullableInstant = instant.nullable();

export const task = z
  .looseObject({
    id: z.string(),
    row: z.string(),
    number: z.number().nullable(),
    occurrence: z.number().optional(),
    subject: z.string().optional(),
    phase: z.string().nullable(),
    title: z.union([z.string(), withheld]),
    role: z.string(),
    status: z.enum(['waiting', 'open', 'acknowledged', 'completed', 'waived', 'notNeeded']),
    late: z.boolean(),
    mandatory: z.boolean(),
    holder: z.string().nullable(),
    rung: z.number().nullable(),
    issuedAt: nullableInstant,
    acknowledgeBy: nullableInstant,
    acknowledgedAt: nullableInstant,
    acknowledgedBy: z.string().nullable(),
    completeBy: nullableInstant,
    completedAt: nullableInstant,
    pages: z.array(
      z.looseObject({
        person: z.string(),
        channel: z.string(),
        state: z.enum(['queued', 'sent', 'delivered', 'failed', 'simulated']),
      }),
    ),
  })
  .openapi('Task');

export const role = z
  .looseObject({
    role: roleCode,
    subject: subjectId.optional(),
    holders: z.array(personId),
    reachable: z.boolean(),
  })
  .openapi('Role');

const shell = z.looseObject({
  id: z.string(),
  codeName: z.string(),
  status: z.enum(['intake', 'standby', 'active', 'stoodDown', 'inReview', 'closed']),
  outcome: z.enum(['resolved', 'falseAlarm', 'declined', 'standby']).optional(),
  mode: z.enum(['live', 'exercise']),
});

export const incident = shell
  .extend({
    facts: z.record(z.string(), z.union([withheld, z.looseObject({ value: z.unknown() })])),
    roles: z.array(role),
    tasks: z.array(task),
    approvals: z.array(z.looseObject({ id: z.string() })),
    decisions: z.array(z.looseObject({ id: z.string() })),
    timers: z.array(z.looseObject({ at: instant, kind: z.string(), wakes: z.array(z.string()) })),
    alarms: z.array(z.looseObject({ at: instant, code: z.string(), severity: z.string() })),
    blockers: z.array(z.looseObject({ code: z.string() })),
    warnings: z
      .array(z.strictObject({ code: z.string(), role: roleCode.optional() }))
      .optional()
      .describe('Only in the answer to a start.'),
  })
  .openapi('Incident');

export const incidents = z
  .strictObject({ incidents: z.array(shell.openapi('IncidentShell')) })
  .openapi('Incidents');
export const tasks = z
  .strictObject({ tasks: z.array(task), next: z.number().nullable() })
  .openapi('Tasks');
export const roles = z.strictObject({ roles: z.array(role) }).openapi('Roles');
export const log = z
  .strictObject({
    events: z.array(
      z.looseObject({ seq: z.number(), at: instant, type: z.string(), data: z.looseObject({}) }),
    ),
    next: z.number().nullable(),
  })
  .openapi('Log');

// ---- commands -----------------------------------------------------------------------------------

const reason = text(2_000);
const note = text(4_000);

/** No members: the deed is in the address. */
export const nothing = z.strictObject({}).openapi('Nothing');
export const answering = z
  .strictObject({
    person: personId.exactOptional(),
    via: z.enum(['phone', 'radio', 'inPerson']).exactOptional(),
    note: note.exactOptional(),
  })
  .openapi('Answering');
export const completing = z
  .strictObject({
    form: z.record(z.string().max(100), factValue).exactOptional(),
    note: note.exactOptional(),
  })
  .openapi('Completing');
export const reassigning = z.strictObject({ to: personId, reason }).openapi('Reassigning');
export const retiming = z
  .strictObject({
    acknowledgeBy: instant.exactOptional(),
    completeBy: instant.exactOptional(),
    reason,
  })
  .refine(
    (body) => body.acknowledgeBy !== undefined || body.completeBy !== undefined,
    'Name acknowledgeBy or completeBy.',
  )
  .openapi('Retiming');
export const waiving = z
  .strictObject({ reason, reviewAt: instant.exactOptional() })
  .openapi('Waiving');
export const inserting = z
  .strictObject({
    title: line(200),
    role: roleCode,
    acknowledgeWithin: duration.exactOptional(),
    completeBy: instant.exactOptional(),
    ladder: line(40),
    mandatory: z.boolean(),
    reason,
  })
  .openapi('TaskToInsert');
export const settingFact = z
  .strictObject({
    fact: line(100),
    subject: subjectId.exactOptional(),
    value: factValue,
    source: text(500).exactOptional(),
    confidence: z.enum(['confirmed', 'probable', 'possible', 'doubtful']).exactOptional(),
  })
  .openapi('FactToSet');
export const noting = z.strictObject({ text: text(10_000) }).openapi('Note');
export const deciding = z
  .strictObject({ option: line(100), reason: reason.exactOptional() })
  .openapi('Deciding');
export const approving = z
  .strictObject({
    verdict: z.enum(['approve', 'reject']),
    source: text(500).exactOptional(),
    reason: reason.exactOptional(),
  })
  .openapi('Approving');
export const raising = z.strictObject({ note: note.exactOptional() }).openapi('Raising');
export const appointing = z
  .strictObject({ holders: z.array(personId).max(50), subject: subjectId.exactOptional(), reason })
  .openapi('Appointing');
export const standingDown = z
  .strictObject({ reason: z.enum(['resolved', 'falseAlarm']) })
  .openapi('StandingDown');

export const commandAnswer = z
  .strictObject({
    incident: z.string(),
    seq: z.number().describe('Sequence number of the log after the command; see atLeast.'),
    events: z.array(z.string()).describe('Types of the events it led to.'),
  })
  .openapi('CommandAnswer');
export const approvalAnswer = z
  .looseObject({
    incident: z.string(),
    approval: z.string().optional(),
    status: z.literal('received').optional(),
  })
  .openapi('CommandPending');
