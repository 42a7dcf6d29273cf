import { describe, expect, it } from '@jest/globals';
import { byKey, bySms, CoreStory, instant } from '../harness/core-story.ts';
import { doEverything } from '../harness/dutiful-team.ts';
import { organisationFor, person } from '../harness/organisation.ts';
import { kidnapPlan } from '../harness/plans.ts';

const JEAN = 'jean';
const SAFE = { type: 'setFact', fact: 'victim.status', subject: 'v1', value: 'safe' } as const;

/** domain.md 10, scenario 3, up to the phone call at 10:05: family and police have been told. */
function untilTheCall(): CoreStory {
  const plan = kidnapPlan();
  const directory = organisationFor(plan);
  const people = { ...directory.people, [JEAN]: person(JEAN, 905) };
  const victims = [{ id: 'v1', name: 'Jean Dupont', person: JEAN }];
  const story = new CoreStory(plan, {
    directory: { ...directory, people },
    facts: { victims },
  });
  const leave = ['K0.05', 'K2.02', 'K2.05'];
  doEverything(story, {}, leave);
  story.until('09:20').does(byKey('DO'), { type: 'activate' });
  story.does(byKey('CML'), { ...SAFE, value: 'suspected' });
  doEverything(story, { 'K2.01': 'inform' }, leave);
  story.until('09:40');
  doEverything(story, {}, ['K0.05']);
  return story.until('10:05');
}

function confirmedSafe(): CoreStory {
  const story = untilTheCall();
  story.does(byKey('DO'), { ...SAFE, source: 'his own voice, challenge answered' });
  story.until('10:12');
  const approval = Object.values(story.incident.approvals).find(
    ({ command }) => command.type === 'setFact',
  );
  return story.does(byKey('CC'), {
    type: 'approve',
    approval: approval?.id ?? '',
    verdict: 'approve',
    source: 'a colleague sees him',
  });
}

describe('the false alarm', () => {
  it('takes two people and two sources to call somebody safe', () => {
    const story = untilTheCall();
    expect(story.refused(byKey('DO'), SAFE)).toBe('source-required');
    story.does(byKey('DO'), { ...SAFE, source: 'his own voice' });
    const approval = Object.keys(story.incident.approvals).at(-1) ?? '';
    const yes = { type: 'approve', approval, verdict: 'approve' } as const;
    expect(story.refused(byKey('CC'), yes)).toBe('second-source-needed');
    expect(story.refused(byKey('CC'), { ...yes, source: ' His own voice ' })).toBe(
      'second-source-needed',
    );
    expect(story.refused(byKey('DO'), { ...yes, source: 'other' })).toBe('approval-not-entitled');
    expect(story.refused(bySms('CC'), { ...yes, source: 'other' })).toBe('weak-proof');
    expect(story.incident.facts['victim.status@v1']?.value).toBe('suspected');
  });

  it('sets the status at 10:12 and ends the sustained rhythm', () => {
    const story = confirmedSafe();
    expect(story.incident.facts['victim.status@v1']).toMatchObject({
      value: 'safe',
      at: instant('10:12'),
    });
    story.until('15:00');
    expect(story.events('taskOpened').map((event) => event.row)).not.toContain('K3.01');
  });

  it('tells everybody who was paged, once, and never the man himself', () => {
    const story = confirmedSafe().until('10:15');
    const paged = new Set(
      story.messages.filter((order) => order.kind === 'page').map((order) => order.person),
    );
    story.twoPeople('DO', 'CML', { type: 'standDown', reason: 'falseAlarm' });
    const told = story.messages
      .filter((order) => order.kind === 'stoodDown')
      .map((order) => order.person);
    expect(new Set(told).size).toBe(told.length);
    for (const who of paged) expect(told).toContain(who);
    expect(story.messages.map((order) => order.person)).not.toContain(JEAN);
    expect(story.incident.status).toBe('stoodDown');
  });

  it('keeps telling the police and the family, who had been told, until 11:12', () => {
    const story = confirmedSafe().until('10:15');
    story.twoPeople('DO', 'CML', { type: 'standDown', reason: 'falseAlarm' });
    for (const task of ['K6F.1', 'K6F.2']) {
      expect(story.task(task)).toMatchObject({ status: 'open', completeBy: instant('11:12') });
    }
    story.until('10:20').does(bySms('FLO'), { type: 'acknowledge', task: 'K6F.2' });
    story.until('11:12');
    expect(story.told('K6F.2').filter((line) => line.includes('reminder'))).toEqual([
      '10:57 reminder FLO',
      '11:12 reminder FLO',
      '11:12 reminder FLO-D',
      '11:12 reminder CC',
    ]);
  });

  it('is not told to anybody who was never told in the first place', () => {
    const story = new CoreStory(kidnapPlan(), { facts: { victims: [{ id: 'v1' }] } });
    story.until('09:30');
    story.twoPeople('CML', 'CC', { ...SAFE, source: 'his voice' }, 'his wife');
    expect(Object.keys(story.incident.tasks)).toContain('K6F');
    expect(Object.keys(story.incident.tasks)).not.toContain('K6F.1');
    expect(Object.keys(story.incident.tasks)).not.toContain('K6F.2');
  });

  it('does not close before the one-page review is signed by two', () => {
    const story = confirmedSafe().until('10:15');
    story.twoPeople('DO', 'CML', { type: 'standDown', reason: 'falseAlarm' });
    story.until('11:00');
    doEverything(story, {}, ['K0.05', 'V1', 'V2', 'V3', 'V6S']);
    story.until('11:30');
    expect(story.incident.status).toBe('inReview');
    expect(story.refused(byKey('CML'), { type: 'close' })).toBe('incident-not-closable');
    story.until('d5 09:00');
    doEverything(story, {}, ['V8S']);
    expect(story.refused(byKey('CML'), { type: 'close' })).toBe('incident-not-closable');
    story.twoPeople('CML', 'REV', { type: 'complete', task: 'V8S' });
    story.twoPeople('CML', 'SPO', { type: 'close' });
    expect(story.incident).toMatchObject({ status: 'closed', outcome: 'falseAlarm' });
  });
});
