/**
 * Bringing a text message into one plain form before it is read. The order of the steps is
 * fixed: see each step for what goes wrong otherwise.
 */

/** The longest text a provider delivers (Twilio's cap); what stands behind it is not read. */
export const REPLY_LENGTH_LIMIT = 1600;

/** "№ 7", "Nº 7", "n° 7", "N.º 7": the numero sign before a digit of any script. */
const NUMERO_SIGN = /(?:№|[nNｎＮ]\.?[º°])\.?\s*(?=\p{Nd})/gu;
const DIGIT = /\p{Nd}/u;
const DIGITS = /\p{Nd}/gu;
/** Zero-width, bidirectional and control characters, variation selectors, tatweel; not white space. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u0640]|(?!\s)\p{Cc}/gu;
const SINGLE_QUOTES = /[‘’‚‛‹›′`]/gu;
const DOUBLE_QUOTES = /[“”„‟«»″〝〞]/gu;
const QUESTION_MARKS = /[؟¿⁇]/gu;
/** Latin accents, Arabic vowel marks and the keycap round an emoji digit all inherit a script. */
const MARKS = /[\p{Script=Inherited}\u0610-\u061a\u06d6-\u06ed]/gu;
const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/u;

/**
 * The code point of the zero that a digit belongs to. Unicode keeps decimal digits in runs of
 * ten, 0 to 9 (stability policy), and adjoining runs touch without a gap.
 */
function zeroOf(digit: number): number {
  if (digit <= 0x39) return 0x30;
  let first = digit;
  while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
  return digit - ((digit - first) % 10);
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function asciiDigit(digit: string): string {
  const point = codePoint(digit);
  return String(point - zeroOf(point));
}

/** Steps 2 and 3. The numero sign goes first: compatibility folding alone makes "№ 7" "No 7", a decline. */
function unify(text: string): string {
  return text.replace(NUMERO_SIGN, '#').normalize('NFKC');
}

/**
 * Does this text hold digits of more than one script, as in "4٧"? Full-width and styled Latin
 * digits count as Latin ones. Such a number cannot be trusted to be what the writer saw.
 */
export function mixesDigitScripts(text: string): boolean {
  const zeros = new Set<number>();
  for (const digit of unify(text).match(DIGITS) ?? []) zeros.add(zeroOf(codePoint(digit)));
  return zeros.size > 1;
}

/**
 * Folds a text for comparing: digits of every script to 0-9, invisible characters gone, quotes and
 * question marks unified, lower case, Latin accents and Arabic marks off. Line breaks stay.
 */
export function foldReply(text: string): string {
  return unify(text)
    .replace(DIGITS, asciiDigit)
    .replace(INVISIBLE, '')
    .replace(SINGLE_QUOTES, "'")
    .replace(DOUBLE_QUOTES, '"')
    .replace(QUESTION_MARKS, '?')
    .toLowerCase()
    .normalize('NFD')
    .replace(MARKS, '')
    .normalize('NFC');
}

/** The lines of a text, whatever kind of break the phone used. */
export function linesOf(text: string): readonly string[] {
  return text.split(LINE_BREAK);
}

const EDGE = /[\s\p{P}]/u;

/** Takes quotes, punctuation and spaces off both ends, in one pass each (a regex would be quadratic). */
export function trimEdges(text: string): string {
  const characters = Array.from(text);
  let start = 0;
  let end = characters.length;
  while (start < end && EDGE.test(characters[start] ?? '')) start += 1;
  while (end > start && EDGE.test(characters[end - 1] ?? '')) end -= 1;
  return characters.slice(start, end).join('');
}
