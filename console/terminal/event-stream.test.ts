import { describe, expect, it } from '@jest/globals';
import { readEvents } from './event-stream.ts';

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.slice(at, at + size);
  }
}

const read = async (text: string, size = 3): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const data of readEvents(inPieces(text, size))) found.push(data);
  return found;
};

describe('live events', () => {
  it('are read whole, however the network cuts them', async () => {
    const text = ': still here\n\nid: 1\nevent: activated\ndata: {"é":1}\n\ndata: a\ndata: b\n\n';
    for (const size of [1, 2, 3, 7, 1000])
      expect(await read(text, size)).toEqual(['{"é":1}', 'a\nb']);
  });

  it('are not told before they are complete', async () => {
    expect(await read('data: cut off\n')).toEqual([]);
  });
});
