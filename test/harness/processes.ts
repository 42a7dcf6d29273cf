import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';
import { beganAt, endProcess, ProcessMark } from '../../workers/process-mark.ts';
import { temporalCliForTests } from './temporal.ts';

const START = fileURLToPath(new URL('../../bin/start.mjs', import.meta.url));

/** One `npm start` of a test: all its processes are real. */
export interface House {
  readonly process: ChildProcess;
  /** What it has said so far, standard error included. */
  readonly said: () => string;
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>;
}

export interface HouseOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts everything on a data directory, as a person does with `npm start`. */
export async function startHouse(options: HouseOptions): Promise<House> {
  const child = spawn(process.execPath, [START], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TEMPORAL_CLI: await temporalCliForTests(),
      DATA_DIR: options.dataDir,
      PORT: String(options.port),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'exit').then(([code]: unknown[]) =>
    typeof code === 'number' ? code : null,
  );
  return { process: child, said: () => said, ended };
}

/** Waits until it says that it is ready. @throws with all that it said when it ends instead */
export async function houseIsReady(house: House): Promise<void> {
  await eventually(
    'the house to be ready',
    () => {
      if (house.process.exitCode !== null) throw new Error(`It ended:\n${house.said()}`);
      return house.said().includes('Tocsin is ready') ? true : undefined;
    },
    120_000,
  );
}

/** The processes that the house says are its own, by name. */
export async function childrenOf(dataDir: string): Promise<Record<string, ProcessMark>> {
  const record: unknown = JSON.parse(await readFile(join(dataDir, 'run.json'), 'utf8'));
  const children =
    typeof record === 'object' && record !== null && 'children' in record ? record.children : {};
  return Object.fromEntries(
    Object.entries(children ?? {}).map(([name, mark]) => [name, ProcessMark.parse(mark)]),
  );
}

/** Ends whatever a failed test left, by the house's own record, and deletes its files. */
export async function clearHouse(dataDir: string): Promise<void> {
  const children = await childrenOf(dataDir).catch(() => ({}));
  for (const mark of Object.values(children)) await endProcess(mark, 'SIGKILL', 0);
  await rm(dataDir, { recursive: true, force: true });
}

/** Kills this very process at once. */
export async function killNow(mark: ProcessMark): Promise<void> {
  await endProcess(mark, 'SIGKILL', 0);
}

/** Whether any of them still runs. */
export async function anyRuns(marks: readonly ProcessMark[]): Promise<boolean> {
  const began = await Promise.all(marks.map((mark) => beganAt(mark.pid)));
  return marks.some((mark, index) => began[index] === mark.began);
}
