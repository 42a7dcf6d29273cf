import { acknowledge, acknowledgedAt, bareListening, bareRun, pageOne } from '../desk.ts';
import { touchSignal, touchUpdate, endSignal } from '../bare-workflow.ts';
import type { Bench, Figure, Measure } from '../measure.ts';
import { instant } from '../phones.ts';
import { responder } from '../plans.ts';
import { pairwiseRatio, summarise } from '../statistics.ts';

/** Before counting: connections open, code compiled, caches warm. */
const WARM_UP = 3;

interface Rows {
  readonly started: number[];
  readonly page: number[];
  readonly bareStart: number[];
  readonly webhook: number[];
  readonly bareSignal: number[];
  readonly acknowledged: number[];
  readonly bareUpdate: number[];
  readonly confirmed: number[];
}

/** One incident at a time, start to confirmation; before each step the bare workflow's same step. */
export const firstPage: Measure = {
  name: 'page',
  what: 'one page at a time: start to first SMS, reply to acknowledged, reply to confirmation',
  async run(bench) {
    const rows: Rows = {
      ...{ started: [], page: [], bareStart: [], webhook: [], bareSignal: [] },
      ...{ acknowledged: [], bareUpdate: [], confirmed: [] },
    };
    const count = bench.quick ? 10 : 100;
    const listener = await bareListening(bench.house);
    for (let index = -WARM_UP; index < count; index += 1) {
      const seen = await once(bench, responder((index + WARM_UP) % 200), listener);
      if (index < 0) continue;
      for (const [row, figure] of Object.entries(seen)) rows[row as keyof Rows].push(figure);
      if ((index + 1) % 10 === 0) bench.tell(`${index + 1} of ${count} pages answered`);
    }
    await listener.signal(endSignal);
    return figuresOf(rows);
  },
};

type Listener = Awaited<ReturnType<typeof bareListening>>;

async function once(
  { house }: Bench,
  person: string,
  listener: Listener,
): Promise<Record<keyof Rows, number>> {
  const bareStart = await bareRun(house);
  const paged = await pageOne(house, person);
  const bareSignal = await timed(() => listener.signal(touchSignal));
  const bareUpdate = await timed(() => listener.executeUpdate(touchUpdate));
  const replied = await acknowledge(house, paged);
  return {
    bareStart,
    started: paged.answered - paged.from,
    page: paged.page.at - paged.from,
    bareSignal,
    webhook: replied.answered - replied.from,
    bareUpdate,
    acknowledged: (await acknowledgedAt(house, paged.id)) - replied.from,
    confirmed: replied.confirmed - replied.from,
  };
}

async function timed(deed: () => Promise<unknown>): Promise<number> {
  const from = instant();
  await deed();
  return instant() - from;
}

function figuresOf(rows: Rows): readonly Figure[] {
  return [
    ...both('start over HTTP answered', rows.started),
    ...both('start over HTTP to first SMS request', rows.page, { bare: rows.bareStart, aim: 3 }),
    ...both('reply webhook answered', rows.webhook, { bare: rows.bareSignal, aim: 2 }),
    ...both('reply to acknowledged', rows.acknowledged, { bare: rows.bareUpdate, aim: 4 }),
    ...both('reply to confirmation sent', rows.confirmed),
  ];
}

function both(
  what: string,
  row: readonly number[],
  beside?: { readonly bare: readonly number[]; readonly aim: number },
): readonly Figure[] {
  const ours = summarise(row);
  if (beside === undefined) {
    return [
      { what: `${what}, p50`, value: ours.p50, unit: 'ms' },
      { what: `${what}, p99`, value: ours.p99, unit: 'ms' },
    ];
  }
  const bare = summarise(beside.bare);
  const ratio = pairwiseRatio(row, beside.bare);
  return [
    { what: `${what}, p50`, value: ours.p50, unit: 'ms', bare: bare.p50, ratio, aim: beside.aim },
    { what: `${what}, p99`, value: ours.p99, unit: 'ms', bare: bare.p99 },
  ];
}
