import { describe, expect, it } from '@jest/globals';
import { byKey, bySms, CoreStory, instant } from '../../test/harness/core-story.ts';
import { organisationFor, person } from '../../test/harness/organisation.ts';
import { loneNotice, lonePage, withRow } from '../../test/properties/small-plans.ts';
import type { Directory } from '../people/person.ts';
import type { TaskPlan } from '../plan.ts';
import { MINUTE } from '../time.ts';

const PAGE = 'K0.01';
const SYSTEM = { proof: 'system' } as const;

/** A task for the sponsor, whom no rung of the standard ladders names, and nothing to do in a hurry. */
function page(
  change: Partial<TaskPlan> = {},
  edit: (base: Directory) => Directory = (base) => base,
) {
  const plan = withRow(lonePage(), PAGE, {
    role: 'SPO',
    doneWithin: 1_000 * 60 * MINUTE,
    ...change,
  });
  return new CoreStory(plan, { directory: edit(organisationFor(plan)) });
}

const withPerson = (id: string, more: Parameters<typeof person>[2]) => (base: Directory) => ({
  ...base,
  people: { ...base.people, [id]: person(id, 950, more) },
});

describe('LIFE', () => {
  it('climbs at 0, 2, 5, 10, 15 and 20 minutes', () => {
    expect(page().until('09:20').told(PAGE)).toEqual([
      '09:00 page SPO',
      '09:02 resend SPO',
      '09:05 page SPO-D',
      '09:10 page CC',
      '09:10 page DO',
      '09:15 page CML',
      '09:15 page CML-D',
      '09:20 page DO-D',
      '09:20 page CC-D',
    ]);
  });

  it('resends by SMS alone', () => {
    const resend = page().until('09:02').messages.at(-1);
    expect(resend).toMatchObject({ kind: 'resend', sms: ['+12025550016'], email: [] });
  });

  it('raises "phone round now" with the whole roster', () => {
    const story = page().until('09:19:59');
    expect(story.incident.alarms).toEqual([]);
    expect(story.until('09:20').incident.alarms).toMatchObject([
      { code: 'phone-round', severity: 'life', task: PAGE },
    ]);
  });

  it('then pages everybody every five minutes without end', () => {
    const rounds = page()
      .until('d1 09:00')
      .events('rungReached')
      .filter((event) => event.rung > 5);
    expect(rounds).toHaveLength((24 * 60 - 20) / 5);
    expect(rounds.every((event) => event.pages.length === 8)).toBe(true);
  });
});

describe('URGENT', () => {
  it('climbs at 0, 10, 15, 30 and 60 minutes, then every 60', () => {
    const story = page({ ladder: 'URGENT', acknowledgeWithin: 15 * MINUTE }).until('12:00');
    expect(story.told(PAGE)).toEqual([
      '09:00 page SPO',
      '09:10 resend SPO',
      '09:15 page SPO-D',
      '09:30 page CC',
      '10:00 page CML',
      ...['11:00', '12:00'].flatMap((at) =>
        ['SPO', 'SPO-D', 'CC', 'CML'].map((who) => `${at} page ${who}`),
      ),
    ]);
  });
});

describe('ROUTINE', () => {
  it('climbs at 0, 4, 24 and 48 hours, then every 24', () => {
    const story = page({ ladder: 'ROUTINE', acknowledgeWithin: 24 * 60 * MINUTE }).until(
      'd3 09:00',
    );
    const lines = story.messages
      .filter((order) => order.task === PAGE && order.kind !== 'reminder')
      .map(
        (order) => `${(order.at - instant('09:00')) / (60 * MINUTE)} ${order.kind} ${order.person}`,
      );
    expect(lines).toEqual([
      '0 page SPO',
      '4 resend SPO',
      '24 page SPO-D',
      '24 page CC',
      '48 page CML',
      ...['SPO', 'SPO-D', 'CC', 'CML'].map((who) => `72 page ${who}`),
    ]);
  });
});

describe('the rules of every ladder', () => {
  it('an answer ends it, and the others who were paged are told', () => {
    const story = page().until('09:11').does(bySms('SPO-D'), { type: 'acknowledge', task: PAGE });
    expect(story.told(PAGE).slice(-3)).toEqual([
      '09:11 taken SPO',
      '09:11 taken CC',
      '09:11 taken DO',
    ]);
    const { length } = story.told(PAGE);
    expect(story.until('12:00').told(PAGE)).toHaveLength(length);
  });

  it('an earlier rung may still answer', () => {
    const story = page().until('09:16').does(bySms('SPO'), { type: 'acknowledge', task: PAGE });
    expect(story.task(PAGE)).toMatchObject({ status: 'acknowledged', holder: 'SPO' });
  });

  it('"cannot" pages the next rung at once, and later rungs keep their times', () => {
    const story = page().until('09:01').does(bySms('SPO'), { type: 'decline', task: PAGE });
    expect(story.until('09:10').told(PAGE)).toEqual([
      '09:00 page SPO',
      '09:01 page SPO-D',
      '09:10 page CC',
      '09:10 page DO',
    ]);
  });

  it('"cannot" said twice moves one rung', () => {
    const story = page().until('09:01').does(bySms('SPO'), { type: 'decline', task: PAGE });
    story.does(bySms('SPO'), { type: 'decline', task: PAGE });
    expect(story.told(PAGE)).toEqual(['09:00 page SPO', '09:01 page SPO-D']);
  });

  it('who said "cannot" is asked again only with the whole roster', () => {
    const story = page().until('09:01').does(bySms('SPO'), { type: 'decline', task: PAGE });
    const asked = () => story.told(PAGE).filter((line) => line.endsWith('page SPO'));
    expect(
      story
        .until('09:19')
        .told(PAGE)
        .filter((line) => line.endsWith(' SPO')),
    ).toHaveLength(1);
    story.until('09:20');
    expect(asked()).toEqual(['09:00 page SPO', '09:20 page SPO']);
  });

  it('the rounds of the whole roster keep their times whoever says "cannot"', () => {
    const story = page().until('09:21');
    for (const who of ['DO', 'CC', 'CML']) story.does(bySms(who), { type: 'decline', task: PAGE });
    story.until('09:30');
    const rounds = story.events('rungReached').filter((event) => event.rung >= 5);
    expect(rounds.map((event) => event.plannedAt)).toEqual(
      ['09:20', '09:25', '09:30'].map(instant),
    );
  });

  it('delivery that failed on all channels pages the next rung at once', () => {
    const story = page()
      .until('09:00:30')
      .reported(PAGE, 'SPO', { sms: 'failed', email: 'failed' });
    expect(story.told(PAGE)).toEqual(['09:00 page SPO', '09:00:30 page SPO-D']);
  });

  it('delivery that failed on one channel leaves the ladder as it is', () => {
    const story = page().until('09:00:30').reported(PAGE, 'SPO', { sms: 'failed' });
    expect(story.told(PAGE)).toEqual(['09:00 page SPO']);
  });

  it('an owner without a phone keeps the five minutes', () => {
    const email = [{ channel: 'email', address: 'spo@tocsin.example' } as const];
    const story = page({}, withPerson('SPO', { contacts: email })).until('09:05');
    expect(story.told(PAGE)).toEqual(['09:00 page SPO', '09:05 page SPO-D']);
  });

  it('a failure that is told after the delivery changes nothing', () => {
    const story = page()
      .until('09:00:30')
      .reported(PAGE, 'SPO', { sms: 'delivered', email: 'sent' });
    story.reported(PAGE, 'SPO', { sms: 'failed', email: 'failed' });
    expect(story.states(PAGE, 'SPO')).toEqual({ sms: 'delivered', email: 'failed' });
    expect(story.told(PAGE)).toHaveLength(1);
  });

  it('an owner who is the victim is skipped, logged and never paged', () => {
    const plan = withRow(lonePage(), PAGE, { role: 'SPO' });
    const facts = { ...plan.facts, victims: victimsFact };
    const story = new CoreStory(
      { ...plan, facts },
      { facts: { victims: [{ id: 'v1', person: 'SPO' }] } },
    );
    expect(story.told(PAGE)).toEqual(['09:00 page SPO-D']);
    expect(story.events('rungReached')[0]?.skipped).toEqual([{ person: 'SPO', why: 'subject' }]);
    story.until('12:00');
    expect(story.messages.map((order) => order.person)).not.toContain('SPO');
  });

  it('an owner of another organisation is never paged', () => {
    const story = page({}, withPerson('SPO', { outside: true })).until('10:00');
    expect(story.told(PAGE)[0]).toBe('09:00 page SPO-D');
    expect(story.messages.map((order) => order.person)).not.toContain('SPO');
  });

  it('a role without holders falls to the rungs after it at once', () => {
    const story = page({}, (base) => ({ ...base, roster: { ...base.roster, SPO: [] } }));
    expect(story.told(PAGE)).toEqual(['09:00 page CC', '09:00 page DO']);
  });

  it('a rung that would reach nobody new is passed at once', () => {
    const story = page({ role: 'CC', ladder: 'URGENT', acknowledgeWithin: 15 * MINUTE });
    expect(story.until('09:30').told(PAGE)).toEqual([
      '09:00 page CC',
      '09:10 resend CC',
      '09:15 page CC-D',
      '09:30 page CML',
    ]);
  });

  it('a shorter time to acknowledge brings the first deputy rung forward, a longer one nothing', () => {
    const soon = page({ acknowledgeWithin: 3 * MINUTE })
      .until('09:10')
      .told(PAGE);
    expect(soon.slice(2)).toEqual(['09:03 page SPO-D', '09:10 page CC', '09:10 page DO']);
    const long = page({ acknowledgeWithin: 9 * MINUTE })
      .until('09:09')
      .told(PAGE);
    expect(long.slice(2)).toEqual(['09:05 page SPO-D']);
  });

  it('a notice is paged once', () => {
    const story = new CoreStory(loneNotice({ role: 'SPO', doneWithin: 600 * MINUTE }));
    expect(story.until('14:00').told(PAGE)).toEqual(['09:00 page SPO']);
  });

  it('a notice that reaches nobody goes on until it reaches somebody', () => {
    const plan = loneNotice({ role: 'SPO', doneWithin: 600 * MINUTE });
    const base = organisationFor(plan);
    const story = new CoreStory(plan, {
      directory: { ...base, roster: { ...base.roster, SPO: [] } },
    });
    expect(story.told(PAGE)).toEqual(['09:00 page CC', '09:00 page DO']);
  });

  it('the whole roster is without outsiders, the suppressed and the review lead', () => {
    const story = page({}, (base) => ({
      ...withPerson('DO-D', { outside: true })(base),
      suppressed: ['cc-d@tocsin.example', base.people['CC-D']?.contacts[0]?.address ?? ''],
    })).until('09:20');
    const paged = story.messages.filter((order) => order.kind === 'page').map((one) => one.person);
    expect(new Set(paged)).toEqual(new Set(['SPO', 'SPO-D', 'CC', 'DO', 'CML', 'CML-D']));
  });

  it('raises an alarm and goes on when nobody at all can be reached', () => {
    const nobody = (base: Directory) => ({ ...base, people: {} });
    const story = page({}, nobody).until('09:30');
    expect(story.incident.alarms.map((alarm) => alarm.code)).toContain('nobody-reachable');
    const again = organisationFor(story.incident.plan, 2);
    story.does(SYSTEM, { type: 'directory', directory: again }).until('09:35');
    expect(story.messages.at(-1)).toMatchObject({ kind: 'page', task: PAGE });
  });
});

const victimsFact = {
  type: 'list',
  label: { en: 'Persons taken', fr: 'Personnes enlevées' },
  compartment: 'C1',
  persons: 'victims',
} as const;

describe('after an outage', () => {
  it('runs all rungs that fell due as one wave, each person once, each rung logged as late', () => {
    const story = page().until('09:01').deadUntil('09:12');
    const wave = story.messages.filter((order) => order.at === instant('09:12'));
    expect(wave.map((order) => `${order.kind} ${order.person}`)).toEqual([
      'resend SPO',
      'page SPO-D',
      'page CC',
      'page DO',
    ]);
    expect(story.events('rungReached').map((event) => event.late / MINUTE)).toEqual([0, 10, 7, 2]);
  });

  it('keeps the times of the rungs that are not due yet', () => {
    const story = page().until('09:01').deadUntil('09:12').until('09:15');
    expect(story.told(PAGE).slice(-2)).toEqual(['09:15 page CML', '09:15 page CML-D']);
  });

  it('merges missed rounds into one and goes on in step', () => {
    const story = page().until('09:26').deadUntil('10:03').until('10:05');
    const rounds = story.events('rungReached').filter((event) => event.rung > 5);
    expect(rounds.map((event) => event.plannedAt)).toEqual(
      ['09:25', '09:30', '10:05'].map(instant),
    );
    expect(rounds[1]?.late).toBe(33 * MINUTE);
  });
});

describe('a task handed back', () => {
  it('goes on at the next rung at once, and later rungs keep their distance', () => {
    const story = page().until('09:03').does(bySms('SPO'), { type: 'acknowledge', task: PAGE });
    story.until('11:00').does(bySms('SPO'), { type: 'decline', task: PAGE });
    expect(story.task(PAGE)).toMatchObject({ status: 'open' });
    expect(story.task(PAGE).holder).toBeUndefined();
    expect(story.until('11:10').told(PAGE).slice(2)).toEqual([
      '11:00 page SPO-D',
      '11:05 page CC',
      '11:05 page DO',
      '11:10 page CML',
      '11:10 page CML-D',
    ]);
  });

  it('"cannot" of anybody but the holder changes nothing', () => {
    const story = page().until('09:06').does(bySms('SPO'), { type: 'acknowledge', task: PAGE });
    const { seq } = story.incident;
    story.does(bySms('SPO-D'), { type: 'decline', task: PAGE });
    expect(story.incident.seq).toBe(seq);
  });
});

describe('a task given to somebody by name', () => {
  it('begins a fresh ladder with that person, and the others are told', () => {
    const story = page().until('09:06');
    story.does(byKey('CC'), {
      type: 'reassign',
      task: PAGE,
      to: 'CML-D',
      reason: 'knows the place',
    });
    expect(story.until('09:11').told(PAGE).slice(3)).toEqual([
      '09:06 taken SPO',
      '09:06 taken SPO-D',
      '09:06 page CML-D',
      '09:08 resend CML-D',
      '09:11 page SPO',
    ]);
  });
});
