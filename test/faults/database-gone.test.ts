import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AGAIN, PAGE } from '../harness/house-desk.ts';
import { openHouse, type House } from '../harness/house.ts';
import { expectTexts, reckon } from './reckoning.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => house.close());

/** How long the database stays away at least, milliseconds. */
const AWAY = 20_000;

describe('PostgreSQL is gone during an incident', () => {
  it('nobody who is paged or replies notices, and afterwards the log is whole', async () => {
    const before = await house.start({ playbook: 'lone-page', codeName: 'BEFORE' });
    await house.text('DO', PAGE);
    await house.postgres.crash();
    const gone = Date.now();
    await house.text('DO', AGAIN);
    await house.text('DO-D', PAGE);
    await house.acknowledges('DO');
    await house.text('DO', /BEFORE.*holds task/);

    const during = await house.start({ playbook: 'lone-page', codeName: 'DURING' });
    await house.text('DO', /DURING: task/);
    const coordinator = house.keyOf('CC');
    const taken = await house.call('POST', `/v1/incidents/${during}/tasks/K0.01/acknowledge`, {
      key: coordinator,
      body: { person: 'DO', via: 'phone' },
    });
    expect(taken).toMatchObject({ status: 200 });
    expect(await house.incident(during, coordinator)).toMatchObject({
      codeName: 'DURING',
      tasks: expect.arrayContaining([
        expect.objectContaining({ id: 'K0.01', status: 'acknowledged', holder: 'DO' }),
      ]),
    });
    expect((await house.call('GET', '/readyz')).body).toMatchObject({ status: 'degraded' });

    await Promise.all([house.worker.kill('SIGKILL'), house.api.kill('SIGKILL')]);
    await Promise.all([house.worker.start(), house.api.start()]);
    const after = await house.start({ playbook: 'lone-page', codeName: 'AFTER' }, coordinator);
    await house.acknowledges('DO', /AFTER: task/);
    await house.text('DO', /AFTER.*holds task/);

    const rest = AWAY - (Date.now() - gone);
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    await house.postgres.restart();
    for (const id of [before, during, after]) {
      const reckoning = await reckon(house, id);
      expect(reckoning.incident.tasks['K0.01']).toMatchObject({ holder: 'DO' });
      await expectTexts(house, reckoning, 1);
      expect(await house.incident(id, coordinator)).toMatchObject({ id });
    }
    expect(await house.store.log.gaps()).toEqual([]);
  }, 180_000);
});
