import { acknowledge, bareRun, pageOne, type Paged } from '../desk.ts';
import type { Bench, Figure, Measure } from '../measure.ts';
import { instant } from '../phones.ts';
import { responder } from '../plans.ts';
import { pairwiseRatio, percentile, summarise } from '../statistics.ts';

/** An earthquake: everybody's incident in the same moment, then everybody's answer. */
export const burst: Measure = {
  name: 'burst',
  what: '200 incidents at once for 200 people, then their 200 replies at once',
  async run(bench) {
    const count = bench.quick ? 40 : 200;
    const rounds = bench.quick ? 1 : 3;
    const people = Array.from({ length: count }, (_, index) => responder(index));
    const waves: Wave[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      waves.push(await wave(bench, people));
      bench.tell(`round ${round} of ${rounds}: everybody was paged and has answered`);
    }
    return figuresOf(waves, count);
  },
};

interface Wave {
  readonly bare: readonly number[];
  readonly pages: readonly number[];
  readonly webhooks: readonly number[];
  readonly confirmations: readonly number[];
}

async function wave({ house }: Bench, people: readonly string[]): Promise<Wave> {
  const bare = await Promise.all(people.map(() => bareRun(house)));
  const from = instant();
  const paged = await Promise.all(people.map((person) => pageOne(house, person)));
  const replyFrom = instant();
  const replied = await Promise.all(paged.map((one: Paged) => acknowledge(house, one)));
  return {
    bare,
    pages: paged.map(({ page }) => page.at - from),
    webhooks: replied.map(({ answered }) => answered - replyFrom),
    confirmations: replied.map(({ confirmed }) => confirmed - replyFrom),
  };
}

function figuresOf(waves: readonly Wave[], count: number): readonly Figure[] {
  const lasts = (row: keyof Wave): readonly number[] => waves.map((one) => Math.max(...one[row]));
  const middle = (row: keyof Wave, share: number): number =>
    percentile(
      waves.map((one) => percentile(one[row], share)),
      0.5,
    );
  const last = { value: summarise(lasts('pages')).p50, bare: summarise(lasts('bare')).p50 };
  return [
    { what: `${count} starts at once: first page`, value: middle('pages', 0), unit: 'ms' },
    { what: `${count} starts at once: median page`, value: middle('pages', 0.5), unit: 'ms' },
    {
      ...{ what: `${count} starts at once: last page`, unit: 'ms', ...last, aim: 3 },
      ratio: pairwiseRatio(lasts('pages'), lasts('bare')),
    },
    {
      what: `${count} replies at once: last webhook answered`,
      value: middle('webhooks', 1),
      unit: 'ms',
    },
    {
      what: `${count} replies at once: median confirmation`,
      value: middle('confirmations', 0.5),
      unit: 'ms',
    },
    {
      what: `${count} replies at once: last confirmation`,
      value: middle('confirmations', 1),
      unit: 'ms',
    },
    {
      what: `${count} replies at once: replies not taken`,
      ...{
        value: 0,
        unit: '',
        aim: 0,
        note: 'each webhook was answered 200, or the run ends here',
      },
    },
  ];
}
