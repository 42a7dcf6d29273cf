import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem, platform, release } from 'node:os';
import { dirname } from 'node:path';
import type { House } from './house.ts';
import type { Figure } from './measure.ts';

/** On what it was measured: figures without it mean nothing. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly temporalServer: string;
  readonly database: string;
  /** Load of one minute before the run, by core: other work beside shows here. */
  readonly loadBefore: number;
}

export interface Report {
  readonly at: string;
  readonly quick: boolean;
  readonly seconds: number;
  readonly machine: Machine;
  readonly measures: Readonly<Record<string, readonly Figure[]>>;
  /** Measures that did not come to their end, and why. */
  readonly failed: Readonly<Record<string, string>>;
}

export async function describeMachine(house: House, load: number): Promise<Machine> {
  const info = await house.client.workflowService.getSystemInfo({});
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${platform()} ${release()}`,
    node: process.versions.node,
    temporalServer: `${info.serverVersion} (SQLite file, write-ahead log)`,
    database: 'PostgreSQL 18, embedded, durable',
    loadBefore: Number((load / Math.max(processors.length, 1)).toFixed(2)),
  };
}

/** Does the figure keep its aim? Undefined where there is none. */
export function keepsAim({ value, ratio, aim }: Figure): boolean | undefined {
  return aim === undefined ? undefined : (ratio ?? value) <= aim;
}

const HEAD = ['measure', 'Tocsin', 'bare', 'times', 'aim'];

/** The table as a person reads it (and as Markdown takes it). */
export function table(figures: readonly Figure[]): string {
  const rows = [HEAD, ...figures.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(HEAD), rule, ...rows.slice(1).map(line)].join('\n');
}

function cells(figure: Figure): string[] {
  const { what, value, unit, bare, ratio, aim } = figure;
  const kept = keepsAim(figure);
  return [
    what,
    `${written(value)} ${unit}`.trim(),
    bare === undefined ? '' : `${written(bare)} ${unit}`,
    ratio === undefined ? '' : ratio.toFixed(2),
    aim === undefined ? '' : `≤ ${aim} ${kept === true ? 'kept' : 'MISSED'}`,
  ];
}

function written(value: number): string {
  return Number.isInteger(value) || value >= 100
    ? Math.round(value).toLocaleString('en')
    : value.toFixed(1);
}

export async function writeReport(file: string, report: Report): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
}
