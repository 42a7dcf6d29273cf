import { describe, expect, it } from '@jest/globals';
import { bySms, CoreStory } from '../harness/core-story.ts';
import { kidnapPlan } from '../harness/plans.ts';

const TEAM = 'K1.02';
const SYSTEM = { proof: 'system' } as const;

/** domain.md 10, scenario 4, as far as the incident sees it: the phones are the conversations'. */
function called(): CoreStory {
  return new CoreStory(kidnapPlan(), { activate: true });
}

describe('wrong phone, late, double, STOP', () => {
  it('takes no answer from an unknown number and tells the coordinator', () => {
    const story = called().until('09:03');
    const before = story.task(TEAM);
    story.does(SYSTEM, { type: 'unknownSender', again: false });
    expect(story.task(TEAM)).toEqual(before);
    expect(story.messages.at(-1)).toMatchObject({ kind: 'alarm', person: 'CC' });
    expect(story.incident.alarms).toMatchObject([{ code: 'unknown-sender' }]);
  });

  it('has the security lead look at a second try', () => {
    const story = called().until('09:03').does(SYSTEM, { type: 'unknownSender', again: false });
    story.until('09:06').does(SYSTEM, { type: 'unknownSender', again: true });
    const page = story.messages.filter((order) => order.kind === 'page').at(-1);
    expect(page).toMatchObject({ person: 'SEC', life: true });
  });

  it('counts a double answer once', () => {
    const story = called().until('09:04');
    story.does(bySms('CML'), { type: 'acknowledge', task: TEAM });
    const { seq } = story.until('09:04:30').incident;
    story.does(bySms('CML'), { type: 'acknowledge', task: TEAM });
    expect(story.incident.seq).toBe(seq);
  });

  it("logs a deputy's late answer as late and not needed", () => {
    const story = called().until('09:01');
    for (const leg of story.task(TEAM).legs.filter(({ role }) => role !== 'LEL')) {
      story.does(bySms(leg.role), { type: 'acknowledge', task: TEAM });
    }
    story.until('09:06').does(bySms('LEL'), { type: 'acknowledge', task: TEAM });
    expect(story.told(TEAM)).toContain('09:06 taken LEL-D');
    story.until('09:30').does(bySms('LEL-D'), { type: 'acknowledge', task: TEAM });
    expect(story.log.at(-1)?.event).toEqual({
      type: 'acknowledgedLate',
      task: TEAM,
      person: 'LEL-D',
      via: 'sms',
    });
    const leg = story.task(TEAM).legs.find((one) => one.role === 'LEL');
    expect(leg?.acknowledgedBy).toBe('LEL');
  });

  it('raises a LIFE page to the duty officer when somebody replies STOP', () => {
    const story = called().until('09:10').does(SYSTEM, { type: 'optOut', person: 'PIO' });
    expect(story.incident.alarms).toMatchObject([{ code: 'opted-out', person: 'PIO' }]);
    const page = story.messages.filter((order) => order.kind === 'page').at(-1);
    expect(page).toMatchObject({ person: 'DO', life: true });
  });

  it('reaches by e-mail who replied STOP, and texts the deputy, until he enrols again', () => {
    const story = called().until('09:10').does(SYSTEM, { type: 'optOut', person: 'PIO' });
    story.until('09:20').does(SYSTEM, { type: 'raise', event: 'leak' });
    const first = story.messages.filter((order) => order.task === 'CMS.3.1');
    expect(first.map((order) => [order.person, order.sms.length, order.email.length])).toEqual([
      ['PIO', 0, 1],
      ['PIO-D', 1, 1],
    ]);
    story.until('09:40').does(SYSTEM, { type: 'optOut', person: 'PIO', back: true });
    story.does(SYSTEM, { type: 'raise', event: 'leak' });
    const second = story.messages.filter((order) => order.task === 'CMS.3.2');
    expect(second.map((order) => [order.person, order.sms.length])).toEqual([['PIO', 1]]);
  });
});
