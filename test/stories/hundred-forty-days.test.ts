import { beforeAll, describe, expect, it } from '@jest/globals';
import { fold } from '../../domain/incident/evolve.ts';
import { nextDeadline } from '../../domain/incident/deadlines.ts';
import { DAY, HOUR } from '../../domain/time.ts';
import { byKey, CoreStory, T0 } from '../harness/core-story.ts';
import { doEverything } from '../harness/dutiful-team.ts';
import { kidnapPlan } from '../harness/plans.ts';

const END = T0 + 140 * DAY;
const ROLL = 12 * HOUR;

/**
 * domain.md 10, scenario 5: a team that does everything at once, so that the clocks alone are told.
 * Every half day the incident rolls: closed tasks are archived, the state is carried over as JSON.
 */
function hundredFortyDays(): CoreStory {
  const story = new CoreStory(kidnapPlan(), {
    activate: true,
    facts: { victims: [{ id: 'v1', name: 'Jean Dupont' }] },
  });
  doEverything(story);
  let rolled = T0;
  for (;;) {
    const next = nextDeadline(story.incident, story.now);
    if (next === undefined || next > END) break;
    story.until(next);
    doEverything(story);
    if (story.now < rolled + ROLL) continue;
    rolled = story.now;
    story.does({ proof: 'system' }, { type: 'archive', through: story.incident.seq });
  }
  return story.until(END);
}

describe('140 days', () => {
  let story: CoreStory;
  beforeAll(() => {
    story = hundredFortyDays();
  });
  const opened = (row: string) =>
    story.log.filter(({ event }) => event.type === 'taskOpened' && event.row === row);
  const days = (row: string) => opened(row).map(({ at }) => (at - T0) / DAY);

  it('asks for 57 situation reports, each at its hour', () => {
    const hours = opened('K3.01').map(({ at }) => (at - T0) / HOUR);
    expect(hours).toHaveLength(57);
    expect(hours.slice(0, 9)).toEqual([2, 4, 8, 12, 16, 20, 24, 36, 48]);
    expect(days('K3.01').slice(18, 22)).toEqual([7, 8, 9, 10]);
    expect(days('K3.01').slice(41, 44)).toEqual([30, 37, 44]);
  });

  it('has the case reviewed by an outsider every 30 days', () => {
    expect(days('K3.12')).toEqual([30, 60, 90, 120]);
  });

  it('hands over every twelve hours, all signed', () => {
    expect(opened('K3.03')).toHaveLength(280);
    expect(
      story.events('taskCompleted').filter((event) => event.task.startsWith('K3.03.')),
    ).toHaveLength(280);
  });

  it('keeps every rung in time, and orders no page twice', () => {
    expect(story.events('rungReached').every((event) => event.late === 0)).toBe(true);
    expect(new Set(story.messages.map((order) => order.key)).size).toBe(story.messages.length);
  });

  it('stays small enough to be carried over, and runs under the plan it began with', () => {
    expect(JSON.stringify(story.incident).length).toBeLessThan(512 * 1024);
    expect(story.incident.plan).toBe(kidnapPlan());
  });

  it('can be rebuilt from its log', () => {
    expect(fold(story.log)).toEqual(story.incident);
  });

  it('shows a hand-over that nobody signs as overdue', () => {
    const silent = new CoreStory(kidnapPlan(), { activate: true });
    doEverything(silent, {}, ['K3.03']);
    silent.until(T0 + 13 * HOUR);
    const reminded = silent.events('overdueReached').filter((event) => event.task === 'K3.03.1');
    expect(reminded[0]?.plannedAt).toBe(T0 + 12.5 * HOUR);
  });

  it('ends its repeats when the last person is free, and tells the family first', () => {
    story.twoPeople(
      'LEL',
      'CML',
      {
        type: 'setFact',
        fact: 'victim.status',
        subject: 'v1',
        value: 'released',
        source: 'police',
      },
      'her own voice',
    );
    expect(story.task('K5.02@v1')).toMatchObject({ status: 'open', completeBy: END + 900_000 });
    expect(story.incident.tasks['K5.06@v1']).toBeUndefined();
    doEverything(story);
    expect(story.task('K5.06@v1').status).toBe('completed');
    const { lastTaskNumber } = story.incident;
    story.until(END + 8 * DAY);
    expect(story.incident.lastTaskNumber).toBe(lastTaskNumber);
    story.twoPeople('CML', 'CC', { type: 'standDown', reason: 'resolved' });
    expect(story.refused(byKey('CML'), { type: 'close' })).toBe('incident-not-closable');
  });
});
