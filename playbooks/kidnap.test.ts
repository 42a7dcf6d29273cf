import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../domain/time.ts';
import { byKey, clockText, CoreStory, instant, T0 } from '../test/harness/core-story.ts';
import { doEverything } from '../test/harness/dutiful-team.ts';
import { kidnapPlan } from '../test/harness/plans.ts';

const plan = kidnapPlan();
const jean = { id: 'v1', name: 'Jean' };
const family = { id: 'f1', name: 'Family of Jean' };

/** `09:05 K0.03` for each task, in the order of opening. */
function openings(story: CoreStory): readonly string[] {
  return story.log.flatMap(({ at, event }) =>
    event.type === 'taskOpened' ? [`${clockText(at)} ${event.task}`] : [],
  );
}
const openedAt = (story: CoreStory, task: string): string | undefined =>
  openings(story)
    .find((line) => line.slice(6) === task)
    ?.slice(0, 5);

/** The status that two people give, each from a source of his own. */
function setStatus(story: CoreStory, value: string, one = 'DO', other = 'CC'): void {
  const command = { type: 'setFact', fact: 'victim.status', subject: 'v1', value } as const;
  story.twoPeople(one, other, { ...command, source: 'voice' }, 'colleague on the spot');
}
const suspect = (story: CoreStory): CoreStory =>
  story.does(byKey('CML'), {
    type: 'setFact',
    fact: 'victim.status',
    subject: 'v1',
    value: 'suspected',
  });

describe('a report that nobody answers', () => {
  const story = new CoreStory(plan).until('09:46');

  it('asks for verification after 5 minutes and for activation after 15', () => {
    expect(openings(story).slice(0, 4)).toEqual([
      '09:00 K0.01',
      '09:05 K0.03',
      '09:05 K0.04',
      '09:15 K0.05.1',
    ]);
  });

  it('stands by after 15 minutes of silence and asks again every 15', () => {
    expect(story.incident.status).toBe('standby');
    expect(openings(story).slice(4)).toEqual(['09:30 K0.05.2', '09:45 K0.05.3']);
    expect(story.messages.some((order) => order.task === 'K0.05.2' && order.person === 'CML')).toBe(
      true,
    );
  });

  it('opens the whole of K1 as soon as one person activates', () => {
    story.does(byKey('CML'), { type: 'activate' });
    expect(openedAt(story, 'K1.02')).toBe('09:46');
    expect(story.incident.status).toBe('active');
  });
});

describe('a standby that somebody chose', () => {
  it('is asked again every 15 minutes too', () => {
    const story = new CoreStory(plan).until('09:16');
    story.does(byKey('DO'), { type: 'decide', decision: 'K0.05', option: 'standby' });
    story.until('09:32');
    expect(openedAt(story, 'K0.05.2')).toBe('09:31');
    story.does(byKey('CC'), { type: 'activate' }).until('10:00');
    expect(openedAt(story, 'K0.05.3')).toBeUndefined();
  });
});

describe('an activation at once', () => {
  const story = new CoreStory(plan, { activate: true, facts: { victims: [jean] } });

  it('suppresses and calls without waiting for anybody', () => {
    const first = openings(story).map((line) => line.slice(6));
    expect(first).toEqual(expect.arrayContaining(['K0.01', 'K0.02@v1', 'K1.01', 'K1.02', 'K2.14']));
    expect(first).not.toContain('K0.05.1');
  });

  it('meets when the quorum is in, or at the latest after 30 minutes', () => {
    story.until('09:31');
    expect(openedAt(story, 'K1.03')).toBe('09:30');
  });

  it('asks about the police after the meeting, or when its hour is over', () => {
    story.until('10:31');
    expect(openedAt(story, 'K2.01.1')).toBe('10:30');
  });

  it('opens the first family contact when the kidnap is suspected', () => {
    expect(openedAt(story, 'K2.05')).toBeUndefined();
    suspect(story);
    expect(openedAt(story, 'K2.05')).toBe('10:31');
  });

  it('unseals the file two hours later, as long as it is suspected only', () => {
    story.until('12:32');
    expect(openedAt(story, 'K2.06')).toBe('12:31');
  });

  it('reports at 2 and 4 hours', () => {
    story.until('13:00');
    expect(openings(story).filter((line) => line.includes('K3.01'))).toEqual([
      '11:00 K3.01.1',
      '13:00 K3.01.2',
    ]);
  });

  it('pages the insurance liaison only once there is cover to call on', () => {
    expect(openedAt(story, 'K2.04')).toBeUndefined();
    story.does(byKey('CML'), { type: 'setFact', fact: 'insurance.cover', value: 'covered' });
    expect(openedAt(story, 'K2.04')).toBe('13:00');
  });
});

describe('the police question', () => {
  const meeting = (): CoreStory => new CoreStory(plan, { activate: true }).until('10:30');

  it('cannot be deferred by one person, and comes back every 4 hours', () => {
    const story = meeting();
    const defer = {
      type: 'decide',
      decision: 'K2.01',
      option: 'defer',
      reason: 'unsafe now',
    } as const;
    story.twoPeople('CML', 'LEG', defer);
    expect(openedAt(story, 'K2.02')).toBeUndefined();
    story.until('14:31');
    expect(openedAt(story, 'K2.01.2')).toBe('14:30');
    story.does(byKey('CML'), { type: 'decide', decision: 'K2.01.2', option: 'inform' });
    expect(story.task('K2.02').completeBy).toBe(instant('15:01'));
  });

  it('has one answer where the law requires a report', () => {
    const story = meeting();
    story.does(byKey('LEG'), { type: 'setFact', fact: 'le.dutyToReport', value: true });
    const defer = { type: 'decide', decision: 'K2.01', option: 'defer' } as const;
    expect(story.refused(byKey('CML'), defer)).toBe('option-unknown');
  });
});

describe('a false alarm', () => {
  const story = new CoreStory(plan, { facts: { victims: [jean], families: [family] } });

  it('stands everybody down, but who was told is told again within the hour', () => {
    story.until('09:20').does(byKey('CC'), { type: 'activate' });
    suspect(story).until('09:40');
    for (const fact of ['kin.informed', 'le.informed']) {
      story.does(byKey('CC'), { type: 'setFact', fact, value: true });
    }
    story.until('10:12');
    setStatus(story, 'safe');
    story.twoPeople('DO', 'CC', { type: 'standDown', reason: 'falseAlarm' });
    expect(story.incident.phases['K3']?.leftAt).toBe(instant('10:12'));
    for (const task of ['K6F.1', 'K6F.2']) {
      expect(story.task(task)).toMatchObject({ status: 'open', completeBy: instant('11:12') });
    }
  });

  it('does not close before the short review is signed by two', () => {
    story.until('11:30');
    const closing = { type: 'close' } as const;
    expect(story.refused(byKey('CC'), closing)).toBe('incident-not-closable');
    story.until('d5 09:00');
    doEverything(story);
    story.twoPeople('CML', 'REV', closing);
    expect(story.incident).toMatchObject({ status: 'closed', outcome: 'falseAlarm' });
  });

  it('never asked for a sitrep after that, nor for the long review', () => {
    const later = story.log.filter(({ at }) => at > instant('10:12'));
    const rows = later.flatMap(({ event }) => (event.type === 'taskOpened' ? [event.row] : []));
    expect(
      rows.filter((row) => row.startsWith('K3') || ['V4', 'V5', 'V6', 'V7', 'V8'].includes(row)),
    ).toEqual([]);
  });
});

describe('a release', () => {
  const story = new CoreStory(plan, { activate: true, facts: { victims: [jean] } });

  it('is told to the family first, and only then to the others', () => {
    suspect(story).until('12:00');
    story.does(byKey('COM'), { type: 'raise', event: 'release-claim' });
    expect(openedAt(story, 'K5.01.1')).toBe('12:00');
    setStatus(story, 'released', 'LEL', 'CML');
    const opened = openings(story).filter((line) => line.includes('@v1') && !line.includes('K0'));
    expect(opened.map((line) => line.slice(6))).toEqual([
      'K5.02@v1',
      'K5.03@v1',
      'K5.04@v1',
      'K5.05@v1',
    ]);
    expect(story.task('K5.02@v1').completeBy).toBe(T0 + 195 * MINUTE);
    expect(openedAt(story, 'K5.06@v1')).toBeUndefined();
    story.until('12:10').does(byKey('FLO'), {
      type: 'complete',
      task: 'K5.02@v1',
      form: { at: '2026-03-02T12:08:00Z', by: 'FLO' },
    });
    expect(openedAt(story, 'K5.06@v1')).toBe('12:10');
  });

  it('asks for stand-down, keeps what the person is owed, and opens the full review', () => {
    expect(openedAt(story, 'K6.01')).toBe('12:00');
    story.twoPeople('CML', 'SPO', { type: 'standDown', reason: 'resolved' });
    expect(story.task('K5.03@v1').status).toBe('open');
    expect(story.task('K6.01').status).toBe('notNeeded');
    expect(story.task('V7').completeBy).toBe(story.now + 60 * 24 * 60 * MINUTE);
    expect(openedAt(story, 'V8S')).toBeUndefined();
  });

  it('closes once everything is done and signed', () => {
    doEverything(story);
    expect(openedAt(story, 'V8')).toBeDefined();
    story.twoPeople('CML', 'SPO', { type: 'close' });
    expect(story.incident).toMatchObject({ status: 'closed', outcome: 'resolved' });
  });
});

describe('a report that two people decline', () => {
  it('still gets the short review', () => {
    const story = new CoreStory(plan).until('09:16');
    story.twoPeople('DO', 'CC', { type: 'decide', decision: 'K0.05.1', option: 'decline' });
    expect(story.incident.outcome).toBe('declined');
    doEverything(story);
    story.twoPeople('CC', 'CML', { type: 'close' });
    expect(story.incident.status).toBe('closed');
  });
});
