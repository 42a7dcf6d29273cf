/** What is said about a row of figures. */
export interface Summary {
  readonly count: number;
  readonly least: number;
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

/**
 * The figure below which this share of them lies (nearest rank: always one that was measured).
 * @param share 0 to 1
 * @throws Error without figures
 */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new Error('There are no figures to speak about.');
  return found;
}

export function summarise(figures: readonly number[]): Summary {
  return {
    count: figures.length,
    least: percentile(figures, 0),
    p50: percentile(figures, 0.5),
    p99: percentile(figures, 0.99),
    most: percentile(figures, 1),
  };
}

/**
 * How many times the other one ours is: the median over the pairs. The two of a pair were measured
 * right after each other, so that a machine that slows down on the way slows both.
 */
export function pairwiseRatio(ours: readonly number[], others: readonly number[]): number {
  if (ours.length !== others.length) throw new Error('Pairs need two rows of the same length.');
  return percentile(
    ours.map((figure, index) => figure / Math.max(others[index] ?? NaN, Number.EPSILON)),
    0.5,
  );
}

/** Runs `each` on all of them, at most `width` at a time; the answers stand in order. */
export async function mapInFlight<A, B>(
  all: readonly A[],
  width: number,
  each: (one: A, index: number) => Promise<B>,
): Promise<B[]> {
  const answers = new Array<B>(all.length);
  const queue = all.entries();
  const lane = async (): Promise<void> => {
    for (const [index, one] of queue) answers[index] = await each(one, index);
  };
  await Promise.all(Array.from({ length: Math.min(width, all.length) }, lane));
  return answers;
}
