import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MessageOrder } from '../../domain/incident/orders.ts';
import { byKey, bySms } from '../harness/core-story.ts';
import { startEngine, type Engine } from '../harness/engine.ts';
import { timeSkippingServer } from '../harness/temporal.ts';
import { skipping, type ToldStory } from '../harness/told-story.ts';
import { begins, CALL, captorsRing, cast, plannedRungs } from './told-on-temporal.ts';

/**
 * The clocks of scenarios 1 and 3 on the time-skipping server, which cannot keep up with
 * conversations beside them: here orders are taken at the door of the phones. The same stories
 * with phones are told on the real server.
 */
const orders: MessageOrder[] = [];
let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({
    server: timeSkippingServer,
    directory: () => cast,
    replace: {
      deliverOrders: ({ messages }) => {
        orders.push(...messages);
        return Promise.resolve();
      },
    },
  });
}, 60_000);
afterAll(async () => engine.close());

const told = (story: ToldStory): string[] =>
  orders
    .filter((order) => order.task === CALL && order.incident === story.incident.id)
    .map((order) => `${order.kind} ${order.person}`);

describe('the scenario scripts on the time-skipping server', () => {
  it('1: a silent communicator: Ben answers, and completion has its own clock', async () => {
    const story = await captorsRing(engine, skipping);
    await story.until(11);
    await story.does(bySms('Ben'), { type: 'acknowledge', task: CALL });
    await story.until(26);
    expect(await plannedRungs(story)).toEqual([0, 2, 5, 10]);
    expect(told(story)).toEqual([
      'page Ada',
      'resend Ada',
      'page Ben',
      'page CC',
      'page DO',
      'taken Ada',
      'taken CC',
      'taken DO',
      'reminder Ben',
      'reminder Ada',
      'reminder CC',
      'reminder CML',
    ]);
    await story.expectPunctual();
  }, 120_000);

  it('1, variant: nobody answers, and the whole roster is paged every five minutes', async () => {
    const story = await captorsRing(engine, skipping);
    await story.until(31);
    expect(await plannedRungs(story)).toEqual([0, 2, 5, 10, 15, 20, 25, 30]);
    const { alarms } = await story.state();
    expect(alarms.map((alarm) => alarm.code)).toContain('phone-round');
    await story.does(bySms('LEL'), { type: 'acknowledge', task: CALL });
    expect((await story.state()).tasks[CALL]).toMatchObject({ holder: 'LEL' });
    await story.expectPunctual();
  }, 120_000);

  it('3: a false alarm keeps what was owed, and closes only with its review', async () => {
    const story = await begins(engine, skipping);
    await story.does(byKey('CC'), { type: 'activate' });
    await story.until(40);
    const refusal = await story.incident.refused(byKey('CC'), { type: 'close' });
    expect(refusal.code).toBe('incident-not-closable');
    expect(refusal.blockers?.map((blocker) => blocker.code)).toContain('not-stood-down');
    await story.does(byKey('DO'), { type: 'standDown', reason: 'falseAlarm' });
    const { approvals } = await story.state();
    const approval = Object.keys(approvals)[0] ?? '';
    await story.does(byKey('CC'), { type: 'approve', approval, verdict: 'approve' });
    const after = await story.state();
    expect(after.standDownAt).toBeDefined();
    const stoodDown = orders.filter(
      (order) => order.kind === 'stoodDown' && order.incident === story.incident.id,
    );
    const told = (await story.events('stoodDown'))[0]?.event.told ?? [];
    expect(new Set(stoodDown.map((order) => order.person))).toEqual(new Set(told));
    expect(told).toContain('CML');
    const again = await story.incident.refused(byKey('CC'), { type: 'close' });
    expect(again.blockers?.some((blocker) => /^V|V8S/.test(blocker.task ?? ''))).toBe(true);
  }, 120_000);
});
