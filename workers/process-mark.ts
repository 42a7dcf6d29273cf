import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

/** A process beyond doubt: its id, and when it began, because ids are used again. */
export const ProcessMark = z.strictObject({ pid: z.int().min(2), began: z.string().min(1) });
export type ProcessMark = z.infer<typeof ProcessMark>;

/**
 * When a process began, in whatever words the system has for it; `undefined` when there is none.
 * Linux: boot id and clock ticks since boot (proc(5), field 22). Elsewhere: what ps says.
 */
export async function beganAt(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-o', 'lstart=,stat=', '-p', String(pid)]).catch(() => ({
      stdout: '',
    }));
    const line = stdout.trim();
    return line === '' || /\bZ\S*$/u.test(line) ? undefined : line.replace(/\s+\S+$/u, '');
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The second field is the program's name in brackets and may hold anything, brackets too.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const ticks = fields[19];
  if (ticks === undefined || state === 'Z') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${boot.trim()}/${ticks}`;
}

/** The mark of a process that runs now. @throws when it has ended already */
export async function markOf(pid: number): Promise<ProcessMark> {
  const began = await beganAt(pid);
  if (began === undefined) throw new Error(`Process ${pid} ended as soon as it was started`);
  return { pid, began };
}

/** Whether this very process still runs. */
export async function isRunning(mark: ProcessMark): Promise<boolean> {
  return (await beganAt(mark.pid)) === mark.began;
}

const POLL_MS = 25;

/**
 * Ends this very process: asks with `signal`, and kills it after `limitMs`. Never touches another
 * process that was given the same id.
 */
export async function endProcess(
  mark: ProcessMark,
  signal: NodeJS.Signals,
  limitMs: number,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  if (!(await isRunning(mark))) return;
  send(mark.pid, signal);
  while (await isRunning(mark)) {
    if (Date.now() > deadline) send(mark.pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the question and the signal.
  }
}
