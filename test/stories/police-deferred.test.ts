import { describe, expect, it } from '@jest/globals';
import { byKey, bySms, CoreStory, instant } from '../harness/core-story.ts';
import { doEverything } from '../harness/dutiful-team.ts';
import { kidnapPlan } from '../harness/plans.ts';

const DEFER = { type: 'decide', option: 'defer', reason: 'the captors watch the station' } as const;

/** domain.md 10, scenario 8: the first meeting ends at 10:00 and leaves the question open. */
function asked(): CoreStory {
  const story = new CoreStory(kidnapPlan(), { activate: true });
  doEverything(story, {}, ['K1.03', 'K2.01', 'K2.14']);
  story.until('10:00');
  doEverything(story, {}, ['K2.01', 'K2.14']);
  return story;
}

function deferred(): CoreStory {
  const story = asked();
  story.does(byKey('CML'), { ...DEFER, decision: 'K2.01' });
  const approval = Object.keys(story.incident.approvals)[0] ?? '';
  story.until('10:10');
  return story.does(byKey('LEG'), { type: 'approve', approval, verdict: 'approve' });
}

const askings = (story: CoreStory) =>
  story.log
    .filter(({ event }) => event.type === 'taskOpened' && event.row === 'K2.01')
    .map(({ at }) => at);

describe('the police deferred', () => {
  it('takes two people to defer', () => {
    const story = asked();
    story.does(byKey('CML'), { ...DEFER, decision: 'K2.01' });
    const approval = Object.keys(story.incident.approvals)[0] ?? '';
    const yes = { type: 'approve', approval, verdict: 'approve' } as const;
    expect(story.refused(byKey('CML'), yes)).toBe('approval-same-person');
    expect(story.task('K2.01.1').status).not.toBe('completed');
    expect(story.incident.facts['le.decision']).toBeUndefined();
  });

  it('never takes a text for it', () => {
    expect(asked().refused(bySms('CML'), { ...DEFER, decision: 'K2.01' })).toBe('weak-proof');
  });

  it('asks again after four hours, under LIFE', () => {
    const story = deferred().until('14:10');
    expect(story.incident.facts['le.decision']?.value).toBe('defer');
    expect(askings(story)).toEqual([instant('10:00'), instant('14:10')]);
    story.until('14:24');
    expect(story.told('K2.01.2').filter((line) => line.includes(' page '))).toEqual([
      '14:10 page CML',
      '14:10 page LEG',
      '14:15 page CML-D',
      '14:15 page LEG-D',
      '14:20 page CC',
      '14:20 page DO',
      '14:20 page CC',
      '14:20 page DO',
    ]);
    story.until('14:25');
    expect(story.told('K2.01.2')).toContain('14:25 page CML');
  });

  it('asks every four hours of the first day, then daily', () => {
    const story = deferred();
    for (let asking = 2; asking < 9; asking += 1) {
      story.until(
        Object.values(story.incident.series).flatMap((series) => series.nextAt ?? [])[0] ?? 0,
      );
      story.twoPeople('CML', 'LEG', { ...DEFER, decision: `K2.01.${asking}` });
    }
    expect(askings(story).slice(1)).toEqual(
      ['14:10', '18:10', '22:10', 'd1 02:10', 'd1 06:10', 'd1 10:10', 'd2 10:10'].map(instant),
    );
  });

  it('calls the police once it is yes, and is done only with officer and reference', () => {
    const story = deferred().until('18:20');
    story.does(byKey('CML'), { type: 'decide', decision: 'K2.01', option: 'inform' });
    expect(story.task('K2.02')).toMatchObject({
      acknowledgeBy: instant('18:25'),
      completeBy: instant('18:50'),
      ladder: 'LIFE',
    });
    expect(story.told('K2.02')).toEqual(['18:20 page LEL']);
    story.does(bySms('LEL'), { type: 'acknowledge', task: 'K2.02' });
    const done = { type: 'complete', task: 'K2.02' } as const;
    expect(story.refused(byKey('LEL'), done)).toBe('form-required');
    const form = { informed: true, officer: 'Lieutenant Moreau' };
    expect(story.refused(byKey('LEL'), { ...done, form })).toBe('form-invalid');
    story.does(bySms('LEL'), done);
    expect(story.task('K2.02').status).toBe('acknowledged');
    story.does(byKey('LEL'), { ...done, form: { ...form, reference: '26-117' } });
    expect(story.task('K2.02').status).toBe('completed');
    expect(story.incident.facts['le.informed']?.value).toBe(true);
  });

  it('offers no deferring where the law requires a report', () => {
    const story = asked();
    story.does(byKey('LEG'), { type: 'setFact', fact: 'le.dutyToReport', value: true });
    expect(story.refused(byKey('CML'), { ...DEFER, decision: 'K2.01' })).toBe('option-unknown');
  });
});
