import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUILDS = join(ROOT, 'node_modules', '.cache', 'tocsin', 'builds');
/** What the processes consist of. */
const FOLDERS = [
  ...['activities', 'api', 'channels', 'config', 'console'],
  ...['domain', 'playbooks', 'store', 'workers', 'workflows'],
];
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
/** Builds that nobody used for so long make room. */
const KEPT_MS = 60 * 60_000;

/** A compiled copy of the sources; programs stand in `workers/*.js` below it. */
export interface Build {
  readonly directory: string;
  /** Workflow bundles made from this build are kept here, so that a worker starts without bundling. */
  readonly bundles: string;
}

let building: Promise<Build> | undefined;

/** Names a build made before, to run that one instead of the sources as they are now. */
const NAMED = 'HOUSE_BUILD';

/**
 * The sources as they are now, compiled. Made once for a state of the sources and shared by all test
 * processes: it is compiled aside and moved into place, so that nobody ever runs half of it.
 */
export function currentBuild(): Promise<Build> {
  const named = process.env[NAMED];
  building ??= named === undefined ? build() : Promise.resolve(buildAt(named));
  return building;
}

/**
 * A copy of a build in which one thing is different, as after an upgrade.
 * @throws Error when the text is not there: then the upgrade would be none
 */
export async function changedBuild(
  from: Build,
  to: string,
  change: { readonly file: string; readonly find: string; readonly put: string },
): Promise<Build> {
  await cp(from.directory, to, { recursive: true });
  const path = join(to, change.file);
  const text = await readFile(path, 'utf8');
  if (!text.includes(change.find)) throw new Error(`${change.file} lacks: ${change.find}`);
  await writeFile(path, text.replace(change.find, change.put));
  return buildAt(to);
}

async function build(): Promise<Build> {
  const files = await sourceFiles();
  const directory = join(BUILDS, await hashOf(files));
  if (!(await isThere(join(directory, 'package.json')))) await compile(files, directory);
  const now = new Date();
  await utimes(directory, now, now);
  await forgetOld();
  return buildAt(directory);
}

function buildAt(directory: string): Build {
  return { directory, bundles: join(directory, '.bundles') };
}

async function compile(files: readonly string[], directory: string): Promise<void> {
  const draft = `${directory}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const out = ['--outDir', draft, '--tsBuildInfoFile', join(draft, '.tsbuildinfo')];
  await run(process.execPath, [compiler, '-p', join(ROOT, 'tsconfig.build.json'), ...out]);
  for (const file of files.filter((name) => extname(name) !== '.ts')) {
    await mkdir(dirname(join(draft, file)), { recursive: true });
    await cp(join(ROOT, file), join(draft, file));
  }
  // Below node_modules nothing says otherwise that these are ES modules.
  await cp(join(ROOT, 'package.json'), join(draft, 'package.json'));
  await rename(draft, directory).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    // Another test process was faster.
    if (!(await isThere(join(directory, 'package.json')))) throw error;
  });
}

async function sourceFiles(): Promise<readonly string[]> {
  const lists = FOLDERS.map(async (folder) => {
    const names = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
    return names
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
  });
  return (await Promise.all(lists)).flat().sort();
}

async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of [...files, ...SETTINGS]) {
    hash.update(`${file}\0`).update(await readFile(join(ROOT, file)));
  }
  return hash.digest('hex').slice(0, 20);
}

async function forgetOld(): Promise<void> {
  for (const name of await readdir(BUILDS)) {
    const path = join(BUILDS, name);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined || Date.now() - found.mtimeMs < KEPT_MS) continue;
    await rm(path, { recursive: true, force: true });
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
