/**
 * What each reply means, as a table: the reply grammar is held to every line of it, and so is
 * anyone who writes it anew.
 */
import type { Reply } from './reply-grammar.ts';
import type { Verb } from './reply-words.ts';

/** One line of the table. */
export interface ReplyVector {
  readonly text: string;
  readonly means: Reply;
  readonly because: string;
}

const command = (verb: Verb, ...codes: readonly string[]): Reply => ({
  kind: 'commands',
  commands: [{ verb, codes }],
});
const ack = (...codes: readonly string[]): Reply => command('acknowledge', ...codes);
const decline = (...codes: readonly string[]): Reply => command('decline', ...codes);
const done = (...codes: readonly string[]): Reply => command('done', ...codes);
const help = (...codes: readonly string[]): Reply => command('help', ...codes);
const list = command('list');
const unclear = (...codes: readonly string[]): Reply => ({ kind: 'unclear', codes });
const ambiguous = (...codes: readonly string[]): Reply => ({ kind: 'ambiguous', codes });
const optOut: Reply = { kind: 'optOut' };
const optIn: Reply = { kind: 'optIn' };
const reaction: Reply = { kind: 'reaction' };
const yes: Reply = {
  kind: 'commands',
  commands: [{ verb: 'acknowledge', codes: [] }],
  carrierOptIn: true,
};
const noted = (note: string, ...codes: readonly string[]): Reply => ({
  kind: 'commands',
  commands: [{ verb: 'acknowledge', codes }],
  note,
});

type Row = readonly [text: string, means: Reply, because: string];

const ROWS: readonly Row[] = [
  // The instruction as printed
  ['47', ack('47'), 'the code alone is "I have it"'],
  ['ACK 47', ack('47'), 'verb and code'],
  ['47 ok', ack('47'), 'code and verb'],
  ['47 52', ack('47', '52'), 'several codes of a bundle'],
  ['47 52 63', ack('47', '52', '63'), 'three codes of a bundle'],
  ['NO 63', decline('63'), 'cannot'],
  ['NO 63 64', decline('63', '64'), 'cannot, twice'],
  ['DONE 47', done('47'), 'reports done'],
  ['CALL 47', command('call', '47'), 'asks to be rung'],
  ['APPEL 47', command('call', '47'), 'asks to be rung, in French'],
  ['LIST', list, 'what is open for me'],
  ['HELP', help(), 'accepted, never advertised'],
  ['SAFE 47', command('safe', '47'), 'roll-call: I am safe'],
  ['ABRI 47', command('safe', '47'), 'roll-call, in French'],
  ['NEED 47', command('need', '47'), 'roll-call: I need help'],
  ['SECOURS 47', command('need', '47'), 'roll-call, in French'],
  // Bare verbs
  ['OK', ack(), 'good while exactly one task is open'],
  ['A', ack(), 'short for ACK'],
  ['no', decline(), 'bare decline'],
  ['Done.', done(), 'bare done'],
  ['call', command('call'), 'bare call'],
  // Case, accents, spaces, punctuation
  ['  ack   47  ', ack('47'), 'spaces do not matter'],
  ['\t47\u00a0', ack('47'), 'tabs and hard spaces neither'],
  ['\n\n47', ack('47'), 'blank lines before the answer'],
  ['aCk 47', ack('47'), 'case does not matter'],
  ['ACK47', ack('47'), 'no space needed'],
  ['47ok', ack('47'), 'no space needed'],
  ['47.', ack('47'), 'punctuation after it'],
  ['"47"', ack('47'), 'quoted as printed'],
  ['“47”', ack('47'), 'curly quotes of a phone keyboard'],
  ['« 47 »', ack('47'), 'French quotes'],
  ['(47)!', ack('47'), 'brackets and punctuation'],
  ['ACK (47)', ack('47'), 'brackets inside'],
  ['ACK: 47', ack('47'), 'colon after the verb'],
  ['NO, 63', decline('63'), 'comma after the verb'],
  ['NO-63', decline('63'), 'dash after the verb'],
  ['47, 52', ack('47', '52'), 'comma between codes'],
  ['47,52;63', ack('47', '52', '63'), 'any list mark'],
  ['47 & 52', ack('47', '52'), 'ampersand'],
  ['47+52', ack('47', '52'), 'plus'],
  ['47 47', ack('47'), 'the same code twice is once'],
  ['#47', ack('47'), 'number sign'],
  ['ACK #47', ack('47'), 'number sign after a verb'],
  ['Reçu 47', ack('47'), 'accents do not matter'],
  ['RECU 47', ack('47'), 'nor does their absence'],
  ['terminé 47', done('47'), 'French done'],
  ['Rec\u0327u 47', ack('47'), 'an accent typed as a combining mark'],
  // The numero sign
  ['№ 47', ack('47'), 'numero sign is no "No"'],
  ['№47', ack('47'), 'numero sign without space'],
  ['Nº 7', ack('7'), 'ordinal sign: folded naively it would decline'],
  ['n° 47', ack('47'), 'French numero with a degree sign'],
  ['N.º 47', ack('47'), 'Spanish numero'],
  ['ACK n°47', ack('47'), 'numero after a verb'],
  ['№ ٤٧', ack('47'), 'numero before Arabic digits'],
  ['No. 7', decline('7'), 'stays a decline: the safe reading, it only escalates'],
  ['No 47', decline('47'), 'no'],
  // Digits of other scripts
  ['٤٧', ack('47'), 'Arabic-Indic digits'],
  ['۴۷', ack('47'), 'Persian digits'],
  ['४७', ack('47'), 'Devanagari digits'],
  ['４７', ack('47'), 'full-width digits'],
  ['𝟒𝟕', ack('47'), 'styled digits'],
  ['4️⃣7️⃣', ack('47'), 'keycap emoji'],
  ['ok ٤٧', ack('47'), 'Latin verb, Arabic digits'],
  ['4٧', ambiguous(), 'two digit scripts in one number'],
  ['47 ۵۲', ambiguous(), 'two digit scripts in one line'],
  ['٤۷', ambiguous(), 'Arabic-Indic and Persian digits look alike'],
  ['47\n٥٢ later', noted('٥٢ later', '47'), 'a note may hold any digits'],
  // Invisible characters
  ['\u200f47\u200e', ack('47'), 'direction marks'],
  ['4\u200b7', ack('47'), 'zero-width space inside'],
  ['\ufeffACK\u2060 47', ack('47'), 'byte order mark, word joiner'],
  ['نـعـم 47', ack('47'), 'tatweel stretches a word'],
  ['A\u00adCK 47', ack('47'), 'soft hyphen'],
  // Other languages
  ['oui 47', ack('47'), 'French'],
  ['fait 47', done('47'), 'French'],
  ['NON 47', decline('47'), 'French'],
  ['liste', list, 'French'],
  ['aide', help(), 'French; a carrier word in places, so never advertised'],
  ['Sí 47', ack('47'), 'Spanish'],
  ['recibido 47', ack('47'), 'Spanish'],
  ['hecho 47', done('47'), 'Spanish'],
  ['sim 47', ack('47'), 'Portuguese'],
  ['não 47', decline('47'), 'Portuguese'],
  ['ja 47', ack('47'), 'German'],
  ['nein 47', decline('47'), 'German'],
  ['да 47', ack('47'), 'Russian'],
  ['DA 47', ack('47'), 'Russian in Latin letters'],
  ['НЕТ 47', decline('47'), 'Russian'],
  ['ГОТОВО 47', done('47'), 'Russian'],
  ['نعم ٤٧', ack('47'), 'Arabic'],
  ['نَعَم ٤٧', ack('47'), 'Arabic with vowel marks'],
  ['لا ٤٧', decline('47'), 'Arabic'],
  ['انتهى ٤٧', done('47'), 'Arabic'],
  ['مساعدة', help(), 'Arabic'],
  // Questions
  ['?', help(), 'a question mark alone'],
  ['؟', help(), 'the Arabic question mark'],
  ['47?', help('47'), 'asks about 47 and does not take it'],
  ['HELP 47', help('47'), 'the desk rings back'],
  ['Help?', help(), 'help, asked'],
  ['OK?', unclear(), 'no answer: nothing is done'],
  ['ACK 47?', unclear('47'), 'no answer: nothing is done'],
  // Several orders on a line
  [
    'ACK 47 NO 63',
    {
      kind: 'commands',
      commands: [
        { verb: 'acknowledge', codes: ['47'] },
        { verb: 'decline', codes: ['63'] },
      ],
    },
    'each verb names its codes',
  ],
  ['ACK 47 NO 47', unclear('47'), 'contradicts itself'],
  ['47 52 NO', unclear('47', '52'), 'no to one or to both'],
  ['47 NO 63', unclear('47', '63'), 'the NO could belong to either'],
  ['ACK NO', unclear(), 'two verbs, no code'],
  // Carrier words
  ['STOP', optOut, 'the carrier has silenced the number'],
  ['Stop.', optOut, 'with punctuation'],
  ['STOP ALL', optOut, 'as two words'],
  ['opt-out', optOut, 'hyphenated'],
  ['END', optOut, 'a carrier word'],
  ['CANCEL', optOut, 'a carrier word'],
  ['quit', optOut, 'a carrier word'],
  ['UNSUBSCRIBE', optOut, 'a carrier word'],
  ['Arrêt', optOut, 'Canadian French'],
  ['ARRETE', optOut, 'Canadian French'],
  ['START', optIn, 'the number can be reached again'],
  ['UNSTOP', optIn, 'the number can be reached again'],
  ['YES', yes, 'an answer to us, and opt-in to the carrier'],
  ['YES 47', ack('47'), 'accepted, never advertised'],
  ['INFO', help(), 'the carrier answers it as well'],
  ['STOP 47', ambiguous('47'), 'stop what? the person is rung'],
  ['END 47', ambiguous('47'), 'ended, or stop texting me?'],
  ['47 STOP', ambiguous('47'), 'the same, turned round'],
  ['STOP\nSent from my phone', ambiguous(), 'carriers match the whole message only'],
  ['stop texting me', unclear(), 'a human reads it'],
  ['START 47', unclear('47'), 'no word of ours'],
  // Reactions quote our own text with its code
  ['Liked “RAVEN: task 17 for you. Reply 47”', reaction, 'tapback: seen, never an answer'],
  ['Loved "RAVEN: 47"', reaction, 'tapback with straight quotes'],
  ['Emphasized “RAVEN: task 17”', reaction, 'tapback'],
  ['Removed a like from “RAVEN: 47”', reaction, 'tapback taken back'],
  ['Liked an image', reaction, 'tapback on a picture'],
  ['A aimé « RAVEN : tache 17 »', reaction, 'French tapback'],
  ['N’a pas aimé « RAVEN : tache 17 »', reaction, 'French tapback'],
  ['👍 to “RAVEN: Reply 47”', reaction, 'Android reaction'],
  ['👍🏽 à « RAVEN : 47 »', reaction, 'Android reaction in French, with a skin tone'],
  ['Reacted 👍 to “RAVEN: 47”', reaction, 'phone reaction with a verb'],
  ['👍', reaction, 'a lone emoji names no task'],
  ['❤️', reaction, 'with a variation selector'],
  // Extra words: escalation goes on
  ['ACK 47 but not before noon', unclear('47'), 'a condition is no acknowledgement'],
  ['ok I am on my way', unclear(), 'extra words'],
  ['47 👍', unclear('47'), 'an emoji may be thumbs down as well'],
  ['task 17', unclear('17'), 'the task number is not the code'],
  ['14:30', unclear('14', '30'), 'a time is not two codes'],
  ['14.30', unclear('14', '30'), 'a time is not two codes'],
  ['47-52', unclear('47', '52'), 'a range is not two codes'],
  ['+33 6 12 34', unclear('33', '6', '12', '34'), 'a leading plus sign: a phone number'],
  ['06 12 34 56 78', unclear('06', '12', '34', '56', '78'), 'a phone number to call back'],
  ['47123', unclear(), 'five digits are no code'],
  ['can’t do 47', unclear('47'), 'extra words'],
  ['OK OK', unclear(), 'two verbs'],
  ['АСК 47', unclear('47'), 'Cyrillic look-alikes are not our word'],
  [
    '10 11 12 13 14 15 16 17 18 19 20',
    unclear('10', '11', '12', '13', '14', '15', '16', '17', '18', '19'),
    'trying codes',
  ],
  ['', unclear(), 'empty'],
  ['...', unclear(), 'punctuation only'],
  // Unknown codes are for the conversation to refuse
  ['7', ack('7'), 'one digit parses; it is simply unknown'],
  ['047', ack('047'), 'is not 47'],
  ['473', ack('473'), 'three digits'],
  ['1234', ack('1234'), 'four digits parse'],
  // Notes
  ['47\nOn my way', noted('On my way', '47'), 'lines below the first are a note'],
  [
    'ACK 47\r\n\r\nCar 12, gate 3\r\n',
    noted('Car 12, gate 3', '47'),
    'numbers in a note are no codes',
  ],
  ['47\u2028later', noted('later', '47'), 'a Unicode line break'],
  ['On my way\n47', unclear(), 'the first line must match'],
  // Length
  [`47${' '.repeat(1700)}no, cannot`, unclear('47'), 'a first line cut at the limit may go on'],
  [`47\n${'x'.repeat(2000)}`, noted('x'.repeat(1597), '47'), 'a long note is cut'],
];

/** Every vector, in the order of the rules. */
export const REPLY_VECTORS: readonly ReplyVector[] = ROWS.map(([text, means, because]) => ({
  text,
  means,
  because,
}));
