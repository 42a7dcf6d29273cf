import { afterEach, expect, it } from '@jest/globals';
import { byKey } from '../harness/core-story.ts';
import type { Engine } from '../harness/engine.ts';
import { eventually } from '../harness/eventually.ts';
import { organisationFor, person } from '../harness/organisation.ts';
import { kidnapPlan } from '../harness/plans.ts';
import { textsSoFar, ToldStory, type Pace } from '../harness/told-story.ts';

const plan = kidnapPlan();
const base = organisationFor(plan);
/** Ada and Ben of the scenarios beside a holder and a deputy for every role. */
const everyone = { ...base.people, Ada: person('Ada', 901), Ben: person('Ben', 902) };
/** All of them read English here; wording in French has its own tests. */
export const cast = {
  ...base,
  people: Object.fromEntries(
    Object.entries(everyone).map(([id, one]) => [id, { ...one, language: 'en' as const }]),
  ),
};

const running: ToldStory[] = [];
/** A story that goes on would page over the next one's phones. */
async function endStories(): Promise<void> {
  for (const story of running.splice(0)) {
    await story.does(byKey('CC'), { type: 'endExercise' }).catch(() => undefined);
  }
}

export async function begins(engine: Engine, pace: Pace): Promise<ToldStory> {
  const before = textsSoFar(engine);
  const incident = await engine.start(plan, { mode: 'exercise', timeFactor: pace.factor });
  const { startedAt } = await incident.state();
  const story = new ToldStory(engine, incident, { pace, start: startedAt, before });
  running.push(story);
  return story;
}

/** Ada is made communicator, Ben her deputy, and the captors ring at once. */
export async function captorsRing(engine: Engine, pace: Pace): Promise<ToldStory> {
  const story = await begins(engine, pace);
  const reason = 'suitable and rested';
  await story.does(byKey('CC'), { type: 'appoint', role: 'COM', holders: ['Ada', 'Ben'], reason });
  await story.does(byKey('CC'), { type: 'raise', event: 'captor-contact' });
  return story;
}

export const CALL = 'K4.01.1';

export async function plannedRungs(story: ToldStory): Promise<number[]> {
  const { issuedAt } = (await story.state()).tasks[CALL] ?? { issuedAt: 0 };
  const rungs = await story.events('rungReached');
  return rungs.flatMap(({ event }) =>
    event.task === CALL && event.leg === 0 ? [(event.plannedAt - issuedAt) / 60_000] : [],
  );
}

/** The scenario scripts of domain.md 10 that need no voice, on a real engine at a given pace. */
export function tellStories(pace: Pace, engine: () => Engine): void {
  afterEach(async () => {
    engine().provider.clearFaults();
    await endStories();
  });

  it('4: an unknown phone, a proper answer, a late one, a bare one, and STOP', async () => {
    const story = await begins(engine(), pace);
    const code = await story.codeOf('DO', 1);
    await engine().replies('+12025559999', code);
    await story.happens('alarmRaised', (event) => event.code === 'unknown-sender');
    expect((await story.state()).tasks['K0.01']?.status).toBe('open');
    expect(
      engine()
        .provider.phone('+12025559999')
        .texts.map((text) => text.direction),
    ).not.toContain('outbound-api');
    await story.replies('DO', code);
    await story.happens('acknowledged', (event) => event.task === 'K0.01');
    await story.replies('DO', code);
    await story.gets('DO', /already/i);
    expect(await story.events('acknowledged')).toHaveLength(1);
    expect(await story.events('acknowledgedLate')).toHaveLength(0);
    await engine().replies('+12025559999', code);
    await story.happens('alarmRaised', (event) => event.code === 'unknown-sender-again');
    await story.replies('DO', 'STOP');
    await story.happens('alarmRaised', (event) => event.code === 'opted-out');
    expect((await story.state()).optedOut).toContain('DO');
  }, 180_000);

  it('1: a silent communicator: Ben answers, and completion has its own clock', async () => {
    const story = await captorsRing(engine(), pace);
    const { number } = (await story.state()).tasks[CALL] ?? { number: 0 };
    await story.gets('Ada', new RegExp(`task ${number} for you`));
    await story.until(2);
    await story.gets('Ada', /again/i);
    await story.until(5);
    const code = await story.codeOf('Ben', number);
    await story.until(10);
    await story.gets('CC', new RegExp(`task ${number}\\b|${number} code`));
    await story.replies('Ben', `ACK ${code}`);
    await story.happens('acknowledged', (event) => event.task === CALL && event.person === 'Ben');
    await story.gets('Ada', new RegExp(`${number}.*taken`));
    expect(await plannedRungs(story)).toEqual([0, 2, 5, 10]);
    await story.until(26);
    const overdue = await eventually('both reminders', async () => {
      const found = (await story.events('overdueReached')).filter(
        ({ event }) => event.task === CALL,
      );
      return found.length >= 2 ? found : undefined;
    });
    const issuedAt = (await story.state()).tasks[CALL]?.issuedAt ?? 0;
    expect(
      overdue.map(({ event }) => [
        (event.plannedAt - issuedAt) / 60_000,
        event.pages.map((page) => page.person),
      ]),
    ).toEqual([
      [15, ['Ben', 'Ada', 'CC']],
      [25, ['CML']],
    ]);
    expect((await story.state()).tasks[CALL]?.status).toBe('acknowledged');
    await story.expectPunctual();
  }, 180_000);

  it('1, variant: Ben is silent too, the whole roster is paged, LEL holds it', async () => {
    const story = await captorsRing(engine(), pace);
    const { number } = (await story.state()).tasks[CALL] ?? { number: 0 };
    for (const minute of [5, 10, 15]) await story.until(minute);
    await story.until(20);
    await story.happens('alarmRaised', (event) => event.code === 'phone-round');
    const code = await story.codeOf('LEL', number);
    await story.replies('LEL', code);
    await story.happens('acknowledged', (event) => event.task === CALL && event.person === 'LEL');
    expect((await plannedRungs(story)).slice(0, 6)).toEqual([0, 2, 5, 10, 15, 20]);
    const state = await story.state();
    expect(state.tasks[CALL]).toMatchObject({ status: 'acknowledged', holder: 'LEL' });
    expect(story.texts('REV')).toEqual([]);
  }, 180_000);

  it('2: texts fail, e-mail goes, and the deputy keeps the owner his five minutes', async () => {
    const { provider } = engine();
    provider.fail({ on: 'send', fault: 'serverError', times: 200 });
    const story = await begins(engine(), pace);
    await eventually('the e-mail', () =>
      provider.mailboxes().find((box) => box.address.startsWith('do@') && box.mails.length > 0),
    );
    await story.happens('delivery', (event) =>
      event.reports.some((report) => report.channel === 'sms' && report.state === 'failed'),
    );
    provider.clearFaults();
    const rung = await story.happens(
      'rungReached',
      (event) => event.task === 'K0.01' && event.pages.some((page) => page.person === 'DO-D'),
    );
    expect(rung.plannedAt - story.start).toBe(5 * 60_000);
    const page = (await story.state()).tasks['K0.01']?.legs[0]?.pages.find(
      (one) => one.person === 'DO',
    );
    expect(page?.states).toMatchObject({ email: 'sent' });
  }, 180_000);
}
