/**
 * The words people may answer with, as data. Everything here is compared after folding
 * (`reply-fold.ts`): lower case, no accents, so the lists are written folded.
 */

/** What a reply can ask for. `safe` and `need` answer a roll-call. */
export type Verb = 'acknowledge' | 'done' | 'decline' | 'call' | 'list' | 'help' | 'safe' | 'need';

/** Languages whose words are understood, whatever the person's own language is. */
export type ReplyLanguage = 'en' | 'fr' | 'es' | 'pt' | 'de' | 'ru' | 'ar';

type VerbWords = Readonly<Partial<Record<Verb, readonly string[]>>>;

/** Accepted words by language and verb, folded. One word means one verb in every language. */
export const REPLY_WORDS: Readonly<Record<ReplyLanguage, VerbWords>> = {
  en: {
    acknowledge: ['ack', 'a', 'ok', 'okay', 'yes'],
    done: ['done'],
    decline: ['no', 'n'],
    call: ['call'],
    list: ['list', 'tasks'],
    help: ['help', 'info'],
    safe: ['safe'],
    need: ['need'],
  },
  fr: {
    acknowledge: ['oui', 'recu'],
    done: ['fait', 'termine', 'fini'],
    decline: ['non'],
    call: ['appel', 'appeler'],
    list: ['liste', 'taches'],
    help: ['aide'],
    safe: ['abri'],
    need: ['secours'],
  },
  es: {
    acknowledge: ['si', 'recibido'],
    done: ['hecho', 'terminado'],
    decline: ['no'],
    call: ['llamar'],
    help: ['ayuda'],
  },
  pt: {
    acknowledge: ['sim', 'recebido'],
    done: ['feito', 'terminado'],
    decline: ['nao'],
    call: ['ligar'],
    help: ['ajuda'],
  },
  de: {
    acknowledge: ['ja'],
    done: ['erledigt', 'fertig'],
    decline: ['nein'],
    call: ['anruf'],
    list: ['liste'],
    help: ['hilfe'],
  },
  ru: {
    acknowledge: ['да', 'da'],
    done: ['готово', 'gotovo'],
    decline: ['нет', 'net'],
    call: ['звонок'],
    list: ['список'],
    help: ['помощь'],
  },
  // Both spellings of the last letter of "finished" are typed.
  ar: {
    acknowledge: ['نعم'],
    done: ['انتهى', 'انتهي'],
    decline: ['لا'],
    call: ['اتصال'],
    help: ['مساعدة', 'مساعده'],
  },
};

/** The words Tocsin prints in its own messages; none of them is a carrier's (domain page, R02). */
export const ADVERTISED_WORDS = {
  en: {
    acknowledge: 'ACK',
    done: 'DONE',
    decline: 'NO',
    call: 'CALL',
    list: 'LIST',
    safe: 'SAFE',
    need: 'NEED',
  },
  fr: {
    acknowledge: 'OK',
    done: 'FAIT',
    decline: 'NON',
    call: 'APPEL',
    list: 'LISTE',
    safe: 'ABRI',
    need: 'SECOURS',
  },
} as const satisfies Record<'en' | 'fr', Record<Exclude<Verb, 'help'>, string>>;

/**
 * Words with which a carrier or provider silences a number, when they are the whole message.
 * Source: the domain page, F22 (Twilio's default opt-out keywords and the Canadian French ones).
 */
export const CARRIER_OPT_OUT_WORDS: readonly string[] = [
  'stop',
  'stopall',
  'unsubscribe',
  'cancel',
  'end',
  'quit',
  'revoke',
  'optout',
  'arret',
  'arrete',
  'arreter',
];

/** Words with which a carrier or provider lets a number hear us again. Source: F22. */
export const CARRIER_OPT_IN_WORDS: readonly string[] = ['start', 'yes', 'unstop'];

/** Words a carrier answers by itself, besides passing them on. Source: F22; AIDE by R02. */
export const CARRIER_HELP_WORDS: readonly string[] = ['help', 'info', 'aide'];

/**
 * How phones spell out a reaction in plain text, folded: the words before the quoted message.
 * A reaction quotes our own text with its codes, so it must never be read as an answer.
 */
export const REACTION_OPENINGS: readonly string[] = [
  'liked',
  'loved',
  'disliked',
  'laughed at',
  'emphasized',
  'emphasised',
  'questioned',
  'removed a like from',
  'removed a heart from',
  'removed a dislike from',
  'removed a laugh from',
  'removed an exclamation from',
  'removed a question mark from',
  'a aime',
  'a adore',
  "n'a pas aime",
  'a ri a',
  'a ri de',
  'a souligne',
  'a insiste sur',
  "a mis l'accent sur",
  "s'est interroge sur",
  'a pose une question sur',
  'le gusta',
  'le encanto',
  'no le gusta',
  'gefallt',
  'gefallt nicht',
];

/** The small word between an emoji and the message it is put to: "👍 to “…”", folded. */
export const REACTION_JOINTS: readonly string[] = ['to', 'a', 'sur', 'zu', 'auf', 'para', 'на'];

/** Words that open an emoji reaction: "Reacted 👍 to “…”", folded. */
export const REACTION_VERBS: readonly string[] = [
  'reacted',
  'reacted with',
  'a reagi avec',
  'a reagi par',
  'reaccion',
  'removed',
];
