/**
 * The letters a text can hold before it doubles in price and halves in length: the GSM 7 bit
 * default alphabet and its extension table, 3GPP TS 23.038, sections 6.2.1 and 6.2.1.1.
 */

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Each costs two units: an escape and the letter. */
const EXTENSION = new Set('\f^{}\\[~]|€');

/** Units of one text alone, and of each part of a longer one (3GPP TS 23.040: a 6-byte header). */
const GSM7 = { alone: 160, part: 153 };
const UCS2 = { alone: 70, part: 67 };

/** The most segments a text of ours may have (contract, Messages). */
export const MOST_SEGMENTS = 2;

/** Can every character be sent in the 7-bit alphabet? */
export function isGsm7(text: string): boolean {
  return Array.from(text).every((letter) => BASIC.has(letter) || EXTENSION.has(letter));
}

/** Fills parts in order; a character of several units is never cut in two. */
function countParts(units: readonly number[], room: typeof GSM7): number {
  if (units.reduce((sum, unit) => sum + unit, 0) <= room.alone) return 1;
  let parts = 1;
  let used = 0;
  for (const unit of units) {
    if (used + unit > room.part) {
      parts += 1;
      used = 0;
    }
    used += unit;
  }
  return parts;
}

/** How many SMS segments a text takes; 16-bit letters as soon as one is outside the alphabet. */
export function segmentsOf(text: string): number {
  const letters = Array.from(text);
  return isGsm7(text)
    ? countParts(
        letters.map((letter) => (EXTENSION.has(letter) ? 2 : 1)),
        GSM7,
      )
    : countParts(
        letters.map((letter) => letter.length),
        UCS2,
      );
}

const NEAREST: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  œ: 'oe',
  Œ: 'OE',
  '\u00a0': ' ',
  '\u202f': ' ',
};

function toGsm7Letter(letter: string): string {
  if (isGsm7(letter)) return letter;
  const plain = NEAREST[letter] ?? letter.normalize('NFKD').replace(/\p{M}/gu, '');
  return isGsm7(plain) ? plain : '?';
}

/** The nearest text in the 7-bit alphabet: accents it lacks come off, what is left becomes "?". */
export function toGsm7(text: string): string {
  return Array.from(text.normalize('NFC')).map(toGsm7Letter).join('');
}
