import { describe, expect, it } from '@jest/globals';
import { bySms, CoreStory, instant } from '../harness/core-story.ts';
import { organisationFor, person } from '../harness/organisation.ts';
import { kidnapPlan } from '../harness/plans.ts';

/** domain.md 10, scenario 2: the duty officer's deputy has a phone and no mailbox. */
function night(): CoreStory {
  const plan = kidnapPlan();
  const directory = organisationFor(plan);
  const phoneOnly = person('DO-D', 903);
  const contacts = phoneOnly.contacts.filter((contact) => contact.channel === 'sms');
  const people = { ...directory.people, 'DO-D': { ...phoneOnly, contacts } };
  return new CoreStory(plan, { directory: { ...directory, people } }, instant('02:00'));
}

const REPORT = 'K0.01';

describe('night, and the SMS provider is down', () => {
  it('shows what failed and leaves the five minutes to whom e-mail still reaches', () => {
    const story = night().until('02:00:20');
    story.reported(REPORT, 'DO', { sms: 'failed', email: 'sent' });
    expect(story.states(REPORT, 'DO')).toEqual({ sms: 'failed', email: 'sent' });
    story.until('02:02:20').reported(REPORT, 'DO', { sms: 'failed' });
    story.until('02:04:59');
    expect(story.told(REPORT)).toEqual(['02:00 page DO', '02:02 resend DO']);
    expect(story.states(REPORT, 'DO')).toEqual({ sms: 'failed', email: 'sent' });
  });

  it('skips at once whom no channel reaches', () => {
    const story = night().until('02:05:20').reported(REPORT, 'DO-D', { sms: 'failed' });
    story.until('02:14:59');
    expect(story.told(REPORT).slice(2)).toEqual(['02:05 page DO-D', '02:05:20 page CC']);
  });

  it('moves on at once when the last channel of a person fails after the resend', () => {
    const story = night().until('02:02:20').reported(REPORT, 'DO', { sms: 'failed' });
    expect(story.told(REPORT)).toHaveLength(2);
    story.until('02:03').reported(REPORT, 'DO', { email: 'failed' });
    expect(story.told(REPORT).slice(2)).toEqual(['02:03 page DO-D']);
  });

  it('takes up the ladder where the dead engine left it: late, once, none skipped', () => {
    const story = night().until('02:03').deadUntil('02:09');
    const rungs = () => story.events('rungReached').filter((event) => event.task === REPORT);
    expect(rungs().at(-1)).toMatchObject({
      rung: 2,
      plannedAt: instant('02:05'),
      late: 4 * 60_000,
      pages: [{ person: 'DO-D' }],
    });
    story.until('02:20');
    expect(
      story
        .told(REPORT)
        .filter((line) => !line.includes('reminder'))
        .slice(0, 6),
    ).toEqual([
      '02:00 page DO',
      '02:02 resend DO',
      '02:09 page DO-D',
      '02:10 page CC',
      '02:15 page CML',
      '02:15 page CML-D',
    ]);
    expect(rungs().map((event) => event.rung)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(new Set(story.messages.map((order) => order.key)).size).toBe(story.messages.length);
  });

  it('does not page the roster again each time that a round fails', () => {
    const story = night().until('02:21');
    const rounds = () =>
      story.events('rungReached').filter((event) => event.task === REPORT).length;
    const before = rounds();
    for (const { person: who } of story.task(REPORT).legs[0]?.pages ?? []) {
      story.reported(REPORT, who, { sms: 'failed', email: 'failed' });
    }
    expect(rounds()).toBe(before);
    story.until('02:25');
    expect(rounds()).toBe(before + 1);
  });

  it('still takes the answer of whoever got the e-mail', () => {
    const story = night().until('02:03').deadUntil('02:09').until('02:12');
    story.does({ ...bySms('CC'), proof: 'email' }, { type: 'acknowledge', task: REPORT });
    expect(story.task(REPORT)).toMatchObject({ status: 'acknowledged', holder: 'CC' });
  });
});
