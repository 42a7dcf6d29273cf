/** Commands on their way to an incident: an Update under a deadline, else a Signal under the same id. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  isGrpcServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { Actor, Command, CommandEnvelope } from '../domain/incident/commands.ts';
import type { Refusal } from '../domain/incident/refusals.ts';
import type { IncidentId } from '../domain/incident/state.ts';
import {
  REFUSED,
  commandSignal,
  commandUpdate,
  incidentWorkflowId,
} from '../workflows/messages.ts';
import type { CommandAnswer } from '../workflows/messages.ts';
import { actorOf } from './caller.ts';
import type { ApiDependencies } from './dependencies.ts';
import { keyedId } from './identifiers.ts';
import type { IncidentReader } from './incident-reader.ts';
import { isRefusalCode, problem, refused } from './problem.ts';
import type { Answer, Call } from './route.ts';

/** An Update unanswered for so long is left as a Signal (design.md 5). */
const ANSWER_LIMIT_MS = 5_000;
const SIGNAL_LIMIT_MS = 5_000;
/** Before an Update that met a roll is given again. */
const ROLL_PAUSE_MS = 100;

/** How a command ended at the edge. */
export type CommandResult =
  | { readonly kind: 'answered'; readonly answer: CommandAnswer }
  /** Durable as a Signal; whether it was accepted is not known yet. */
  | { readonly kind: 'received' };

export interface CommandGiver {
  /** Gives a command and makes the HTTP answer of it. @throws Problem for a refusal */
  answer(call: Call<unknown, unknown>, incident: IncidentId, command: Command): Promise<Answer>;
  /** Gives a command in somebody's name. @throws Problem for a refusal */
  give(incident: IncidentId, envelope: CommandEnvelope): Promise<CommandResult>;
}

export function createCommandGiver(
  deps: Pick<ApiDependencies, 'temporal' | 'settings'>,
  incidents: IncidentReader,
): CommandGiver {
  const give = async (incident: IncidentId, envelope: CommandEnvelope): Promise<CommandResult> => {
    try {
      return { kind: 'answered', answer: await update(deps.temporal, incident, envelope) };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw await whyGone(incidents, incident);
      const refusal = refusalIn(error);
      if (refusal !== undefined) throw refused(refusal);
      return leaveWord(deps.temporal, incident, envelope);
    }
  };
  return {
    give,
    async answer(call, incident, command) {
      const id = commandId(deps.settings.idKey, call);
      const by: Actor = actorOf(call.caller);
      const result = await give(incident, { id, by, command, receivedAt: call.receivedAt });
      return toAnswer(incident, result);
    },
  };
}

/** The same caller with the same Idempotency-Key gives the same command. */
export function commandId(idKey: Uint8Array, call: Call<unknown, unknown>): string {
  const { caller, idempotencyKey, request } = call;
  const parts =
    idempotencyKey === undefined
      ? [randomUUID()]
      : [caller.id, idempotencyKey, request.method, request.path];
  return `api-${keyedId(idKey, 'command', ...parts)}`;
}

function toAnswer(incident: IncidentId, result: CommandResult): Answer {
  if (result.kind === 'received') {
    const body = { incident, status: 'received', detail: 'Received, not yet confirmed.' };
    return { status: 202, body, passing: true };
  }
  const { seq, events, approval } = result.answer;
  const body = { incident, seq, events };
  return approval === undefined
    ? { status: 200, body }
    : { status: 202, body: { ...body, approval } };
}

async function update(
  client: Client,
  incident: IncidentId,
  envelope: CommandEnvelope,
): Promise<CommandAnswer> {
  const handle = client.workflow.getHandle(incidentWorkflowId(incident));
  const deadline = Date.now() + ANSWER_LIMIT_MS;
  for (;;) {
    try {
      return await client.withDeadline(deadline, () =>
        handle.executeUpdate(commandUpdate, { args: [envelope], updateId: envelope.id }),
      );
    } catch (error) {
      // An Update that met a roll is lost with the old run; the new one takes it under the same id.
      if (!metRoll(error) || Date.now() + ROLL_PAUSE_MS >= deadline) throw error;
      await pause(ROLL_PAUSE_MS);
    }
  }
}

/** gRPC's FAILED_PRECONDITION. */
const FAILED_PRECONDITION: number = 9;

function metRoll(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return [error, cause].some(
    (one) => isGrpcServiceError(one) && one.code.valueOf() === FAILED_PRECONDITION,
  );
}

async function leaveWord(
  client: Client,
  incident: IncidentId,
  envelope: CommandEnvelope,
): Promise<CommandResult> {
  const handle = client.workflow.getHandle(incidentWorkflowId(incident));
  try {
    await client.withDeadline(Date.now() + SIGNAL_LIMIT_MS, () =>
      handle.signal(commandSignal, envelope),
    );
    return { kind: 'received' };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw problem('incident-unknown');
    throw problem('not-now', {
      detail: 'Temporal does not answer; ask again with the same Idempotency-Key.',
      headers: { 'Retry-After': '5' },
    });
  }
}

/** A workflow that has ended belongs to a closed incident, if there ever was one. */
async function whyGone(incidents: IncidentReader, incident: IncidentId): Promise<Error> {
  const known = await incidents.read(incident);
  return known === undefined ? problem('incident-unknown') : refused({ code: 'incident-closed' });
}

const refusalSchema = z.object({
  code: z.string(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  blockers: z
    .array(
      z.object({
        code: z.string(),
        task: z.string().exactOptional(),
        detail: z.string().exactOptional(),
      }),
    )
    .optional(),
});

/** The core's refusal in a failed Update; undefined when the failure is something else. */
export function refusalIn(error: unknown): Refusal | undefined {
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure) || cause.type !== REFUSED) return undefined;
  const read = refusalSchema.safeParse(cause.details?.[0]);
  if (!read.success || !isRefusalCode(read.data.code)) return undefined;
  const { code, fields, blockers } = read.data;
  return {
    code,
    ...(fields === undefined ? {} : { fields }),
    ...(blockers === undefined ? {} : { blockers }),
  };
}
