import { describe, expect, it } from '@jest/globals';
import { byKey, bySms, CoreStory, instant } from '../harness/core-story.ts';
import { organisationFor, person } from '../harness/organisation.ts';
import { kidnapPlan } from '../harness/plans.ts';

/** domain.md 10, scenario 1, and its variant. */
function communicatorCase(): CoreStory {
  const plan = kidnapPlan();
  const directory = organisationFor(plan);
  const people = { ...directory.people, Ada: person('Ada', 901), Ben: person('Ben', 902) };
  const story = new CoreStory(plan, { activate: true, directory: { ...directory, people } });
  story.until('10:00');
  story.does(byKey('CC'), {
    type: 'appoint',
    role: 'COM',
    holders: ['Ada', 'Ben'],
    reason: 'suitable and rested',
  });
  story.until('11:00');
  story.does(byKey('CC'), { type: 'raise', event: 'captor-contact' });
  return story;
}

describe('the communicator is silent', () => {
  it('climbs the ladder at its exact times until Ben answers', () => {
    const story = communicatorCase().until('11:11');
    const task = 'K4.01.1';
    story.does(bySms('Ben'), { type: 'acknowledge', task });
    expect(story.told(task)).toEqual([
      '11:00 page Ada',
      '11:02 resend Ada',
      '11:05 page Ben',
      '11:10 page CC',
      '11:10 page DO',
      '11:11 taken Ada',
      '11:11 taken CC',
      '11:11 taken DO',
    ]);
    expect(story.task(task)).toMatchObject({ status: 'acknowledged', holder: 'Ben' });
    story.until('11:30');
    expect(story.told(task).slice(8)).toEqual([
      '11:15 reminder Ben',
      '11:15 reminder Ada',
      '11:15 reminder CC',
      '11:25 reminder CML',
    ]);
    expect(story.task(task).status).toBe('acknowledged');
  });

  it('goes on to the whole roster when Ben is silent too', () => {
    const story = communicatorCase().until('11:20');
    const task = 'K4.01.1';
    const pagedAt = (at: string) =>
      story.messages
        .filter((order) => order.task === task && order.at === instant(at) && order.kind === 'page')
        .map((order) => order.person);
    expect(pagedAt('11:15')).toEqual(['CML', 'CML-D']);
    expect(pagedAt('11:20')).toContain('LEL');
    expect(story.incident.alarms.map((alarm) => alarm.code)).toContain('phone-round');
    expect(pagedAt('11:20')).not.toContain('REV');
    story.until('11:21').does(bySms('LEL'), { type: 'acknowledge', task });
    expect(story.task(task)).toMatchObject({ status: 'acknowledged', holder: 'LEL' });
  });

  it('pages the whole roster every five minutes without end', () => {
    const story = communicatorCase().until('12:01');
    const rounds = story
      .events('rungReached')
      .filter((event) => event.task === 'K4.01.1' && event.rung > 5);
    expect(rounds.map((event) => event.plannedAt)).toEqual(
      ['11:25', '11:30', '11:35', '11:40', '11:45', '11:50', '11:55', '12:00'].map(instant),
    );
    expect(rounds.every((event) => event.pages.length > 20)).toBe(true);
  });
});
