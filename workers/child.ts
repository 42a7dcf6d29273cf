import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { endProcess, markOf, type ProcessMark } from './process-mark.ts';

/** How to start one process. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** One of our own Node programs, which says when it is ready. */
  readonly isOurs?: boolean;
  readonly uid?: number;
  readonly gid?: number;
}

/** A process that is kept running. */
export interface ChildPlan {
  readonly name: string;
  readonly command: Command;
  /** Resolves once it does its work; rejecting it counts as a failed start. */
  readonly ready: (process: ChildProcess) => Promise<void>;
  /** How it is asked to end: PostgreSQL ends its sessions on SIGINT, and waits for them on SIGTERM. */
  readonly stopSignal: NodeJS.Signals;
  /** Milliseconds it may take to end before it is killed. */
  readonly stopLimitMs: number;
  /** Standard output and error go here, so that it outlives its parent without a broken pipe. */
  readonly logFile: string;
}

/** What the supervisor is told of a child. */
export interface ChildWatch {
  readonly started: (name: string, mark: ProcessMark) => Promise<void>;
  readonly tell: (line: string) => void;
}

/** A running child. */
export interface Child {
  readonly name: string;
  /** Ends it for good. */
  readonly stop: () => Promise<void>;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A child that ran this long had started well: the next pause is the first one again. */
const STEADY_MS = 30_000;
const LOG_LIMIT_BYTES = 20 * 1024 * 1024;

/**
 * Starts a child, waits until it is ready and from then on starts it again whenever it ends.
 * @throws when the first start fails: then nothing is left running
 */
export async function keepRunning(plan: ChildPlan, watch: ChildWatch): Promise<Child> {
  let current = await startOnce(plan, watch);
  let stopping = false;
  const wake = new AbortController();
  const restarts = (async () => {
    for (let pause = FIRST_PAUSE_MS; ;) {
      const began = Date.now();
      await current.exited;
      if (isSet(() => stopping)) return;
      pause =
        Date.now() - began > STEADY_MS ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
      watch.tell(`${plan.name} ended (see ${plan.logFile}); starting it again`);
      await delay(pause, wake.signal);
      if (isSet(() => stopping)) return;
      current = await startOnce(plan, watch).catch(() => current);
    }
  })();
  return {
    name: plan.name,
    stop: async () => {
      stopping = true;
      wake.abort();
      await endProcess(current.mark, plan.stopSignal, plan.stopLimitMs);
      await restarts;
      await endProcess(current.mark, plan.stopSignal, plan.stopLimitMs);
    },
  };
}

/** Hides from the compiler that a variable of a closure was false a line ago. */
const isSet = (read: () => boolean): boolean => read();

interface Running {
  readonly mark: ProcessMark;
  readonly exited: Promise<unknown>;
}

async function startOnce(plan: ChildPlan, watch: ChildWatch): Promise<Running> {
  const { command } = plan;
  const child = await spawnLogged(command, plan.logFile);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  if (child.pid === undefined) {
    await once(child, 'error');
    throw new Error(`${plan.name} does not start: expected a program at ${command.file}`);
  }
  const mark = await markOf(child.pid);
  await watch.started(plan.name, mark);
  const died = exited.then(async () => {
    throw new Error(
      `${plan.name} ended before it was ready (${plan.logFile}):\n${await endOf(plan.logFile)}`,
    );
  });
  try {
    await Promise.race([plan.ready(child), died]);
  } catch (error) {
    await endProcess(mark, plan.stopSignal, plan.stopLimitMs);
    throw error;
  } finally {
    died.catch(() => undefined); // its later end is the restart's business
  }
  return { mark, exited };
}

/** The last lines of a log: the cause of a failed start, for the person who sees it fail. */
async function endOf(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-5).join('\n');
}

/** Its own process group: a Ctrl-C in the terminal reaches the supervisor only, which keeps the order. */
async function spawnLogged(command: Command, logFile: string): Promise<ChildProcess> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_LIMIT_BYTES) await rename(logFile, `${logFile}.1`);
  const log = await open(logFile, 'a', 0o600);
  try {
    return spawn(command.file, command.args, {
      env: command.env,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log.fd, log.fd, ...(command.isOurs === true ? ['ipc' as const] : [])],
      ...(command.uid === undefined ? {} : { uid: command.uid }),
      ...(command.gid === undefined ? {} : { gid: command.gid }),
    });
  } finally {
    await log.close();
  }
}

/** Resolves when one of our own processes says that it does its work: `{ ready: true }`. */
export async function saysReady(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && 'ready' in message) resolve();
    });
  });
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
