import { describe, expect, it } from '@jest/globals';
import { mapInFlight, pairwiseRatio, percentile, summarise } from './statistics.ts';

describe('statistics', () => {
  it('speaks only of figures that were measured', () => {
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(2);
    expect(summarise([5, 1, 9])).toEqual({ count: 3, least: 1, p50: 5, p99: 9, most: 9 });
    expect(() => percentile([], 0.5)).toThrow(/no figures/);
  });

  it('compares pair by pair, so that a machine that slows down changes nothing', () => {
    expect(pairwiseRatio([20, 40, 200], [10, 20, 100])).toBe(2);
    expect(() => pairwiseRatio([1], [])).toThrow(/same length/);
  });

  it('keeps no more in flight than it was told, and the order', async () => {
    let flying = 0;
    let most = 0;
    const answers = await mapInFlight([1, 2, 3, 4, 5], 2, async (one) => {
      flying += 1;
      most = Math.max(most, flying);
      await Promise.resolve();
      flying -= 1;
      return one * 10;
    });
    expect(answers).toEqual([10, 20, 30, 40, 50]);
    expect(most).toBe(2);
  });
});
