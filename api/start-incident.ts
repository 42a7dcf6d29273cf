/** Starting an incident: checked and planned here, made durable by Temporal, found again by its id. */
import { randomUUID } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { z } from 'zod';
import type { StartIncident } from '../domain/incident/commands.ts';
import { decideStart } from '../domain/incident/decide.ts';
import type { Incident } from '../domain/incident/state.ts';
import type { Directory } from '../domain/people/person.ts';
import { visibleTo } from '../domain/people/compartments.ts';
import { canonicalJson } from '../store/canonical-json.ts';
import type { CachedPlaybook } from '../store/encrypted-cache.ts';
import { TASK_QUEUES, WORKFLOW_TASK_TIMEOUT, incidentWorkflowId } from '../workflows/messages.ts';
import { actorOf, readerOf } from './caller.ts';
import { pickCodeName, wordsOf } from './code-names.ts';
import type { ApiContext } from './context.ts';
import { keyedId } from './identifiers.ts';
import { incidentNow } from './incident-reader.ts';
import { problem, refused } from './problem.ts';
import type { Answer, Call } from './route.ts';
import type { startBody, startQuery } from './schemas/incidents.ts';
import { showIncident } from './show-incident.ts';
import { startWarnings } from './start-warnings.ts';

export type StartCall = Call<z.infer<typeof startBody>, z.infer<typeof startQuery>>;
const START_LIMIT_MS = 8_000;

/** `POST /v1/incidents`. @throws Problem */
export async function startIncident(context: ApiContext, call: StartCall): Promise<Answer> {
  const [playbook, directory] = await Promise.all([
    context.offline.published(call.body.playbook),
    context.offline.directory(),
  ]);
  if (playbook === undefined) throw unknownPlaybook();
  refuseTimeFactor(context, call);
  const start = await planStart(context, call, { playbook, directory });
  const planned = decideStart(start, context.now());
  if (!planned.ok) throw refused(inFacts(planned.refusal));
  if (call.query.dryRun === 'true') return answerWith(context, call, planned.incident, 200);
  const found = await launch(context, call, start);
  return answerWith(context, call, found ?? planned.incident, 201);
}

function unknownPlaybook() {
  return problem('invalid-request', {
    errors: [{ field: 'playbook', detail: 'No published playbook has this id.' }],
  });
}

/** Facts at fault are named where they stand in the body. */
function inFacts(refusal: Parameters<typeof refused>[0]): typeof refusal {
  const fields = refusal.fields?.map(({ path, message }) => ({ path: `facts.${path}`, message }));
  return fields === undefined ? refusal : { ...refusal, fields };
}

function refuseTimeFactor({ settings }: ApiContext, { body }: StartCall): void {
  if ((body.timeFactor ?? 1) === 1) return;
  const why =
    body.mode === 'live'
      ? 'Only an exercise may run faster than the clock.'
      : settings.mayCompressTime
        ? undefined
        : 'Only on simulated channels: real phones would be paged at that pace.';
  if (why === undefined) return;
  throw problem('time-factor-live', { errors: [{ field: 'timeFactor', detail: why }] });
}

interface Ground {
  readonly playbook: CachedPlaybook;
  readonly directory: Directory;
}

async function planStart(
  context: ApiContext,
  call: StartCall,
  { playbook, directory }: Ground,
): Promise<StartIncident> {
  const { body, caller, idempotencyKey } = call;
  const { idKey } = context.settings;
  const facts = body.facts ?? {};
  const strange = Object.keys(facts).filter((fact) => playbook.plan.facts[fact] === undefined);
  if (strange.length > 0) {
    throw problem('invalid-request', {
      errors: strange.map((fact) => ({
        field: `facts.${fact}`,
        detail: 'The playbook declares no such fact.',
      })),
    });
  }
  const id = keyedId(idKey, 'incident', caller.id, idempotencyKey ?? randomUUID());
  return {
    id,
    codeName: await codeNameFor(context, call, { id, directory }),
    mode: body.mode,
    timeFactor: body.timeFactor ?? 1,
    plan: playbook.plan,
    directory,
    facts,
    activate: body.activate ?? false,
    by: actorOf(caller),
  };
}

/** @throws Problem 422 for a chosen name that is a word of the case */
async function codeNameFor(
  context: ApiContext,
  { body }: StartCall,
  { id, directory }: { readonly id: string; readonly directory: Directory },
): Promise<string> {
  const names = Object.values(directory.people).map(({ name }) => name);
  const forbidden = wordsOf([...names, ...textsIn(body.facts ?? {})]);
  if (body.codeName === undefined) return pickCodeName(id, await namesInUse(context), forbidden);
  if (!forbidden.has(body.codeName)) return body.codeName;
  throw problem('invalid-request', {
    errors: [
      {
        field: 'codeName',
        detail: 'It is a word of the facts or of a person’s name; choose another.',
      },
    ],
  });
}

async function namesInUse({ store }: ApiContext): Promise<ReadonlySet<string>> {
  // Without the database two incidents may share a name; paging goes on.
  const listed = await store.incidents.list({ limit: 200 }).catch(() => []);
  return new Set(listed.filter(({ status }) => status !== 'closed').map((one) => one.codeName));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** @returns the incident that this start made before, if it did. @throws Problem 422, 503 */
async function launch(
  context: ApiContext,
  call: StartCall,
  start: StartIncident,
): Promise<Incident | undefined> {
  const { temporal, settings, incidents } = context;
  const workflowId = incidentWorkflowId(start.id);
  const request = keyedId(settings.idKey, 'start', canonicalJson(call.body));
  try {
    await temporal.withDeadline(Date.now() + START_LIMIT_MS, () =>
      temporal.workflow.start('incident', {
        workflowId,
        taskQueue: TASK_QUEUES.incidents,
        workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        args: [{ start }],
        memo: { request },
      }),
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw unanswered();
    const first = await temporal.workflow.getHandle(workflowId).describe();
    if (first.memo?.['request'] !== request) throw problem('idempotency-key-reused');
    return incidents.read(start.id);
  }
}

function unanswered() {
  return problem('not-now', {
    detail:
      'Temporal did not confirm the start. Ask again with the same Idempotency-Key: it starts once.',
    headers: { 'Retry-After': '2' },
  });
}

function answerWith(
  context: ApiContext,
  call: StartCall,
  incident: Incident,
  status: 200 | 201,
): Answer {
  const sight = visibleTo(readerOf(call.caller), incident);
  const now = incidentNow(incident, context.now());
  const today = new Date(context.now()).toISOString().slice(0, 10);
  return {
    status,
    ...(status === 201 ? { headers: { Location: `/v1/incidents/${incident.id}` } } : {}),
    body: {
      ...showIncident({ incident, sight, now }, call.language),
      warnings: startWarnings(incident, context.settings.channels, today),
    },
  };
}
