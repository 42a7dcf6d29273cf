import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FaultOrder } from '../../channels/simulated/faults.ts';
import { eventually } from '../harness/eventually.ts';
import { openHouse, LONE_PAGE, type House } from '../harness/house.ts';
import { organisationFor } from '../harness/organisation.ts';
import { pagesOn, reckon, sendsEnded, stateOf } from './reckoning.ts';

const organisation = organisationFor(LONE_PAGE);
/** The duty officer has a phone and no mailbox: when the text fails, everything failed. */
const directory = {
  ...organisation,
  people: Object.fromEntries(
    Object.values(organisation.people).map((one) => [
      one.id,
      one.id === 'DO' ? { ...one, contacts: one.contacts.slice(0, 1) } : one,
    ]),
  ),
};
let house: House;
beforeAll(async () => {
  house = await openHouse({ directory });
}, 180_000);
afterAll(async () => house.close());

/** At its own pace: within this story the clock brings no rung but the first. */
async function startWith(codeName: string, ...faults: readonly FaultOrder[]): Promise<string> {
  house.provider.clearFaults();
  for (const fault of faults) house.provider.fail(fault);
  return await house.start({ playbook: 'lone-page', codeName, timeFactor: 1 });
}

/** The first page came, once, and the ladder took no step because of the fault. */
async function expectOnePage(id: string, codeName: string): Promise<void> {
  await house.text('DO', new RegExp(codeName));
  await sendsEnded(house);
  await eventually(
    'the page on record as delivered',
    async () => {
      const page = (await stateOf(house, id)).tasks['K0.01']?.legs[0]?.pages[0];
      return page?.states.sms === 'delivered' ? page : undefined;
    },
    60_000,
  );
  expect(pagesOn(house, 'DO', codeName)).toHaveLength(1);
  const { rungs } = await reckon(house, id);
  expect(rungs.map(({ rung }) => rung)).toEqual([0]);
}

describe('the provider misbehaves', () => {
  it('refuses for good (401): the ladder goes to the deputy at once', async () => {
    const id = await startWith('REFUSED', { on: 'send', fault: 'unauthorized' });
    await house.text('DO-D', /REFUSED/);
    const { rungs, incident } = await reckon(house, id);
    expect(rungs.map(({ rung }) => rung).slice(0, 3)).toEqual([0, 1, 2]);
    expect(incident.tasks['K0.01']?.legs[0]?.pages[0]).toMatchObject({
      person: 'DO',
      states: { sms: 'failed' },
    });
  }, 120_000);

  const passing: readonly [string, string, readonly FaultOrder[]][] = [
    [
      'is busy (429)',
      'BUSY',
      [{ on: 'send', fault: 'tooManyRequests', retryAfterSeconds: 1, times: 2 }],
    ],
    [
      'fails (500, then 503)',
      'BROKEN',
      [
        { on: 'send', fault: 'serverError' },
        { on: 'send', fault: 'htmlUnavailable' },
      ],
    ],
    ['hangs up', 'DROPPED', [{ on: 'send', fault: 'drop' }]],
    ['takes the text and hangs up', 'CUT', [{ on: 'send', fault: 'acceptThenDrop' }]],
    [
      'takes the text, hangs up, and cannot list what it took at first',
      'BLIND',
      [
        { on: 'send', fault: 'acceptThenDrop' },
        { on: 'list', fault: 'serverError' },
      ],
    ],
    ['does not answer', 'SILENT', [{ on: 'send', fault: 'hang' }]],
  ];
  it.each(passing)(
    '%s: the page comes, once',
    async (_what, codeName, faults) => {
      const id = await startWith(codeName, ...faults);
      await expectOnePage(id, codeName);
    },
    120_000,
  );

  it('stays away: after three attempts it is the business of the ladder', async () => {
    const id = await startWith('AWAY', { on: 'send', fault: 'serverError', times: 3 });
    await house.text('DO-D', /AWAY/);
    const { rungs } = await reckon(house, id);
    expect(rungs.map(({ rung }) => rung).slice(0, 3)).toEqual([0, 1, 2]);
    expect(pagesOn(house, 'DO', 'AWAY')).toHaveLength(0);
  }, 120_000);
});
