import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isRunning, markOf, ProcessMark } from './process-mark.ts';

const port = z.int().min(1).max(65_535);

/** What `npm start` runs, in DATA_DIR/run.json: enough to find one's own processes after a kill -9. */
const RunRecord = z.strictObject({
  /** Kept from start to start, so that an address in a log stays true. */
  ports: z.record(z.string(), port),
  /** By name, in the order they were started. */
  children: z.record(z.string(), ProcessMark),
});
export type RunRecord = z.infer<typeof RunRecord>;

const recordFile = (dataDir: string): string => join(dataDir, 'run.json');
const lockFile = (dataDir: string): string => join(dataDir, 'run.lock');

/** The record of the last start; an empty one when there is none or it cannot be read. */
export async function readRunRecord(dataDir: string): Promise<RunRecord> {
  try {
    return RunRecord.parse(JSON.parse(await readFile(recordFile(dataDir), 'utf8')));
  } catch {
    return { ports: {}, children: {} };
  }
}

/** Writes the record in one rename; call it one at a time. */
export async function writeRunRecord(dataDir: string, record: RunRecord): Promise<void> {
  const draft = `${recordFile(dataDir)}.draft`;
  await writeFile(draft, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, recordFile(dataDir));
}

/**
 * Takes DATA_DIR for this process; answers how to give it back.
 * @throws when another start runs on it
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const mine = `${lockFile(dataDir)}.${process.pid}`;
  await writeFile(mine, JSON.stringify(await markOf(process.pid)), { mode: 0o600 });
  try {
    // A link fails when the lock is there; a second try follows the removal of a dead one's lock.
    for (let attempt = 0; ; attempt += 1) {
      const taken = await link(mine, lockFile(dataDir)).then(
        () => true,
        () => false,
      );
      if (taken) break;
      const holder = await readHolder(dataDir);
      if (holder !== undefined && (await isRunning(holder)))
        throw alreadyRunning(dataDir, holder.pid);
      if (attempt === 3)
        throw new Error(`${lockFile(dataDir)} cannot be written: expected a directory of our own`);
      await rm(lockFile(dataDir), { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
  return async () => await rm(lockFile(dataDir), { force: true });
}

const alreadyRunning = (dataDir: string, pid: number): Error =>
  new Error(
    `Tocsin runs already on ${dataDir} (process ${pid}). Stop that one first (Ctrl-C in its terminal, ` +
      `or kill ${pid}), or set DATA_DIR and PORT to others for a second one.`,
  );

async function readHolder(dataDir: string): Promise<ProcessMark | undefined> {
  try {
    return ProcessMark.parse(JSON.parse(await readFile(lockFile(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
}
