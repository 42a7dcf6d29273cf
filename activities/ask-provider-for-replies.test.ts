import { describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { createAskProviderForReplies, type AskProviderDeps } from './ask-provider-for-replies.ts';

const MINUTE = 60_000;
const NINE = Date.UTC(2026, 10, 21, 9);

/** A provider that holds no texts and notes how far back it was asked, or is down. */
function looks() {
  const asked: number[] = [];
  const world = { now: NINE, isDown: false };
  const deps: AskProviderDeps = {
    // No text, no signal: Temporal is never spoken to.
    client: new Client({ connection: Connection.lazy() }),
    sms: {
      received: (since) => {
        if (world.isDown) return Promise.reject(new Error('down'));
        asked.push(since);
        return Promise.resolve([]);
      },
    },
    routing: () => Promise.resolve({ homeOf: () => undefined, hash: (text) => text }),
    now: () => world.now,
  };
  return { asked, world, look: createAskProviderForReplies(deps) };
}

describe('looking for replies that no webhook brought', () => {
  it('begins a day back, then two minutes before the last look', async () => {
    const { asked, world, look } = looks();
    await look({});
    world.now += MINUTE;
    await look({});
    expect(asked).toEqual([NINE - 24 * 60 * MINUTE, NINE - 2 * MINUTE]);
  });

  it('goes back to the last look that worked, however long the provider was down', async () => {
    const { asked, world, look } = looks();
    await look({});
    world.isDown = true;
    world.now += MINUTE;
    await expect(look({})).rejects.toThrow('down');
    world.isDown = false;
    world.now += 90 * MINUTE;
    await look({});
    expect(asked.at(-1)).toBe(NINE - 2 * MINUTE);
  });

  it('takes the word of the run before, where the Schedule hands it on', async () => {
    const { asked, look } = looks();
    await look({ since: NINE - 5 * MINUTE });
    expect(asked).toEqual([NINE - 7 * MINUTE]);
  });
});
