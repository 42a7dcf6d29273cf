import { fileURLToPath } from 'node:url';
import { defineSearchAttributeKey } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { registerSearchAttributes, SEARCH_ATTRIBUTES } from '../../workers/search-attributes.ts';
import {
  findTemporalCli,
  findTestServer,
  type ProgramSearch,
} from '../../workers/temporal-program.ts';

/** Programs fetched for tests are kept here between runs. */
export const TEST_CACHE = fileURLToPath(
  new URL('../../node_modules/.cache/tocsin', import.meta.url),
);

const search = (named: string | undefined): ProgramSearch => ({
  named,
  keepIn: `${TEST_CACHE}/programs`,
  tell: (line) => process.stderr.write(`${line}\n`),
});

/** The path of the Temporal CLI the tests run with (`TEMPORAL_CLI` names another). */
export const temporalCliForTests = (): Promise<string> =>
  findTemporalCli(search(process.env['TEMPORAL_CLI']));

/**
 * A real Temporal development server in memory, on a free port, with Tocsin's search attributes.
 * Take it in `beforeAll`, `teardown()` it in `afterAll` after every worker has stopped.
 */
export async function devServer(
  extraArgs: readonly string[] = [],
): Promise<TestWorkflowEnvironment> {
  const path = await temporalCliForTests();
  return await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path },
      extraArgs: [...extraArgs],
      searchAttributes: SEARCH_ATTRIBUTES.map((name) => defineSearchAttributeKey(name, 'KEYWORD')),
    },
  });
}

/**
 * Temporal's time-skipping test server. Time is skipped only inside `handle.result()` and
 * `env.sleep()`; never wait for two results at once. One server for each test that watches clocks.
 */
export async function timeSkippingServer(): Promise<TestWorkflowEnvironment> {
  const path = await findTestServer(search(process.env['TEMPORAL_TEST_SERVER']));
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  await registerSearchAttributes(env.connection, 'default');
  return env;
}
