/**
 * Reading what a person texted back. The rule behind every choice: when in doubt do nothing, so
 * that escalation goes on, and let a human see it.
 *
 *     line  = codes | group *( sep group ) | code [sep] verb
 *     group = verb [sep] [codes]                   ; several groups: each names its codes
 *     codes = code *( sep code )                   ; code = 1*4DIGIT, optional "#"
 */
import {
  CARRIER_OPT_IN_WORDS,
  CARRIER_OPT_OUT_WORDS,
  REACTION_JOINTS,
  REACTION_OPENINGS,
  REACTION_VERBS,
  REPLY_WORDS,
  type Verb,
} from './reply-words.ts';
import {
  foldReply,
  linesOf,
  mixesDigitScripts,
  REPLY_LENGTH_LIMIT,
  trimEdges,
} from './reply-fold.ts';

/** One order in a reply. No codes: the bare verb, good only while exactly one task is open. */
export interface ReplyCommand {
  readonly verb: Verb;
  /** As typed, in ASCII digits, each once; whether a code is known is for the caller to say. */
  readonly codes: readonly string[];
}

/** What a text message means. Only `commands` may change a task. */
export type Reply =
  | {
      readonly kind: 'commands';
      readonly commands: readonly ReplyCommand[];
      /** The lines below the first, as written: personal data, for the incident's log only. */
      readonly note?: string;
      /** The text was also a carrier's opt-in word (YES): the number can hear us again. */
      readonly carrierOptIn?: true;
    }
  /** The carrier has silenced this number for us: an alarm. */
  | { readonly kind: 'optOut' }
  /** The carrier lets us reach this number again. */
  | { readonly kind: 'optIn' }
  /** A tapback or a lone emoji: the message was seen; never an acknowledgement. */
  | { readonly kind: 'reaction' }
  /** "STOP 47", or digits of two scripts: nothing is done, the person is rung. */
  | { readonly kind: 'ambiguous'; readonly codes: readonly string[] }
  /** Anything else: nothing is done, the coordinator sees it, the exact instruction goes back. */
  | { readonly kind: 'unclear'; readonly codes: readonly string[] };

/** More codes than this in one text are refused: a forged text must not try all ninety at once. */
export const MOST_CODES_IN_A_REPLY = 10;

const VERBS: ReadonlyMap<string, Verb> = new Map(
  Object.values(REPLY_WORDS).flatMap((words) =>
    Object.entries(words).flatMap(([verb, spellings]) =>
      // Object.entries widens the key; the keys of VerbWords are verbs.
      spellings.map((spelling) => [foldReply(spelling), verb as Verb] as const),
    ),
  ),
);
const OPT_OUT: ReadonlySet<string> = new Set(CARRIER_OPT_OUT_WORDS);
const OPT_IN: ReadonlySet<string> = new Set(CARRIER_OPT_IN_WORDS);

const anyOf = (words: readonly string[]): string => `(?:${words.join('|')})`;
const PICTURE = '[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\p{Regional_Indicator}]';
const REACTIONS: readonly RegExp[] = [
  new RegExp(`^"?${anyOf(REACTION_OPENINGS)}[\\s:]*["']`, 'u'),
  new RegExp(`^"?${anyOf(REACTION_OPENINGS)} (?:an?|une?) \\p{L}+$`, 'u'),
  new RegExp(
    `^(?:${anyOf(REACTION_VERBS)} )?${PICTURE}+ ${anyOf(REACTION_JOINTS)}[\\s:]*["']`,
    'u',
  ),
  new RegExp(`^(?:${PICTURE}|\\s)+$`, 'u'),
];

type Token =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'verb'; readonly verb: Verb }
  | { readonly kind: 'optOut' };

const PIECES = /\d+|[\p{L}\p{M}]+|[^\d\p{L}\p{M}]+/gu;
const NUMBER = /^\d+$/u;
const WORD = /^[\p{L}\p{M}]+$/u;
const JOINT = /^[\s,;:.=/#'"()[\]&+*_!\p{Pd}]*$/u;
/** Between two codes no ":" and no lone "." or dash: "14:30" is a time and "47-52" a range. */
const CODE_JOINT = /^[\s,;.#'"()[\]&+/]+$/u;

function isJoint(piece: string, before: string | undefined, after: string | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  const betweenCodes = NUMBER.test(before) && NUMBER.test(after);
  return betweenCodes ? CODE_JOINT.test(piece) && piece !== '.' : JOINT.test(piece);
}

function readToken(piece: string): Token | undefined {
  if (NUMBER.test(piece)) return piece.length <= 4 ? { kind: 'code', code: piece } : undefined;
  if (OPT_OUT.has(piece)) return { kind: 'optOut' };
  const verb = VERBS.get(piece);
  return verb === undefined ? undefined : { kind: 'verb', verb };
}

/** The words and numbers of a line, or nothing when anything on it is not understood. */
function tokenise(line: string): readonly Token[] | undefined {
  const pieces = line.match(PIECES) ?? [];
  const tokens: Token[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (!NUMBER.test(piece) && !WORD.test(piece)) {
      if (!isJoint(piece, pieces[index - 1], pieces[index + 1])) return undefined;
      continue;
    }
    const token = readToken(piece);
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return tokens;
}

function codesOf(tokens: readonly Token[]): readonly string[] {
  return [...new Set(tokens.flatMap((token) => (token.kind === 'code' ? [token.code] : [])))];
}

/** "ACK 47 52", "ACK 47 NO 63": a verb and its codes, once or more. */
function readGroups(tokens: readonly Token[]): readonly ReplyCommand[] | undefined {
  const groups: { verb: Verb; codes: string[] }[] = [];
  for (const token of tokens) {
    if (token.kind === 'verb') groups.push({ verb: token.verb, codes: [] });
    else if (token.kind === 'code') groups.at(-1)?.codes.push(token.code);
  }
  const commands = groups.map(({ verb, codes }) => ({ verb, codes: [...new Set(codes)] }));
  if (commands.length > 1 && commands.some(({ codes }) => codes.length === 0)) return undefined;
  const named = commands.flatMap(({ codes }) => codes);
  // "ACK 47 NO 47" contradicts itself.
  return new Set(named).size === named.length ? commands : undefined;
}

/** No code begins with 0, but a phone number sent for calling back does: "06 12 34 56 78". */
function looksLikePhoneNumber(codes: readonly string[]): boolean {
  return codes.length > 1 && codes.some((code) => code.startsWith('0'));
}

function readCommands(tokens: readonly Token[]): readonly ReplyCommand[] | undefined {
  const codes = codesOf(tokens);
  if (tokens.length === 0 || codes.length > MOST_CODES_IN_A_REPLY) return undefined;
  if (looksLikePhoneNumber(codes)) return undefined;
  if (tokens.every(({ kind }) => kind === 'code')) return [{ verb: 'acknowledge', codes }];
  const [first, second] = tokens;
  if (first?.kind === 'verb') return readGroups(tokens);
  // Two codes before a verb ("47 52 NO") could mean either or both of them.
  return tokens.length === 2 && second?.kind === 'verb'
    ? [{ verb: second.verb, codes }]
    : undefined;
}

/** "?" is a word for help: "47?" asks about 47 and does not take it; "OK?" is no answer. */
function readQuestion(tokens: readonly Token[]): readonly ReplyCommand[] | undefined {
  if (tokens.every(({ kind }) => kind === 'code')) {
    const codes = codesOf(tokens);
    return codes.length > MOST_CODES_IN_A_REPLY ? undefined : [{ verb: 'help', codes }];
  }
  const commands = readCommands(tokens);
  const harmless = commands?.every(({ verb }) => verb === 'help' || verb === 'list') ?? false;
  return harmless ? commands : undefined;
}

/** Numbers that may be codes on a line that was not understood, for the coordinator and the answer. */
function codesMentioned(line: string): readonly string[] {
  const numbers = (line.match(/\d+/gu) ?? []).filter((number) => number.length <= 4);
  return [...new Set(numbers)].slice(0, MOST_CODES_IN_A_REPLY);
}

function readLine(line: string): Reply {
  const folded = foldReply(line);
  const core = trimEdges(folded);
  const unclear: Reply = { kind: 'unclear', codes: codesMentioned(core) };
  const tokens = tokenise(core);
  if (tokens === undefined) return unclear;
  if (tokens.some(({ kind }) => kind === 'optOut')) {
    return tokens.some(({ kind }) => kind === 'verb')
      ? unclear
      : { kind: 'ambiguous', codes: codesOf(tokens).slice(0, MOST_CODES_IN_A_REPLY) };
  }
  const asks = folded.includes('?');
  const commands = asks ? readQuestion(tokens) : readCommands(tokens);
  return commands === undefined ? unclear : { kind: 'commands', commands };
}

/**
 * The opt-out, opt-in and reaction readings, which look at the whole message. Carriers look at
 * the whole message too, so "STOP 47" is not an opt-out.
 */
function readWhole(text: string): Reply | undefined {
  const folded = foldReply(text).trim();
  const word = folded.replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
  if (OPT_OUT.has(word)) return { kind: 'optOut' };
  if (OPT_IN.has(word)) {
    const verb = VERBS.get(word);
    if (verb === undefined) return { kind: 'optIn' };
    return folded.includes('?')
      ? undefined
      : { kind: 'commands', commands: [{ verb, codes: [] }], carrierOptIn: true };
  }
  return REACTIONS.some((reaction) => reaction.test(folded)) ? { kind: 'reaction' } : undefined;
}

/**
 * Reads a text message, by the first line that is not blank; the lines after it are a note.
 * Never throws; time grows with the length of the text, which is cut at 1,600 characters.
 */
export function parseReply(text: string): Reply {
  const read = text.slice(0, REPLY_LENGTH_LIMIT);
  const whole = readWhole(read);
  if (whole !== undefined) return whole;
  const lines = linesOf(read);
  const at = lines.findIndex((line) => foldReply(line).trim() !== '');
  const line = lines[at];
  if (line === undefined) return { kind: 'unclear', codes: [] };
  if (mixesDigitScripts(line)) return { kind: 'ambiguous', codes: [] };
  // A line cut at the limit may have gone on with a "but".
  const cut = text.length > REPLY_LENGTH_LIMIT && at === lines.length - 1;
  if (cut) return { kind: 'unclear', codes: codesMentioned(foldReply(line)) };
  const reply = readLine(line);
  const note = lines
    .slice(at + 1)
    .join('\n')
    .trim();
  return reply.kind === 'commands' && note !== '' ? { ...reply, note } : reply;
}
