import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';

/** How to start one process of the house. */
export interface ProcessPlan {
  readonly name: string;
  readonly file: string;
  /** Asked at every start: an upgrade starts another program. */
  readonly args: () => readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  /** One of our own programs, which says when it is ready. */
  readonly isOurs: boolean;
  /** Resolves once it does its work. */
  readonly ready: (process: ChildProcess) => Promise<void>;
}

/** One process of the house, which a story may kill and start again. */
export interface HouseProcess {
  readonly name: string;
  readonly logFile: string;
  /** Undefined while it is not running. */
  readonly pid: number | undefined;
  /** Starts it and waits until it does its work. @throws Error when it ends before that */
  start(): Promise<void>;
  /** Sends a signal without waiting for anything: SIGSTOP freezes it, SIGCONT lets it go on. */
  signal(signal: NodeJS.Signals): void;
  /** Sends a signal and waits for the end; SIGKILL is `kill -9`. Nothing when it is not running. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

const living = new Set<ChildProcess>();
let watching = false;

/** A test process that ends early, for whatever reason, leaves nothing behind. */
function killAllAtExit(): void {
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const child of living) child.kill('SIGKILL');
  });
}

export function houseProcess(plan: ProcessPlan): HouseProcess {
  killAllAtExit();
  let child: ChildProcess | undefined;
  const isRunning = (): boolean =>
    child !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    name: plan.name,
    logFile: plan.logFile,
    get pid() {
      return isRunning() ? child?.pid : undefined;
    },
    async start() {
      if (isRunning()) throw new Error(`${plan.name} is running already`);
      const begun = await begin(plan);
      child = begun;
      const died = once(begun, 'exit').then(() => {
        living.delete(begun);
        throw new Error(`${plan.name} ended before it was ready; see ${plan.logFile}`);
      });
      // Once it was ready its end is the story's affair.
      died.catch(() => undefined);
      await Promise.race([plan.ready(begun), died]);
    },
    signal: (signal) => void child?.kill(signal),
    async kill(signal) {
      if (child === undefined || !isRunning()) return;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    },
  };
}

async function begin(plan: ProcessPlan): Promise<ChildProcess> {
  const log = await open(plan.logFile, 'a', 0o600);
  try {
    const child = spawn(plan.file, plan.args(), {
      env: plan.env,
      cwd: '/',
      stdio: ['ignore', log.fd, log.fd, ...(plan.isOurs ? ['ipc' as const] : [])],
    });
    living.add(child);
    return child;
  } finally {
    await log.close();
  }
}
