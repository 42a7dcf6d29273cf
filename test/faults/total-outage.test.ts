import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandSignal, incidentWorkflowId } from '../../workflows/messages.ts';
import { eventually } from '../harness/eventually.ts';
import { ANY_PAGE, HELD, PAGE } from '../harness/house-desk.ts';
import { openHouse, type House } from '../harness/house.ts';
import { expectTexts, orderedTexts, reckon, stateOf, type Reckoning } from './reckoning.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => house.close());

/** Twenty minutes of an exercise at sixty times the pace, in real milliseconds. */
const TWENTY_MINUTES = 20_000;

/** Five minutes to the deputy, in real milliseconds of such an exercise. */
const DEPUTY_AFTER = 5_500;
const EVERYONE = ['CC', 'CC-D', 'CML', 'CML-D', 'DO', 'DO-D', 'SPO', 'SPO-D'];

describe('everything is down for twenty minutes', () => {
  it('on return one wave: each person paged once, each rung logged with its lateness', async () => {
    const id = await house.start({ playbook: 'lone-page', codeName: 'OUTAGE' });
    const first = await house.text('DO', PAGE);
    const parts = [house.worker, house.api, house.temporal];
    await Promise.all([...parts.map((part) => part.kill('SIGKILL')), house.postgres.crash()]);
    await new Promise((resolve) => setTimeout(resolve, TWENTY_MINUTES));
    await Promise.all([house.temporal.start(), house.postgres.restart()]);
    await Promise.all([house.worker.start(), house.api.start()]);

    await house.text('SPO', PAGE);
    await house.acknowledges('DO');
    await house.text('DO', HELD);
    const reckoning = await reckon(house, id);
    const [start, second] = reckoning.rungs;
    const wave = reckoning.rungs.filter(({ at }) => at === second?.at);
    // Rungs one to five were due in the meantime, the sixth may have been.
    expect(wave.map(({ rung }) => rung).slice(0, 5)).toEqual([1, 2, 3, 4, 5]);
    for (const { late, at, plannedAt } of wave) {
      expect(late).toBe(at - plannedAt);
      expect(late).toBeGreaterThan(0);
    }
    const people = new Set(wave.flatMap(({ pages }) => pages.map(({ person }) => person)));
    expect([...people].sort()).toEqual(EVERYONE);
    for (const person of people) expect(orderedTexts(wave, person)).toBe(1);
    for (const person of EVERYONE) await house.text(person, ANY_PAGE);
    expect(start?.pages).toMatchObject([{ person: 'DO' }]);
    await expectTexts(house, reckoning, 1);
    expect(house.texts('DO')[0]).toMatchObject({ body: first.body });
  }, 180_000);

  it('commands that came meanwhile count before the rungs that fell due', async () => {
    const id = await house.start({ playbook: 'lone-page', codeName: 'FIRST' });
    await house.text('DO', /FIRST/);
    await house.worker.kill('SIGKILL');
    const handle = house.client.workflow.getHandle(incidentWorkflowId(id));
    const deputyDue = (await handle.describe()).startTime.getTime() + DEPUTY_AFTER;
    await new Promise((resolve) => setTimeout(resolve, deputyDue - Date.now()));
    // Heard before the answer: not even this one may set off the late rungs.
    await handle.signal(commandSignal, {
      id: 'a-note-first',
      by: { person: 'CC', access: 'coordinator', proof: 'key' },
      command: { type: 'note', text: 'The line is back.' },
    });
    const taken = await house.call('POST', `/v1/incidents/${id}/tasks/K0.01/acknowledge`, {
      key: house.keyOf('CC'),
      body: { person: 'DO', via: 'phone' },
    });
    expect(taken).toMatchObject({ status: 202, body: { status: 'received' } });
    await house.worker.start();
    const { incident, rungs } = await eventuallyAcknowledged(id);
    expect(incident.tasks['K0.01']).toMatchObject({ holder: 'DO' });
    expect(rungs.map(({ rung }) => rung)).toEqual([0]);
  }, 120_000);
});

async function eventuallyAcknowledged(id: string): Promise<Reckoning> {
  await eventually(
    'the acknowledgement',
    async () => {
      const state = await stateOf(house, id);
      return state.tasks['K0.01']?.status === 'acknowledged' ? state : undefined;
    },
    60_000,
  );
  return await reckon(house, id);
}
