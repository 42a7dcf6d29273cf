import { describe, expect, it } from '@jest/globals';
import { byKey, bySms, CoreStory, instant } from '../../test/harness/core-story.ts';
import { doEverything } from '../../test/harness/dutiful-team.ts';
import { smallCase, withRow } from '../../test/properties/small-plans.ts';
import type { Anchor } from '../plan.ts';
import { HOUR, MINUTE } from '../time.ts';
import { anchorInstant } from './anchors.ts';

const TEAM = 'K1.01';

const acknowledge = (story: CoreStory, task: string, ...people: string[]) => {
  for (const who of people) story.does(bySms(who), { type: 'acknowledge', task });
  return story;
};

describe('a quorum', () => {
  const called = () => new CoreStory(smallCase(), { activate: true });

  it('is met once every need is answered for', () => {
    const story = acknowledge(called().until('09:03'), TEAM, 'CML');
    expect(story.events('quorumMet')).toEqual([]);
    acknowledge(story, TEAM, 'SEC-D', 'SEC');
    expect(story.events('quorumMet')).toHaveLength(1);
    expect(story.task('K1.02').issuedAt).toBe(instant('09:03'));
  });

  it('is not met by one person who takes the pages of others', () => {
    const story = acknowledge(called().until('09:11'), TEAM, 'CC');
    expect(story.task(TEAM).legs.map((leg) => leg.acknowledgedBy)).toEqual([
      'CC',
      'CC',
      'CC',
      'CC',
    ]);
    expect(story.events('quorumMet')).toEqual([]);
  });

  it('that is missed alarms, and what waits for it opens all the same', () => {
    const story = called().until('09:29:59');
    expect(story.incident.tasks['K1.02']).toBeUndefined();
    story.until('09:30');
    expect(story.incident.alarms.map((alarm) => alarm.code)).toContain('quorum-missed');
    expect(story.task('K1.02').issuedAt).toBe(instant('09:30'));
  });
});

describe('silence on the activation question', () => {
  const asked = () => new CoreStory(smallCase()).until('09:15');

  it('means standby after 15 minutes, and the question is put again to more people', () => {
    const story = asked().until('09:30');
    expect(story.incident.status).toBe('standby');
    expect(story.task('K0.05.2').legs.map((leg) => leg.role)).toEqual(['DO', 'CC', 'CML']);
  });

  it('never means more than standby, every 15 minutes without end', () => {
    const story = asked().until('11:00');
    expect(story.incident.status).toBe('standby');
    expect(story.task('K0.05.8').issuedAt).toBe(instant('11:00'));
  });

  it('is over once one person activates', () => {
    const story = asked().until('09:31');
    story.does(byKey('CC'), { type: 'decide', decision: 'K0.05', option: 'activate' });
    expect(story.incident.status).toBe('active');
    const asking = story.events('taskOpened').filter((event) => event.row === 'K0.05').length;
    story.until('12:00');
    expect(story.events('taskOpened').filter((event) => event.row === 'K0.05')).toHaveLength(
      asking,
    );
  });

  it('is over once two people decline; the short review is then due', () => {
    const story = asked();
    story.twoPeople('DO', 'CML', { type: 'decide', decision: 'K0.05', option: 'decline' });
    expect(story.incident).toMatchObject({ status: 'inReview', outcome: 'declined' });
    expect(story.task('V1').status).toBe('open');
  });
});

describe('openings', () => {
  it('open once, when their moment has come', () => {
    const story = acknowledge(new CoreStory(smallCase()).until('09:05'), 'K0.01', 'DO');
    const form = { heads: 3 };
    story.does(byKey('DO'), { type: 'complete', task: 'K0.01', form }).until('09:19');
    const asked = story.log.filter(
      ({ event }) => event.type === 'taskOpened' && event.row === 'K0.05',
    );
    expect(asked.map(({ at }) => at)).toEqual([instant('09:05')]);
  });

  it('wait for their predecessors', () => {
    const story = new CoreStory(smallCase());
    story.twoPeople('CC', 'CML', { type: 'standDown', reason: 'falseAlarm' });
    story.does(bySms('REV'), { type: 'acknowledge', task: 'V1' });
    expect(story.incident.tasks['V8']).toBeUndefined();
    story.does(byKey('REV'), { type: 'complete', task: 'V1' });
    expect(story.task('V8').status).toBe('open');
  });

  it('open a row per person, as soon as the person is named', () => {
    const story = new CoreStory(smallCase()).until('09:10');
    const value = [{ id: 'v1', name: 'Jean' }, { id: 'v2' }];
    story.does(byKey('DO'), { type: 'setFact', fact: 'victims', value });
    expect(Object.keys(story.incident.tasks)).toEqual(
      expect.arrayContaining(['K0.02@v1', 'K0.02@v2']),
    );
  });

  it('open for every event, however often it happens, and drop none that is unanswered', () => {
    const story = new CoreStory(smallCase());
    for (let call = 0; call < 5; call += 1) {
      story.does(byKey('CC'), { type: 'raise', event: 'call' });
    }
    const calls = Object.values(story.incident.tasks).filter((task) => task.row === 'K4.01');
    expect(calls.map((task) => task.status)).toEqual(Array.from({ length: 5 }, () => 'open'));
  });

  it('merge a series that nobody answers, so that three at most stay open', () => {
    const story = new CoreStory(smallCase(), { activate: true });
    doEverything(story, {}, ['K3.01']);
    story.until('d2 09:00');
    const reports = Object.values(story.incident.tasks).filter((task) => task.row === 'K3.01');
    expect(reports.filter((task) => task.status === 'open')).toHaveLength(3);
    expect(reports.filter((task) => task.status === 'notNeeded').length).toBeGreaterThan(3);
  });

  it('open with an alarm when their condition cannot be evaluated', () => {
    const plan = withRow(smallCase(), 'K3.02', {
      opens: [{ on: { kind: 'condition', when: 'facts.heads > "many"' } }],
    });
    const story = new CoreStory(plan, { activate: true, facts: { heads: 3 } });
    expect(story.task('K3.02').status).toBe('open');
  });

  it('drop what a fact makes needless, and tell those who were paged', () => {
    const story = new CoreStory(smallCase(), { activate: true });
    story.does(byKey('CML'), { type: 'setFact', fact: 'police.choice', value: 'tell' });
    story.does(byKey('CC'), { type: 'setFact', fact: 'police.told', value: true });
    expect(story.task('K3.02').status).toBe('notNeeded');
    expect(story.told('K3.02')).toEqual(['09:00 page SEC', '09:00 notNeeded SEC']);
  });
});

describe('anchors', () => {
  const story = acknowledge(
    new CoreStory(smallCase(), { activate: true }).until('09:02'),
    TEAM,
    'CML',
  );
  acknowledge(story.until('09:04'), TEAM, 'FLO');
  acknowledge(story.until('09:06'), TEAM, 'CC');
  story.until('09:07').does(byKey('CC'), { type: 'complete', task: TEAM });
  const value = '2026-03-02T11:00:00Z';
  story.until('09:08').does(byKey('CC'), { type: 'setFact', fact: 'seen.at', value });
  story.until('09:09').does(byKey('CC'), { type: 'raise', event: 'call' });
  story.until('09:10').twoPeople('CC', 'CML', { type: 'standDown', reason: 'falseAlarm' });

  it.each<[string, Anchor, string | undefined]>([
    ['the start', { kind: 'start' }, '09:00'],
    ['the activation', { kind: 'activation' }, '09:00'],
    ['a phase', { kind: 'phase', phase: 'K7' }, '09:10'],
    ['a phase that never came', { kind: 'phase', phase: 'K5' }, undefined],
    ['a task issued', { kind: 'task', row: TEAM, moment: 'issued' }, '09:00'],
    [
      'a task acknowledged by its owner',
      { kind: 'task', row: TEAM, moment: 'acknowledged' },
      '09:06',
    ],
    ['a task done', { kind: 'task', row: TEAM, moment: 'completed' }, '09:07'],
    ['a quorum', { kind: 'quorum', quorum: 'team' }, '09:04'],
    ['a fact set', { kind: 'factSet', fact: 'seen.at' }, '09:08'],
    ['an instant that a fact holds', { kind: 'factValue', fact: 'seen.at' }, '11:00'],
    ['an event', { kind: 'event', event: 'call' }, '09:09'],
    ['the stand-down', { kind: 'standDown' }, '09:10'],
    ['a condition that never held', { kind: 'condition', when: 'false' }, undefined],
  ])('%s', (_name, anchor, at) => {
    expect(anchorInstant(story.incident, anchor)).toBe(at === undefined ? undefined : instant(at));
  });
});

describe('a deadline that counts from something later', () => {
  it('is set when that happens', () => {
    const anchor: Anchor = { kind: 'factValue', fact: 'seen.at' };
    const plan = withRow(smallCase(), 'K1.04', { doneFrom: anchor, doneWithin: HOUR });
    const story = new CoreStory(plan, { activate: true });
    expect(story.task('K1.04').completeBy).toBeUndefined();
    const value = '2026-03-02T11:00:00Z';
    story.does(byKey('CC'), { type: 'setFact', fact: 'seen.at', value });
    expect(story.task('K1.04')).toMatchObject({
      completeBy: instant('12:00'),
      overdueAt: instant('11:45'),
    });
    expect(story.task('K1.04').overdueAt).toBe(instant('12:00') - 15 * MINUTE);
  });
});
