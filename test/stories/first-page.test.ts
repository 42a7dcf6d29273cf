import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fold } from '../../domain/incident/evolve.ts';
import type { StartIncident } from '../../domain/incident/commands.ts';
import { toLoggedEvent } from '../../api/incident-reader.ts';
import {
  commandUpdate,
  incidentQuery,
  incidentWorkflowId,
  TASK_QUEUES,
  WORKFLOW_TASK_TIMEOUT,
} from '../../workflows/messages.ts';
import { byKey } from '../harness/core-story.ts';
import { startEngine, type Engine } from '../harness/engine.ts';
import { eventually } from '../harness/eventually.ts';
import { organisationFor } from '../harness/organisation.ts';
import { planFrom } from '../harness/plans.ts';
import { devServer } from '../harness/temporal.ts';

const plan = planFrom(new URL('../harness/lone-page.yaml', import.meta.url));
const directory = organisationFor(plan);
const numberOf = (person: string): string =>
  directory.people[person]?.contacts.find((contact) => contact.channel === 'sms')?.address ?? '';
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({ server: devServer, directory: () => directory });
}, 60_000);
afterAll(async () => engine.close());

const start: StartIncident = {
  id: 'firstpageaaaaaaa',
  codeName: 'RAVEN',
  mode: 'live',
  timeFactor: 1,
  plan,
  directory,
  facts: {},
  activate: false,
  by: byKey('CC'),
};

describe('one page, from start to answer', () => {
  it('texts the duty officer, who answers, and is told that he has it', async () => {
    const handle = await engine.client.workflow.start('incident', {
      workflowId: incidentWorkflowId(start.id),
      taskQueue: TASK_QUEUES.incidents,
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
      args: [{ start }],
    });
    const duty = numberOf('DO');
    const page = await eventually('the page', () => engine.provider.phone(duty).texts[0]);
    expect(page.body).toMatch(/^RAVEN: task 1 for you\. Answer by \d\d:\d\dZ\/\d\d:\d\d\./);
    const code = /Reply (\d\d) =/.exec(page.body)?.[1] ?? '';
    await engine.replies(duty, code);
    await eventually('the confirmation', () => engine.provider.phone(duty).texts[1]);
    const state = await handle.query(incidentQuery);
    expect(state.tasks['K0.01']).toMatchObject({ status: 'acknowledged', holder: 'DO' });
    const log = await eventually('the log', async () => {
      const entries = await engine.store.log.readLog(start.id);
      return entries.length >= state.seq ? entries : undefined;
    });
    expect(fold(log.map(toLoggedEvent))).toEqual(state);
    await expect(
      handle.executeUpdate(commandUpdate, {
        args: [{ id: 'close-1', by: byKey('CC'), command: { type: 'close' } }],
      }),
    ).rejects.toMatchObject({ cause: { type: 'Refused' } });
  }, 60_000);
});
