import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../domain/time.ts';
import { eventually } from '../harness/eventually.ts';
import { changedBuild } from '../harness/house-build.ts';
import { AGAIN } from '../harness/house-desk.ts';
import { openHouse, type House } from '../harness/house.ts';
import { expectTexts, reckon, stateOf, type Rung } from './reckoning.ts';

let house: House;
let newer = '';
beforeAll(async () => {
  house = await openHouse();
  newer = await mkdtemp(join(house.build.directory, '..', 'newer-'));
}, 180_000);
afterAll(async () => {
  await house.close();
  await rm(newer, { recursive: true, force: true });
});

/** The new version's rule: the fourth rung comes after seven minutes, not after ten. */
const NEW_RULE = {
  file: 'domain/incident/ladders.js',
  find: 'const rung = ladder.rungs[index];',
  put: 'if (index === 3) return 7 * 60_000; const rung = ladder.rungs[index];',
};

async function fourthRung(id: string): Promise<Rung> {
  await eventually(
    'the fourth rung',
    async () => ((await stateOf(house, id)).tasks['K0.01']?.legs[0]?.rung ?? 0) > 3 || undefined,
    60_000,
  );
  const { rungs } = await reckon(house, id);
  const fourth = rungs.find(({ rung }) => rung === 3);
  if (fourth === undefined) throw new Error('the fourth rung is not in the log');
  return fourth;
}

async function sinceStart(id: string): Promise<number> {
  const { plannedAt } = await fourthRung(id);
  return plannedAt - (await stateOf(house, id)).startedAt;
}

async function buildOf(id: string): Promise<string | null | undefined> {
  const { raw } = await house.client.workflow.getHandle(`incident-${id}`).describe();
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
}

describe('an upgrade between two starts', () => {
  it('leaves a running incident on its code until it rolls, and gives new ones the new', async () => {
    const running = await house.start({ playbook: 'lone-page', codeName: 'RUNNING' });
    await house.text('DO', AGAIN);
    const before = await buildOf(running);
    await house.worker.kill('SIGTERM');
    house.useBuild(await changedBuild(house.build, newer, NEW_RULE));
    await house.worker.start();

    const fresh = await house.start({ playbook: 'lone-page', codeName: 'FRESH' });
    expect(await sinceStart(running)).toBe(10 * MINUTE);
    expect(await buildOf(running)).toBe(before);
    expect(await sinceStart(fresh)).toBe(7 * MINUTE);
    expect(await buildOf(fresh)).not.toBe(before);

    await house.acknowledges('DO', /RUNNING: task/);
    await house.text('DO', /RUNNING.*holds task/);
    await house.acknowledges('DO', /FRESH: task/);
    await house.text('DO', /FRESH.*holds task/);
    await expectTexts(house, await reckon(house, running));
    await rolls(running);
    const newBuild = await buildOf(fresh);
    await eventually(
      'the new code for the incident that rolled',
      async () => ((await buildOf(running)) === newBuild ? true : undefined),
      60_000,
    );
    await reckon(house, running);
  }, 180_000);
});

/** Enough notes that the history is long, and the incident carries itself over. */
async function rolls(id: string): Promise<void> {
  const handle = house.client.workflow.getHandle(`incident-${id}`);
  const { runId } = await handle.describe();
  await eventually(
    'the roll',
    async () => {
      await house.call('POST', `/v1/incidents/${id}/notes`, {
        key: house.keyOf('CC'),
        body: { text: 'The watch changes.' },
      });
      return (await handle.describe()).runId === runId ? undefined : true;
    },
    90_000,
  );
}
