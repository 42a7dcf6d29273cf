import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AGAIN, HELD, PAGE } from '../harness/house-desk.ts';
import { openHouse, type House } from '../harness/house.ts';
import { expectTexts, pagesOn, reckon, sendsEnded } from './reckoning.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => house.close());

describe('kill -9 of the Temporal server', () => {
  it('in the middle of a ladder: it goes on from the same file', async () => {
    const id = await house.start({ playbook: 'lone-page', codeName: 'LADDER' });
    await house.text('DO', AGAIN);
    await house.temporal.kill('SIGKILL');
    await house.temporal.start();
    await house.text('CC', PAGE);
    await house.acknowledges('DO');
    await house.text('DO', HELD);
    const reckoning = await reckon(house, id);
    expect(reckoning.incident.tasks['K0.01']).toMatchObject({ holder: 'DO' });
    await expectTexts(house, reckoning, 1);
  }, 120_000);

  it('in the middle of a send: the page came, and comes once', async () => {
    house.provider.fail({ on: 'send', fault: 'acceptThenHang' });
    const id = await house.start({ playbook: 'lone-page', codeName: 'THROUGH', timeFactor: 1 });
    await house.text('DO', /THROUGH/);
    await house.temporal.kill('SIGKILL');
    await house.temporal.start();
    await house.acknowledges('DO', /THROUGH/);
    await house.text('DO', /THROUGH.*holds task/);
    await sendsEnded(house);
    expect(pagesOn(house, 'DO', 'THROUGH')).toHaveLength(1);
    await reckon(house, id);
  }, 120_000);
});
