import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, SECOND } from '../time.ts';
import { toDurationText, withDurations } from './view-duration.ts';

describe('durations outside', () => {
  it.each([
    [0, 'PT0S'],
    [5 * MINUTE, 'PT5M'],
    [90 * SECOND, 'PT1M30S'],
    [DAY, 'P1D'],
    [DAY + HOUR, 'P1DT1H'],
    [1_500, 'PT1.5S'],
    [3 * DAY + 30 * SECOND, 'P3DT30S'],
  ])('%d milliseconds are %s', (milliseconds, text) => {
    expect(toDurationText(milliseconds)).toBe(text);
  });

  it('replace the milliseconds of a plan and leave all else', () => {
    const plan = {
      version: 3,
      tasks: [{ acknowledgeWithin: 5 * MINUTE, repeat: { at: [2 * HOUR], until: 'facts.over' } }],
      approval: { count: 2, expiresAfter: 12 * HOUR },
    };
    expect(withDurations(plan)).toEqual({
      version: 3,
      tasks: [{ acknowledgeWithin: 'PT5M', repeat: { at: ['PT2H'], until: 'facts.over' } }],
      approval: { count: 2, expiresAfter: 'PT12H' },
    });
  });
});
