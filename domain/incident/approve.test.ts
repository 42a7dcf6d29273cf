import { describe, expect, it } from '@jest/globals';
import { byKey, bySms, CoreStory, instant } from '../../test/harness/core-story.ts';
import { kidnapPlan } from '../../test/harness/plans.ts';
import { lonePage } from '../../test/properties/small-plans.ts';

const WAIVE = { type: 'waive', task: 'K0.01', reason: 'the report was a test call' } as const;

/** The coordinator asks for a waiver. */
function asked(): { story: CoreStory; approval: string } {
  const story = new CoreStory(lonePage()).until('09:01').does(byKey('CC'), WAIVE);
  return { story, approval: Object.keys(story.incident.approvals)[0] ?? '' };
}
const yes = (approval: string) => ({ type: 'approve', approval, verdict: 'approve' }) as const;

describe('two people', () => {
  it('change nothing before the second has said yes', () => {
    const { story } = asked();
    expect(story.task('K0.01').status).toBe('open');
  });

  it('page those who may approve, but not whoever asked', () => {
    const { story } = asked();
    expect(story.told('approval.2')).toEqual(['09:01 page CML', '09:01 page SPO']);
  });

  it('are two persons, whatever roles they hold', () => {
    const { story, approval } = asked();
    expect(story.refused(byKey('CC'), yes(approval))).toBe('approval-same-person');
  });

  it('are entitled ones', () => {
    const { story, approval } = asked();
    expect(story.refused(byKey('DO'), yes(approval))).toBe('approval-not-entitled');
    expect(story.refused(byKey('DO'), WAIVE)).toBe('request-not-entitled');
  });

  it('are signed in: no text and no link approves, asks, or belongs to nobody', () => {
    const { story, approval } = asked();
    expect(story.refused(bySms('CML'), yes(approval))).toBe('weak-proof');
    expect(story.refused({ person: 'CML', proof: 'link' }, yes(approval))).toBe('weak-proof');
    expect(story.refused({ proof: 'key', access: 'administrator' }, yes(approval))).toBe(
      'person-required',
    );
    expect(story.refused(bySms('CML'), WAIVE)).toBe('weak-proof');
  });

  it('carry out what was frozen, as the deed of whoever asked', () => {
    const { story, approval } = asked();
    story.does(byKey('SPO'), yes(approval));
    expect(story.task('K0.01').status).toBe('waived');
    const waived = story.log.find(({ event }) => event.type === 'taskWaived');
    expect(waived).toMatchObject({ by: { person: 'CC' }, event: { reason: WAIVE.reason } });
    expect(story.task('approval.2').status).toBe('completed');
  });

  it('leave everything as it was when the second says no', () => {
    const { story, approval } = asked();
    story.does(byKey('SPO'), { type: 'approve', approval, verdict: 'reject', reason: 'no' });
    expect(story.task('K0.01').status).toBe('open');
    expect(story.incident.approvals).toEqual({});
    expect(story.refused(byKey('CML'), yes(approval))).toBe('approval-unknown');
  });

  it('have twelve hours; then the request lapses and whoever asked is told', () => {
    const { story, approval } = asked();
    story.until('21:00:59');
    expect(story.incident.approvals[approval]).toBeDefined();
    story.until('21:01');
    expect(story.incident.approvals).toEqual({});
    expect(story.messages.find((order) => order.kind === 'lapsed')).toMatchObject({
      person: 'CC',
      at: instant('21:01'),
    });
  });

  it('change nothing when what was frozen no longer fits', () => {
    const { story, approval } = asked();
    story.does(bySms('DO'), { type: 'complete', task: 'K0.01' });
    expect(story.refused(byKey('CML'), yes(approval))).toBe('task-closed');
  });
});

describe('words to captors', () => {
  it('need whoever drafts them and two others', () => {
    const story = new CoreStory(kidnapPlan(), { activate: true });
    story.does(byKey('CC'), { type: 'raise', event: 'reply-due' });
    const form = { words: 'We are listening.' };
    story.does(byKey('NCO'), { type: 'complete', task: 'K4.07', form });
    const [approval = ''] = Object.keys(story.incident.approvals);
    story.does(byKey('CML'), yes(approval));
    expect(story.task('K4.07.1').status).toBe('open');
    expect(story.refused(byKey('CML'), yes(approval))).toBe('approval-same-person');
    story.does(byKey('LEG'), yes(approval));
    expect(story.task('K4.07.1')).toMatchObject({ status: 'completed', form });
  });
});
