import { describe, expect, it } from '@jest/globals';
import { byKey, CoreStory } from '../../test/harness/core-story.ts';
import { doEverything } from '../../test/harness/dutiful-team.ts';
import { lonePage, smallCase } from '../../test/properties/small-plans.ts';
import { blockers } from './closure.ts';

const FALSE_ALARM = { type: 'standDown', reason: 'falseAlarm' } as const;
const codes = (story: CoreStory) => blockers(story.incident).map((one) => one.code);

describe('closing is blocked by', () => {
  it('an incident that was not stood down', () => {
    expect(codes(new CoreStory(lonePage()))).toContain('not-stood-down');
  });

  it('a mandatory task that is neither done nor waived', () => {
    const story = new CoreStory(smallCase());
    expect(blockers(story.incident)).toContainEqual({ code: 'task-open', task: 'K0.01' });
    story.twoPeople('CC', 'CML', FALSE_ALARM);
    expect(blockers(story.incident)).toContainEqual({ code: 'task-open', task: 'V1' });
    expect(blockers(story.incident)).not.toContainEqual({ code: 'task-open', task: 'K0.01' });
  });

  it('a step of the review that has not come yet', () => {
    const story = new CoreStory(smallCase());
    story.twoPeople('CC', 'CML', FALSE_ALARM);
    expect(blockers(story.incident)).toContainEqual({ code: 'review-incomplete', task: 'V8' });
  });

  it('a request that waits for its second person', () => {
    const story = new CoreStory(lonePage());
    story.twoPeople('CC', 'CML', FALSE_ALARM);
    story.does(byKey('CML'), { type: 'complete', task: 'V8S' });
    expect(codes(story)).toContain('approval-waiting');
  });

  it('what the playbook adds', () => {
    const story = new CoreStory(lonePage());
    story.twoPeople('CC', 'CML', FALSE_ALARM);
    expect(codes(story)).toContain('review-unsigned');
  });

  it('nothing once all of it is done', () => {
    const story = new CoreStory(lonePage());
    story.twoPeople('CC', 'CML', FALSE_ALARM);
    expect(story.refused(byKey('CC'), { type: 'close' })).toBe('incident-not-closable');
    doEverything(story);
    expect(blockers(story.incident)).toEqual([]);
    story.does(byKey('CC'), { type: 'close' });
    expect(story.incident).toMatchObject({ status: 'closed', outcome: 'falseAlarm' });
  });

  it('a review that somebody would waive: it cannot be', () => {
    const story = new CoreStory(smallCase());
    story.twoPeople('CC', 'CML', FALSE_ALARM);
    expect(story.refused(byKey('CC'), { type: 'waive', task: 'V1', reason: 'no time' })).toBe(
      'task-not-waivable',
    );
  });
});
