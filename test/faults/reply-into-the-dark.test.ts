import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeIn, PAGE } from '../harness/house-desk.ts';
import { openHouse, type House } from '../harness/house.ts';
import { reckon } from './reckoning.ts';
import { post, textFrom } from './webhook.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => house.close());

describe('a reply while no worker and no database runs', () => {
  it('is taken at once, and counts as soon as a worker is back, before the database is', async () => {
    const id = await house.start({ playbook: 'lone-page', codeName: 'DARK', timeFactor: 1 });
    const page = await house.text('DO', PAGE);
    await house.worker.kill('SIGKILL');
    await house.postgres.crash();
    expect(await post(house, textFrom(house, 'DO', codeIn(page.body)))).toBe(200);
    await house.worker.start();
    await house.text('DO', /DARK.*holds task/);
    // Nothing else happens for minutes: what is said now has to reach the log by itself.
    const said = await house.call('POST', `/v1/incidents/${id}/notes`, {
      key: house.keyOf('CC'),
      body: { text: 'Rung back, all well.' },
    });
    expect(said).toMatchObject({ status: 200 });
    await house.postgres.restart();
    const { incident, log } = await reckon(house, id);
    expect(incident.tasks['K0.01']).toMatchObject({ status: 'acknowledged', holder: 'DO' });
    expect(log.filter(({ event }) => event.type === 'acknowledged')).toHaveLength(1);
  }, 120_000);
});
