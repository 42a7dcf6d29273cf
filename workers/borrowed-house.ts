/** A running Tocsin for the demo: the one that is there, else one of its own for so long. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';
import { addressOf } from './terminal-access.ts';

/** A first start fetches a Temporal server. */
const START_LIMIT_MS = 300_000;
const LOOK_MS = 500;

export interface BorrowedHouse {
  readonly url: string;
  /** What its configuration is read from. */
  readonly environment: NodeJS.ProcessEnv;
  /** Stops and removes it, if it was started for this. */
  giveBack(): Promise<void>;
}

/** @throws Error when none runs and none can be started */
export async function borrowHouse(tell: (line: string) => void): Promise<BorrowedHouse> {
  const url = await addressOf(undefined);
  if (await answers(`${url}/healthz`)) {
    return { url, environment: process.env, giveBack: () => Promise.resolve() };
  }
  tell(`Nothing answers at ${url}: a Tocsin is started for the demo`);
  const dataDir = await mkdtemp(join(tmpdir(), 'tocsin-demo-'));
  const port = await freePort();
  const { PUBLIC_URL: _, ...inherited } = process.env;
  const environment = { ...inherited, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir };
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('everything.js', import.meta.url))],
    {
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit'],
      // Its own group: a Ctrl-C reaches the demo alone, which then stops it in order.
      detached: true,
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const giveBack = async (): Promise<void> => {
    stop(child);
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop(child));
  const own = `http://127.0.0.1:${port}`;
  try {
    await ready(own, child);
  } catch (error) {
    await giveBack();
    throw error;
  }
  return { url: own, environment, giveBack };
}

function stop(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + START_LIMIT_MS;
  while (!(await answers(`${url}/readyz`))) {
    if (child.exitCode !== null)
      throw new Error('It could not be started; its reason stands above.');
    if (Date.now() > until) throw new Error('It did not become ready in five minutes.');
    await pause(LOOK_MS);
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
