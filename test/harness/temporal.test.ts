import { describe, expect, it } from '@jest/globals';
import { devServer, timeSkippingServer } from './temporal.ts';

describe('the Temporal servers of the tests', () => {
  it('offers a development server that knows the search attributes', async () => {
    const env = await devServer();
    const answer = await env.connection.operatorService.listSearchAttributes({
      namespace: 'default',
    });
    expect(Object.keys(answer.customAttributes)).toContain('TocsinStatus');
    await env.teardown();
  }, 180_000);

  it('offers a server whose clock can skip days', async () => {
    const env = await timeSkippingServer();
    const before = await env.currentTimeMs();
    await env.sleep('3 days');
    expect((await env.currentTimeMs()) - before).toBeGreaterThanOrEqual(3 * 86_400_000);
    await env.teardown();
  }, 180_000);
});
