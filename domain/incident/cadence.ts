import type { RepeatPlan } from '../plan.ts';

/**
 * The next planned instant of a series, as an offset from its anchor in milliseconds.
 * @param after offset that has to be passed; the first occurrence is asked for with a negative one
 */
export function nextOffset(repeat: RepeatPlan, after: number): number | undefined {
  const single = repeat.at.filter((at) => at > after);
  const stretched = repeat.stretches.flatMap((stretch) => {
    const steps = Math.max(1, Math.floor((after - stretch.from) / stretch.every) + 1);
    const at = stretch.from + steps * stretch.every;
    return stretch.until !== undefined && at > stretch.until ? [] : [at];
  });
  const all = [...single, ...stretched];
  return all.length === 0 ? undefined : Math.min(...all);
}

/** The last planned offset that is not later than `until`, when there is one after `after`. */
export function latestOffset(repeat: RepeatPlan, after: number, until: number): number | undefined {
  let latest: number | undefined;
  let next = nextOffset(repeat, after);
  while (next !== undefined && next <= until) {
    latest = next;
    next = nextOffset(repeat, next);
  }
  return latest;
}
