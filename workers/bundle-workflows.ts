import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { FAILURE_CONVERTER_PATH } from '../config/data-converter.ts';

/** A workflow bundle that is kept for as long as an incident runs on it. */
export interface KeptBundle {
  /** Hash of the bundle's sources: the build id of its workers. */
  readonly buildId: string;
  readonly codePath: string;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Built or not, the bundle starts from the file beside this folder. */
const EXTENSION = extname(fileURLToPath(import.meta.url));
const SOURCE_FOLDERS = ['domain', 'workflows'];

/**
 * The bundle of this code's workflows, from `directory` when it is kept there, else made (some
 * seconds). A bundle once kept is never written again: running incidents replay on it.
 */
export async function currentBundle(
  directory: string,
  tell: (line: string) => void,
): Promise<KeptBundle> {
  const buildId = await sourcesHash();
  const kept = { buildId, codePath: join(directory, `${buildId}.js`) };
  await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).includes(`${buildId}.js`)) return kept;
  tell('bundling the workflows');
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(ROOT, 'workflows', `index${EXTENSION}`),
    logger: new DefaultLogger('ERROR'),
    ...(FAILURE_CONVERTER_PATH === undefined
      ? {}
      : { failureConverterPath: FAILURE_CONVERTER_PATH }),
  });
  const draft = `${kept.codePath}.${process.pid}`;
  await writeFile(draft, code);
  await rename(draft, kept.codePath);
  return kept;
}

/** Bundles of earlier code that are still kept. */
export async function earlierBundles(
  directory: string,
  current: KeptBundle,
): Promise<readonly KeptBundle[]> {
  const files = await readdir(directory);
  return files
    .filter((file) => file.endsWith('.js') && file !== `${current.buildId}.js`)
    .map((file) => ({ buildId: file.slice(0, -'.js'.length), codePath: join(directory, file) }));
}

/** Hash of all that goes into the bundle: our sources, and the SDK's version. */
async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of SOURCE_FOLDERS) {
    const files = await readdir(join(ROOT, folder), { recursive: true });
    for (const file of files.filter((name) => name.endsWith(EXTENSION)).sort()) {
      if (/\.(test|d)\.\w+$/u.test(file)) continue;
      hash.update(`${folder}/${file}\n`).update(await readFile(join(ROOT, folder, file)));
    }
  }
  const sdk: unknown = createRequire(import.meta.url)('@temporalio/workflow/package.json');
  hash.update(JSON.stringify(sdk));
  return hash.digest('hex').slice(0, 20);
}
