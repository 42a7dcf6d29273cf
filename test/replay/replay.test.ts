import { readdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { createDataConverter, FAILURE_CONVERTER_PATH } from '../../config/data-converter.ts';
import { workflowBundle } from '../harness/engine.ts';
import { keptHistories, type KeptHistory } from './kept-histories.ts';
import { recordHistories } from './record-histories.ts';
import { TEST_ONLY_KEY } from './test-only-key.ts';

let histories: readonly KeptHistory[];

beforeAll(async () => {
  if (process.env['UPDATE_HISTORIES'] === '1') await recordHistories();
  else Runtime.install({ logger: new DefaultLogger('ERROR') });
  histories = await keptHistories();
}, 180_000);

/** Which of the histories this code can replay, and the kind of error where it cannot. */
async function replay(workflowBundle: { readonly code: string }): Promise<Map<string, string>> {
  const outcomes = new Map<string, string>();
  for (const kept of histories) {
    const results = Worker.runReplayHistories(
      { workflowBundle, dataConverter: createDataConverter([TEST_ONLY_KEY]) },
      [kept],
    );
    for await (const { error } of results) outcomes.set(kept.name, error?.name ?? 'replayed');
  }
  return outcomes;
}

/**
 * A running incident is replayed by whatever code serves it. When this fails, running incidents
 * would be stuck: keep the old path (`patched`), or let it begin at a roll. Before a first release,
 * and for new stories, `UPDATE_HISTORIES=1` records anew.
 */
describe('histories of earlier runs', () => {
  it('are replayed by the code of today', async () => {
    expect(Object.fromEntries(await replay(await workflowBundle()))).toEqual({
      conversation: 'replayed',
      'kidnap-first-run': 'replayed',
      'kidnap-rolled': 'replayed',
      'lone-page': 'replayed',
    });
  }, 120_000);

  it('tell of a timer that was not there', async () => {
    const changed = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./slower-incident.ts', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
      ...(FAILURE_CONVERTER_PATH === undefined
        ? {}
        : { failureConverterPath: FAILURE_CONVERTER_PATH }),
    });
    expect(Object.fromEntries(await replay(changed))).toEqual({
      conversation: 'replayed',
      'kidnap-first-run': 'DeterminismViolationError',
      'kidnap-rolled': 'DeterminismViolationError',
      'lone-page': 'DeterminismViolationError',
    });
  }, 120_000);

  it('stay small', async () => {
    const folder = fileURLToPath(new URL('./histories/', import.meta.url));
    const sizes = (await readdir(folder)).map(async (file) => (await stat(folder + file)).size);
    const sum = (await Promise.all(sizes)).reduce((all, one) => all + one, 0);
    expect(sum).toBeLessThan(300_000);
  });
});
