import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AGAIN, codeIn, HELD, PAGE } from '../harness/house-desk.ts';
import { openHouse, type House } from '../harness/house.ts';
import { expectTexts, reckon } from './reckoning.ts';
import { post, textFrom } from './webhook.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => house.close());

describe('kill -9 of the API', () => {
  it('in the middle of a ladder stops no rung, and a reply meanwhile is heard afterwards', async () => {
    const id = await house.start({ playbook: 'lone-page', codeName: 'LADDER' });
    const page = await house.text('DO', PAGE);
    await house.api.kill('SIGKILL');
    await house.text('DO', AGAIN);
    await house.text('DO-D', PAGE);
    house.replies('DO', codeIn(page.body));
    await house.api.start();
    await house.text('DO', HELD);
    const reckoning = await reckon(house, id);
    expect(reckoning.incident.tasks['K0.01']).toMatchObject({ holder: 'DO' });
    await expectTexts(house, reckoning);
  }, 120_000);

  it('between webhook and answer: the provider asks again, and the reply counts once', async () => {
    const id = await house.start({ playbook: 'lone-page', codeName: 'BETWEEN', timeFactor: 1 });
    const page = await house.text('DO', /BETWEEN/);
    const reply = textFrom(house, 'DO', codeIn(page.body));
    // Temporal stands still, so that the API has the text in hand and cannot answer yet.
    house.temporal.signal('SIGSTOP');
    const first = post(house, reply);
    expect((await house.call('GET', '/healthz')).status).toBe(200);
    await house.api.kill('SIGKILL');
    house.temporal.signal('SIGCONT');
    expect(await first).toBeUndefined();
    await house.api.start();
    expect(await post(house, reply)).toBe(200);
    expect(await post(house, reply)).toBe(200);
    await house.text('DO', /BETWEEN.*holds task/);
    const { log } = await reckon(house, id);
    expect(log.filter(({ event }) => event.type === 'acknowledged')).toHaveLength(1);
    expect(house.texts('DO').filter(({ body }) => /BETWEEN.*holds/.test(body))).toHaveLength(1);
  }, 120_000);
});
