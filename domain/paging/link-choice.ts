/**
 * The six numbers on the page behind a link, one of which stands in the message. A mail scanner
 * that opens the link and submits what it finds cannot know which.
 */

/** How many numbers are shown. */
export const LINK_CHOICES = 6;

/** FNV-1a over UTF-16 units: a seed of 32 bits. Needs to spread, not to be secret (see below). */
function seedFrom(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** mulberry32: the next numbers in [0, 1) of a seed, the same on every machine. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Fisher–Yates. */
function shuffled(values: readonly string[], next: () => number): readonly string[] {
  const mixed = [...values];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(next() * (last + 1));
    const [low, high] = [mixed[other], mixed[last]];
    if (low !== undefined && high !== undefined) [mixed[other], mixed[last]] = [high, low];
  }
  return mixed;
}

/**
 * The six numbers to show for a code, in the order to show them; one seed always gives the same.
 *
 * All numbers of the code's length are shuffled by the seed and cut into sixes, and the six that
 * holds the code is shown. Each of the six would have led to the same six, so even who knows the
 * seed and this function learns nothing about which is right. Use one seed per page for its whole
 * life: two different sixes for one code have little but the code in common.
 * @throws RangeError when the code is not two to four digits without a leading zero
 */
export function linkChoices(code: string, seed: string): readonly string[] {
  if (!/^[1-9][0-9]{1,3}$/u.test(code)) {
    throw new RangeError('a code has two to four digits and no leading zero');
  }
  // 90, 900 and 9,000 are all divisible by six.
  const first = 10 ** (code.length - 1);
  const all = Array.from({ length: first * 9 }, (_, index) => String(first + index));
  const mixed = shuffled(all, numbersFrom(seedFrom(seed)));
  const start = Math.floor(mixed.indexOf(code) / LINK_CHOICES) * LINK_CHOICES;
  return mixed.slice(start, start + LINK_CHOICES);
}
