import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import type { Command } from '../../domain/incident/commands.ts';
import type { MessageOrder } from '../../domain/incident/orders.ts';
import type { Incident } from '../../domain/incident/state.ts';
import { nextDeadline } from '../../domain/incident/deadlines.ts';
import { toLoggedEvent } from '../../api/incident-reader.ts';
import {
  commandUpdate,
  incidentQuery,
  incidentWorkflowId,
  TASK_QUEUES,
  WORKFLOW_TASK_TIMEOUT,
} from '../../workflows/messages.ts';
import { byKey } from '../harness/core-story.ts';
import { filledForm, rowFormOf } from '../harness/dutiful-team.ts';
import { startEngine, type Engine } from '../harness/engine.ts';
import { organisationFor } from '../harness/organisation.ts';
import { kidnapPlan } from '../harness/plans.ts';
import { timeSkippingServer } from '../harness/temporal.ts';

const DAYS = 86_400_000;
const plan = kidnapPlan();
const directory = organisationFor(plan);
const orders: MessageOrder[] = [];
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({
    server: timeSkippingServer,
    directory: () => directory,
    replace: {
      deliverOrders: (step) => {
        orders.push(...step.messages);
        return Promise.resolve();
      },
    },
  });
}, 60_000);
afterAll(async () => engine.close());

/** Domain scenario 5 as a workflow: 140 days on the time-skipping server. */
describe('a hundred and forty days', () => {
  it('issues every report once, rolls, and keeps its state small', async () => {
    const id = 'months2222222222';
    const handle = await engine.client.workflow.start('incident', {
      workflowId: incidentWorkflowId(id),
      taskQueue: TASK_QUEUES.incidents,
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
      args: [
        {
          start: {
            id,
            codeName: 'RAVEN',
            mode: 'live',
            timeFactor: 1,
            plan,
            directory,
            facts: { victims: [{ id: 'v1', name: 'Jean Dupont' }] },
            activate: true,
            by: byKey('CC'),
          },
        },
      ],
    });
    const team = new Team(handle);
    let state = await team.works();
    const end = state.startedAt + 140 * DAYS;
    for (;;) {
      const now = await engine.env.currentTimeMs();
      const next = nextDeadline(state, now);
      if (next === undefined || next > end) break;
      await engine.env.sleep(Math.max(1_000, next - now + 500));
      state = await team.works();
    }
    const entries = await everyEntry(id);
    const opened = entries.flatMap(({ event }) => (event.type === 'taskOpened' ? [event] : []));
    const count = (row: string) => opened.filter((event) => event.row === row).length;
    expect(count('K3.01')).toBe(57);
    expect(count('K3.12')).toBe(4);
    expect(new Set(opened.map((event) => event.task)).size).toBe(opened.length);
    expect(JSON.stringify(state).length).toBeLessThan(512 * 1024);
    const info = await handle.describe();
    expect(info.runId).not.toBe(handle.firstExecutionRunId);
    const late = entries.flatMap(({ event }) =>
      event.type === 'rungReached' && event.kind === 'page' ? [event.late] : [],
    );
    expect(Math.max(...late)).toBeLessThanOrEqual(2_000);
  }, 240_000);
});

async function everyEntry(id: string) {
  const entries = [];
  for (;;) {
    const page = await engine.store.log.readLog(id, { after: entries.length, limit: 1_000 });
    if (page.length === 0) return entries.map(toLoggedEvent);
    entries.push(...page);
  }
}

/** Does whatever is open, by one command each. */
class Team {
  #commands = 0;
  readonly handle: WorkflowHandle;
  constructor(handle: WorkflowHandle) {
    this.handle = handle;
  }

  async works(): Promise<Incident> {
    for (;;) {
      const state = await this.handle.query(incidentQuery);
      const commands = Object.values(state.tasks).flatMap((task) => {
        if (task.status !== 'open' && task.status !== 'acknowledged') return [];
        return this.#commandsFor(state, task.id);
      });
      if (commands.length === 0) return state;
      for (const { by, command } of commands) {
        this.#commands += 1;
        const envelope = { id: `t${this.#commands}`, by: byKey(by), command };
        await this.handle.executeUpdate(commandUpdate, { args: [envelope] });
      }
    }
  }

  #commandsFor(state: Incident, id: string): { by: string; command: Command }[] {
    const task = state.tasks[id];
    const row = state.plan.tasks.find((one) => one.row === task?.row);
    if (task === undefined) return [];
    const approving = approvalOf(state, task.approval);
    if (approving !== undefined) return [approving];
    if (isAsked(state, id)) return [];
    const by = row?.approval?.request[0] ?? task.legs[0]?.role ?? 'CC';
    const option = row?.decision?.options[0]?.id;
    if (option !== undefined) return [{ by, command: { type: 'decide', decision: id, option } }];
    const form = rowFormOf(state, task);
    const filled = form === undefined ? {} : { form: filledForm(form) };
    return [{ by, command: { type: 'complete', task: id, ...filled } }];
  }
}

/** Whether a second person was asked about this task already. */
function isAsked(state: Incident, id: string): boolean {
  return Object.values(state.approvals).some(
    ({ command }) =>
      ('task' in command && command.task === id) ||
      (command.type === 'decide' && command.decision === id),
  );
}

/** The second person's word on what this task asks for. */
function approvalOf(
  state: Incident,
  id: string | undefined,
): { by: string; command: Command } | undefined {
  const approval = state.approvals[id ?? ''];
  if (approval === undefined) return undefined;
  const barred = [approval.requestedBy.person, ...approval.approvedBy];
  const by = approval.mayApprove.find((role) => !barred.includes(role)) ?? 'CC-D';
  return {
    by,
    command: { type: 'approve', approval: approval.id, verdict: 'approve', source: 'b' },
  };
}
