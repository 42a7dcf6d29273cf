import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SweepReport } from '../../workflows/effects.ts';
import {
  codesQuery,
  conversationWorkflowId,
  incidentWorkflowId,
  TASK_QUEUES,
  type OpenCode,
} from '../../workflows/messages.ts';
import { startEngine, type Engine } from '../harness/engine.ts';
import { eventually } from '../harness/eventually.ts';
import { organisationFor } from '../harness/organisation.ts';
import { devServer } from '../harness/temporal.ts';
import { lonePage } from '../properties/small-plans.ts';

const plan = lonePage();
const directory = organisationFor(plan);
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({ server: devServer, directory: () => directory });
}, 60_000);
afterAll(async () => engine.close());

const sweeps = (): Promise<SweepReport> =>
  engine.client.workflow.execute('sweep', {
    workflowId: `sweep-${randomUUID()}`,
    taskQueue: TASK_QUEUES.conversations,
    args: [],
  });
const alarmsOf = async (code: string) => await engine.store.alarms.list({ code });
/** Whether this person's one code is in that state; undefined until it is. */
const hasCode = async (person: string, state: OpenCode['state']): Promise<true | undefined> => {
  const address = directory.people[person]?.contacts[0]?.address ?? '';
  const id = conversationWorkflowId(engine.hash(address));
  const handle = engine.client.workflow.getHandle(id);
  const codes = await handle.query(codesQuery).catch(() => []);
  return codes[0]?.state === state ? true : undefined;
};

describe('the sweep', () => {
  it('raises an incident that an operator terminated, once, and closes its codes', async () => {
    const raven = await engine.start(plan);
    await eventually('the duty officer is asked', () => hasCode('DO', 'open'));
    await eventually('the incident is on record', () => engine.store.incidents.get(raven.id));
    const quiet = await sweeps();
    expect(quiet).toMatchObject({ ended: 0, gaps: 0, stuck: 0 });

    await raven.handle.terminate('an operator’s mistake');
    expect((await sweeps()).ended).toBe(1);
    const [alarm] = await alarmsOf('ended-without-review');
    expect(alarm).toMatchObject({ severity: 'life', subject: raven.id });
    await eventually('nobody is asked any more', () => hasCode('DO', 'quarantine'));

    await engine.store.alarms.clear(alarm?.id ?? 0, 'CC');
    await sweeps();
    expect(await alarmsOf('ended-without-review')).toHaveLength(1);
  });

  it('raises an incident that is on record and that Temporal has no longer', async () => {
    await engine.store.incidents.upsertSnapshot({
      ...{ id: 'longagoaaaaaaaaa', status: 'active', mode: 'live', playbook: 'lone-page' },
      ...{ codeName: 'HERON', startedAt: Date.now(), lastSeq: 0, view: {} },
    });
    await sweeps();
    const raised = await alarmsOf('ended-without-review');
    expect(raised.map(({ subject }) => subject)).toContain('longagoaaaaaaaaa');
  });

  it('raises a log that lacks entries, and clears that once they are there', async () => {
    const id = 'gapaaaaaaaaaaaaa';
    const entry = (seq: number) => ({ seq, at: Date.now(), type: 'note', body: { seq } });
    await engine.store.incidents.upsertSnapshot({
      ...{ id, status: 'closed', mode: 'live', playbook: 'lone-page' },
      ...{ codeName: 'CRANE', startedAt: Date.now(), lastSeq: 1, view: {} },
    });
    await sweeps();
    expect(await alarmsOf('log-gap')).toMatchObject([{ subject: id, severity: 'life' }]);
    await engine.store.log.record(id, { events: [entry(1)], committedThrough: 1 });
    await sweeps();
    expect(await alarmsOf('log-gap')).toMatchObject([{ subject: id, clearedBy: 'sweep' }]);
  });

  it('raises an incident whose workflow tasks fail again and again', async () => {
    const workflowId = incidentWorkflowId('stuckaaaaaaaaaaa');
    // No input at all: not even the first task can be worked.
    const handle = await engine.client.workflow.start('incident', {
      workflowId,
      taskQueue: TASK_QUEUES.incidents,
      args: [null],
    });
    const alarmed = () =>
      eventually(
        'word of the stuck workflow',
        async () => {
          await sweeps();
          return (await alarmsOf('stuck-workflow'))[0];
        },
        60_000,
      );
    expect(await alarmed()).toMatchObject({ subject: workflowId, severity: 'life' });
    await handle.terminate('seen to');
    await eventually('the alarm is cleared', async () => {
      await sweeps();
      const [alarm] = await alarmsOf('stuck-workflow');
      return alarm?.clearedBy === 'sweep' ? true : undefined;
    });
  }, 90_000);
});
