import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RepeatPlan, TaskPlan } from '../domain/plan.ts';
import { DAY, HOUR, MINUTE } from '../domain/time.ts';
import { shippedPlans } from './shipped.ts';

function shipped(path: string) {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8');
  const hash = createHash('sha256').update(text).digest('hex');
  const [plan] = shippedPlans([{ file: path, text, hash }]);
  return { text, plan: plan! };
}

const { text, plan } = shipped('./definitions/kidnap.yaml');
const row = (id: string): TaskPlan => plan.tasks.find((task) => task.row === id)!;

/** Domain page 2.2 and 6: row, minutes to acknowledge, minutes to complete, ladder. "–" is null. */
const FIGURES: readonly (readonly [string, number | null, number | null, string])[] = [
  ['K0.01', 5, 15, 'LIFE'],
  // 0 minutes is the system's own step, done at issue; the duty officer confirms within 5.
  ['K0.02', 5, 5, 'LIFE'],
  ['K0.03', 5, 30, 'LIFE'],
  ['K0.04', 5, 30, 'LIFE'],
  ['K0.05', 5, 15, 'LIFE'],
  ['K1.01', 5, 10, 'LIFE'],
  ['K1.02', 5, null, 'LIFE'],
  ['K1.03', 5, 60, 'LIFE'],
  ['K1.04', 5, 60, 'URGENT'],
  ['K1.05', 5, 60, 'URGENT'],
  ['K1.06', 15, 60, 'URGENT'],
  ['K2.01', 5, 60, 'LIFE'],
  ['K2.02', 5, 30, 'LIFE'],
  ['K2.03', 15, 120, 'URGENT'],
  ['K2.04', 5, 60, 'LIFE'],
  ['K2.05', 5, 120, 'LIFE'],
  ['K2.06', 5, 60, 'LIFE'],
  ['K2.07', 5, 60, 'LIFE'],
  ['K2.08', 5, 60, 'LIFE'],
  ['K2.09', 5, 60, 'URGENT'],
  ['K2.10', 15, 120, 'URGENT'],
  ['K2.11', 5, 60, 'URGENT'],
  ['K2.12', 15, 240, 'URGENT'],
  ['K2.13', 15, 24 * 60, 'ROUTINE'],
  ['K2.14', null, 24 * 60, 'URGENT'],
  ['K3.01', null, 45, 'URGENT'],
  ['K3.02', null, null, 'URGENT'],
  ['K3.03', 5, 30, 'LIFE'],
  ['K3.04', null, 60, 'URGENT'],
  ['K3.05', null, 60, 'URGENT'],
  ['K3.06', null, 60, 'ROUTINE'],
  ['K3.07', null, 120, 'ROUTINE'],
  ['K3.08', null, 24 * 60, 'ROUTINE'],
  ['K3.09', null, 24 * 60, 'ROUTINE'],
  ['K3.10', null, 24 * 60, 'ROUTINE'],
  ['K3.11', 60, null, 'URGENT'],
  ['K3.12', null, 5 * 24 * 60, 'ROUTINE'],
  ['K4.01', 5, 15, 'LIFE'],
  ['K4.02', 5, 60, 'LIFE'],
  ['K4.03', 5, 60, 'LIFE'],
  ['K4.04', 5, 60, 'LIFE'],
  ['K4.05', 5, 15, 'LIFE'],
  ['K4.06', 15, 240, 'URGENT'],
  ['K4.07', 5, null, 'LIFE'],
  ['K4.08', 5, 60, 'LIFE'],
  ['K5.01', 5, 30, 'LIFE'],
  ['K5.02', 5, 15, 'LIFE'],
  ['K5.03', 5, 12 * 60, 'LIFE'],
  ['K5.04', 5, 60, 'URGENT'],
  ['K5.05', 15, 24 * 60, 'URGENT'],
  ['K5.06', 5, 120, 'URGENT'],
  ['K5X.1', 5, 120, 'LIFE'],
  ['K5X.2', 15, 24 * 60, 'URGENT'],
  ['K6.01', null, 24 * 60, 'URGENT'],
  ['K6.02', 15, 72 * 60, 'ROUTINE'],
  ['K6.03', null, 72 * 60, 'ROUTINE'],
  ['K6.04', null, 24 * 60, 'URGENT'],
  ['K6F', 5, 60, 'LIFE'],
  ['V1', null, 72 * 60, 'ROUTINE'],
  ['V2', null, 7 * 24 * 60, 'ROUTINE'],
  ['V3', null, 7 * 24 * 60, 'ROUTINE'],
  ['V4', null, 30 * 24 * 60, 'ROUTINE'],
  ['V5', null, 30 * 24 * 60, 'ROUTINE'],
  ['V6', null, 30 * 24 * 60, 'ROUTINE'],
  ['V7', null, 60 * 24 * 60, 'ROUTINE'],
  ['V8', null, 90 * 24 * 60, 'ROUTINE'],
  ['V6S', null, 7 * 24 * 60, 'ROUTINE'],
  ['V8S', null, 7 * 24 * 60, 'ROUTINE'],
];

describe('the kidnap playbook', () => {
  it.each(FIGURES)('%s: acknowledge %s, done %s minutes, %s', (id, acknowledge, done, ladder) => {
    const task = row(id);
    expect(task.acknowledgeWithin).toBe(acknowledge === null ? undefined : acknowledge * MINUTE);
    expect(task.doneWithin).toBe(done === null ? DAY : done * MINUTE);
    expect(task.ladder).toBe(ladder);
    expect(task.mandatory).toBe(true);
  });

  it('has no row beyond the practice but the leak, the false alarm told and the plan update', () => {
    const known = FIGURES.map(([id]) => id);
    const more = plan.tasks.map((task) => task.row).filter((id) => !known.includes(id));
    expect(more).toEqual(['CMS.1', 'CMS.2', 'CMS.3', 'K6F.1', 'K6F.2', 'V9']);
  });

  it('says what waits: the last review step, and the phase K7 that V1 to V8 are', () => {
    expect(text).toMatch(/V10 .* waits/);
    expect(plan.phases.map((phase) => phase.id)).toContain('K7');
  });

  it('cannot waive what protects the victim, the family and the review', () => {
    const fixed = plan.tasks.filter((task) => !task.waivable).map((task) => task.row);
    expect(fixed).toEqual([
      ...['K0.02', 'K4.07', 'K5.02', 'K5X.1'],
      ...['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'V7', 'V8', 'V6S', 'V8S'],
    ]);
  });

  it('lets silence only put on standby, and asks again every 15 minutes', () => {
    expect(row('K0.05').decision?.onSilence).toEqual({
      option: 'standby',
      after: 15 * MINUTE,
      page: ['CC', 'CML'],
      reask: 15 * MINUTE,
    });
  });

  it('does not offer to defer the police where the law requires a report', () => {
    const defer = row('K2.01').decision?.options.find((option) => option.id === 'defer');
    expect(defer?.when).toBe('!(facts.le.dutyToReport == true)');
    expect(defer?.reask).toEqual([{ every: 4 * HOUR, until: DAY }, { every: DAY }]);
  });

  it('needs two others for words to captors and for strategy', () => {
    expect(row('K4.07').approval?.count).toBe(2);
    expect(row('K3.08').approval?.count).toBe(2);
  });

  it('asks two people and two sources for the end of a track', () => {
    const guarded = plan.facts['victim.status']?.guarded;
    expect(guarded?.values).toEqual(['released', 'rescued', 'escaped', 'deceased', 'safe']);
    expect(guarded?.approval).toMatchObject({ count: 1, secondSource: true });
    expect(plan.facts['victim.status']?.proposers).toContain('DO');
  });

  it('keeps need-to-know: the family officer sees no negotiation, the insurer secret stays small', () => {
    const readers = (compartment: string) =>
      Object.entries(plan.roles).flatMap(([code, role]) =>
        role.reads.some((each) => each === compartment) ? [code] : [],
      );
    expect(readers('C3')).toEqual(['CML', 'COM', 'NCO', 'LEL', 'LEG', 'REV']);
    expect(readers('C4')).toEqual(['CML', 'FLO']);
    expect(readers('C5')).toEqual(['MED']);
    expect(readers('C6')).toEqual(['CML', 'LEG', 'INS', 'REV', 'SPO']);
  });

  it('fits what a workflow carries', () => {
    expect(JSON.stringify(plan).length).toBeLessThan(100_000);
  });
});

describe('the cadences of a case of 140 days', () => {
  /** Planned instants up to `end`, as the plan's stretches say. */
  const due = (repeat: RepeatPlan, end: number): readonly number[] => {
    const found = [...repeat.at];
    for (const { from, every, until } of repeat.stretches) {
      for (let at = from + every; at <= Math.min(until ?? end, end); at += every) found.push(at);
    }
    return found.filter((at) => at <= end);
  };
  const repeat = (id: string): RepeatPlan => row(id).repeat!;

  it('asks for 57 situation reports: 1, 6, 12, 23 and 15', () => {
    const all = due(repeat('K3.01'), 140 * DAY);
    const between = (from: number, to: number) => all.filter((at) => at > from && at <= to).length;
    expect(all).toHaveLength(57);
    expect(all[0]).toBe(2 * HOUR);
    expect(between(2 * HOUR, DAY)).toBe(6);
    expect(between(DAY, 7 * DAY)).toBe(12);
    expect(between(7 * DAY, 30 * DAY)).toBe(23);
    expect(between(30 * DAY, 140 * DAY)).toBe(15);
    expect(new Set(all).size).toBe(57);
  });

  it('has the case looked at by an outsider on days 30, 60, 90 and 120', () => {
    expect(due(repeat('K3.12'), 140 * DAY)).toEqual([30, 60, 90, 120].map((day) => day * DAY));
  });

  it('plans for bad days at 72 hours and every week from then', () => {
    expect(due(repeat('K3.08'), 24 * DAY)).toEqual([3, 10, 17, 24].map((day) => day * DAY));
  });

  it('hands over every 12 hours', () => {
    expect(due(repeat('K3.03'), 140 * DAY)).toHaveLength(280);
  });
});

describe('the ladders', () => {
  it('climb as the practice says', () => {
    const at = (name: string) => plan.ladders[name]?.rungs.map((rung) => rung.after / MINUTE);
    expect(at('LIFE')).toEqual([0, 2, 5, 10, 15, 20]);
    expect(at('URGENT')).toEqual([0, 10, 15, 30, 60]);
    expect(at('ROUTINE')).toEqual([0, 240, 1440, 2880]);
    expect(plan.ladders['LIFE']?.last).toEqual({ every: 5 * MINUTE, to: [{ kind: 'everyone' }] });
    expect(plan.ladders['LIFE']?.rungs.at(-1)?.phoneRound).toBe(true);
  });
});

describe('the playbooks of the tests', () => {
  it.each([
    ['../test/harness/lone-page.yaml', 1],
    ['../test/harness/fifteen-pages.yaml', 15],
  ])('%s opens %s LIFE task(s) at once', (path, count) => {
    const fixture = shipped(path).plan;
    const atOnce = fixture.tasks.filter((task) => task.opens[0]?.on.kind === 'start');
    expect(atOnce).toHaveLength(count);
    expect(atOnce.every((task) => task.ladder === 'LIFE')).toBe(true);
  });
});
