import { describe, expect, it } from '@jest/globals';
import type { RepeatPlan } from '../plan.ts';
import { DAY, HOUR } from '../time.ts';
import { latestOffset, nextOffset } from './cadence.ts';

/** SITREP, domain.md 2.2: at 2 h; every 4 h to 24 h; 12 h to day 7; 24 h to day 30; then weekly. */
const sitrep: RepeatPlan = {
  anchor: { kind: 'start' },
  at: [2 * HOUR],
  stretches: [
    { from: 0, every: 4 * HOUR, until: DAY },
    { from: DAY, every: 12 * HOUR, until: 7 * DAY },
    { from: 7 * DAY, every: DAY, until: 30 * DAY },
    { from: 30 * DAY, every: 7 * DAY },
  ],
  until: 'false',
};

function offsets(repeat: RepeatPlan, end: number): number[] {
  const found: number[] = [];
  let next = nextOffset(repeat, -1);
  while (next !== undefined && next <= end) {
    found.push(next);
    next = nextOffset(repeat, next);
  }
  return found;
}

describe('a changing cadence', () => {
  it('counts 1, 6, 12, 23 and 15 reports in 140 days', () => {
    const all = offsets(sitrep, 140 * DAY);
    const within = (from: number, to: number) => all.filter((at) => at > from && at <= to).length;
    expect(within(0, 3 * HOUR)).toBe(1);
    expect(within(3 * HOUR, DAY)).toBe(6);
    expect(within(DAY, 7 * DAY)).toBe(12);
    expect(within(7 * DAY, 30 * DAY)).toBe(23);
    expect(within(30 * DAY, 140 * DAY)).toBe(15);
  });

  it('plans nothing at the anchor itself, and nothing twice where stretches meet', () => {
    const all = offsets(sitrep, 140 * DAY);
    expect(all[0]).toBe(2 * HOUR);
    expect(new Set(all).size).toBe(all.length);
  });

  it('ends where its last stretch ends', () => {
    const days: RepeatPlan = {
      ...sitrep,
      at: [],
      stretches: [{ from: 0, every: DAY, until: 3 * DAY }],
    };
    expect(offsets(days, 99 * DAY)).toEqual([DAY, 2 * DAY, 3 * DAY]);
    expect(nextOffset(days, 3 * DAY)).toBeUndefined();
  });

  it('merges what was missed into the latest', () => {
    expect(latestOffset(sitrep, 2 * HOUR, 13 * HOUR)).toBe(12 * HOUR);
    expect(latestOffset(sitrep, 12 * HOUR, 13 * HOUR)).toBeUndefined();
  });
});
