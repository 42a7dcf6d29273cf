/**
 * Neutral words for incidents: no person, place, mood or outcome in any of them, easy to say over a
 * bad line, no two alike in sound at their beginning (chosen for this list).
 */
export const CODE_NAMES = [
  'RAVEN',
  'COBALT',
  'MAPLE',
  'LANTERN',
  'QUARTZ',
  'HERON',
  'BAMBOO',
  'TOPAZ',
  'WALNUT',
  'SADDLE',
  'PELICAN',
  'GRANITE',
  'VELVET',
  'CIRRUS',
  'ACORN',
  'BEACON',
  'DAHLIA',
  'EMBER',
  'FALCON',
  'GINGER',
  'HAZEL',
  'INDIGO',
  'JASPER',
  'KESTREL',
  'LINDEN',
  'MAGNET',
  'NUTMEG',
  'OSPREY',
  'PEPPER',
  'QUIVER',
  'RUSSET',
  'SPRUCE',
  'THISTLE',
  'UMBER',
  'VIOLET',
  'WILLOW',
  'YARROW',
  'ZINNIA',
  'ALMOND',
  'BASALT',
  'CEDAR',
  'DOMINO',
  'ELDER',
  'FENNEL',
] as const;

/** Code names that people choose themselves. */
export const CODE_NAME = /^[A-Z]{3,12}$/;

/** Words of texts, folded: accents and case do not make another word. */
export function wordsOf(texts: readonly string[]): ReadonlySet<string> {
  const words = texts.flatMap((text) =>
    text
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toUpperCase()
      .split(/[^A-Z]+/),
  );
  return new Set(words.filter((word) => word !== ''));
}

/**
 * One of the list: decided by the seed, so that a repeated start takes the same; neither in use nor a
 * word of the case. When all are in use, a word of the list with a letter of the alphabet after it.
 */
export function pickCodeName(
  seed: string,
  taken: ReadonlySet<string>,
  forbidden: ReadonlySet<string>,
): string {
  let start = 7;
  for (const letter of seed) start = (start * 31 + letter.charCodeAt(0)) >>> 0;
  const rounds = ['', ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')];
  const candidates = rounds.flatMap((suffix) =>
    CODE_NAMES.map(
      (_, index) => `${CODE_NAMES[(start + index) % CODE_NAMES.length] ?? 'RAVEN'}${suffix}`,
    ),
  );
  const free = candidates.find((name) => !taken.has(name) && !forbidden.has(name));
  return free ?? candidates[0] ?? 'RAVEN';
}
