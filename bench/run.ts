/**
 * `npm run bench`: how fast and how heavy Tocsin is on this machine, beside a bare Temporal workflow
 * on the same server in the same run. docs/benchmarks.md says how to read it.
 */
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openHouse } from './house.ts';
import type { Bench, Figure, Measure } from './measure.ts';
import { burst } from './measures/burst.ts';
import { core } from './measures/core.ts';
import { firstPage } from './measures/first-page.ts';
import { histories } from './measures/histories.ts';
import { memory } from './measures/memory.ts';
import { restart } from './measures/restart.ts';
import { rungs } from './measures/rungs.ts';
import { describeMachine, keepsAim, table, writeReport, type Report } from './report.ts';

/** In this order: histories first, while every conversation is new; the restart last. */
const MEASURES: readonly Measure[] = [core, histories, firstPage, burst, rungs, memory, restart];

const tell = (line: string): void => void process.stdout.write(`${line}\n`);
const began = Date.now();
const clock = (): string => `${((Date.now() - began) / 1_000).toFixed(0).padStart(4)} s`;

interface Asked {
  readonly measures: readonly Measure[];
  readonly quick: boolean;
  readonly json: string;
}

/** @throws Error that says what can be asked for */
function read(args: readonly string[]): Asked {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      json: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  const names = values.only?.flatMap((value) => value.split(',')) ?? [];
  const strange = names.find((name) => !MEASURES.some((one) => one.name === name));
  if (strange !== undefined) {
    const known = MEASURES.map((one) => `  ${one.name.padEnd(8)} ${one.what}`).join('\n');
    throw new Error(`There is no measure "${strange}". --only takes:\n${known}`);
  }
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  return {
    measures: MEASURES.filter(({ name }) => names.length === 0 || names.includes(name)),
    quick: values.quick,
    json: values.json ?? join('bench', 'results', `${stamp}.json`),
  };
}

async function main(): Promise<void> {
  const asked = read(process.argv.slice(2));
  const [load = 0] = loadavg();
  const house = await openHouse((line) => tell(`${clock()}  ${line}`));
  try {
    const machine = await describeMachine(house, load);
    const bench: Bench = {
      ...{ house, quick: asked.quick },
      tell: (line) => tell(`${clock()}    ${line}`),
    };
    const { measures, failed } = await runAll(asked.measures, bench);
    const seconds = Math.round((Date.now() - began) / 1_000);
    const at = new Date(began).toISOString();
    const report: Report = { at, quick: asked.quick, seconds, machine, measures, failed };
    await writeReport(asked.json, report);
    show(report, asked.json);
    if (Object.keys(failed).length > 0) process.exitCode = 1;
  } finally {
    await house.close();
  }
}

type Outcome = Pick<Report, 'measures' | 'failed'>;

/** One after the other; one that fails does not take the others' figures with it. */
async function runAll(chosen: readonly Measure[], bench: Bench): Promise<Outcome> {
  const measures: Record<string, readonly Figure[]> = {};
  const failed: Record<string, string> = {};
  for (const [index, { name, what, run }] of chosen.entries()) {
    tell(`${clock()}  ${index + 1} of ${chosen.length}, ${name}: ${what}`);
    try {
      measures[name] = await run(bench);
    } catch (error) {
      failed[name] = error instanceof Error ? error.message : String(error);
      tell(`${clock()}    FAILED: ${failed[name]}`);
    }
  }
  return { measures, failed };
}

function show({ machine, measures, failed, quick, seconds }: Report, file: string): void {
  const figures = Object.values(measures).flat();
  const missed = figures.filter((figure) => keepsAim(figure) === false);
  tell('');
  tell(`${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}`);
  tell(`Node ${machine.node}, Temporal ${machine.temporalServer}, ${machine.database}`);
  tell(
    `load before the run ${machine.loadBefore} a core${quick ? '; QUICK: not to be quoted' : ''}`,
  );
  tell('');
  tell(table(figures));
  tell('');
  const aims = figures.filter(({ aim }) => aim !== undefined).length;
  tell(
    `${aims - missed.length} of ${aims} aims kept, ${Object.keys(failed).length} measures failed`,
  );
  tell(`${seconds} s; all figures are in ${file}`);
}

await main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
