import { describe, expect, it } from '@jest/globals';
import { byKey, bySms, CoreStory, instant } from '../../test/harness/core-story.ts';
import { lonePage, withRow } from '../../test/properties/small-plans.ts';
import { HOUR, MINUTE } from '../time.ts';

const PAGE = 'K0.01';

/** A task that the duty officer has at 09:01 and does not do. */
function held(doneWithin: number): CoreStory {
  const plan = withRow(lonePage(), PAGE, { doneWithin });
  const story = new CoreStory(plan).until('09:01');
  return story.does(bySms('DO'), { type: 'acknowledge', task: PAGE });
}

const reminders = (story: CoreStory) =>
  story.told(PAGE).filter((line) => line.includes('reminder'));

describe('OVERDUE', () => {
  it('reminds the holder at three quarters, then owner, deputy and CC, then CML, then CML and SPO', () => {
    expect(reminders(held(2 * HOUR).until('13:00'))).toEqual([
      '10:30 reminder DO',
      '11:00 reminder DO',
      '11:00 reminder DO-D',
      '11:00 reminder CC',
      '12:00 reminder CML',
      '13:00 reminder CML',
      '13:00 reminder SPO',
    ]);
  });

  it('drops the reminder at three quarters when the time is under an hour', () => {
    expect(reminders(held(59 * MINUTE).until('09:58'))).toEqual([]);
    expect(reminders(held(60 * MINUTE).until('09:58'))).toEqual(['09:45 reminder DO']);
  });

  it('steps at least ten minutes apart', () => {
    const steps = held(6 * MINUTE)
      .until('09:40')
      .events('overdueReached');
    expect(steps.map((event) => event.plannedAt)).toEqual(
      ['09:06', '09:16', '09:26', '09:36'].map(instant),
    );
  });

  it('steps at most a day apart', () => {
    const steps = held(96 * HOUR)
      .until('d6 09:00')
      .events('overdueReached');
    expect(steps.map((event) => event.plannedAt)).toEqual(
      ['d3 09:00', 'd4 09:00', 'd5 09:00', 'd6 09:00'].map(instant),
    );
  });

  it('goes on without end', () => {
    expect(
      held(10 * MINUTE)
        .until('d30 09:00')
        .events('overdueReached').length,
    ).toBeGreaterThan(4_300);
  });

  it('ends when the task is done', () => {
    const story = held(10 * MINUTE).until('09:12');
    story.does(bySms('DO'), { type: 'complete', task: PAGE });
    const { length } = reminders(story);
    expect(reminders(story.until('18:00'))).toHaveLength(length);
  });

  it('reminds whoever holds the task, and the next of the role', () => {
    const story = new CoreStory(withRow(lonePage(), PAGE, { doneWithin: 20 * MINUTE })).until(
      '09:11',
    );
    story.does(bySms('CC'), { type: 'acknowledge', task: PAGE });
    expect(reminders(story.until('09:20'))).toEqual(['09:20 reminder CC', '09:20 reminder DO']);
  });

  it('runs beside the ladder while nobody answers, and takes no rung from it', () => {
    const story = new CoreStory(withRow(lonePage(), PAGE, { doneWithin: 5 * MINUTE })).until(
      '09:10',
    );
    expect(story.told(PAGE).slice(2)).toEqual([
      '09:05 page DO-D',
      '09:05 reminder DO',
      '09:05 reminder DO-D',
      '09:05 reminder CC',
      '09:10 page CC',
    ]);
  });

  it('after an outage makes one wave of the missed steps, each person once', () => {
    const story = held(2 * HOUR).deadUntil('13:10');
    expect(reminders(story)).toEqual([
      '13:10 reminder DO',
      '13:10 reminder DO-D',
      '13:10 reminder CC',
      '13:10 reminder CML',
      '13:10 reminder SPO',
    ]);
    expect(reminders(story.until('14:00')).slice(5)).toEqual([
      '14:00 reminder CML',
      '14:00 reminder SPO',
    ]);
  });

  it('follows a deadline that was moved', () => {
    const story = held(2 * HOUR).until('10:00');
    const completeBy = instant('17:00');
    story.does(byKey('CC'), { type: 'retime', task: PAGE, completeBy, reason: 'road closed' });
    expect(reminders(story.until('17:00'))[0]).toBe('15:00 reminder DO');
  });

  it('stays when only the time to answer was moved', () => {
    const story = new CoreStory(lonePage()).until('09:01');
    const acknowledgeBy = instant('09:30');
    story.does(byKey('CC'), { type: 'retime', task: PAGE, acknowledgeBy, reason: 'on a flight' });
    expect(reminders(story.until('09:15'))).toContain('09:15 reminder DO');
  });
});
