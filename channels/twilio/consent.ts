/**
 * Words that Twilio and the carriers act on when a text consists of nothing else
 * (twilio.com/docs/messaging/compliance/advanced-opt-out; ARRET for French-speaking Canada).
 */
const OPT_OUT: ReadonlySet<string> = new Set([
  'STOP',
  'STOPALL',
  'UNSUBSCRIBE',
  'CANCEL',
  'END',
  'QUIT',
  'REVOKE',
  'OPTOUT',
  'ARRET',
  'ARRETE',
]);
const OPT_IN: ReadonlySet<string> = new Set(['START', 'UNSTOP', 'YES']);

const folded = (body: string): string =>
  body
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .trim()
    .replace(/^["'“”‘’«»\s]+|["'“”‘’«».!\s]+$/gu, '')
    .toUpperCase();

/**
 * Is this whole text an opt-out or an opt-in in the carriers' eyes? "STOP 47" is neither. YES is an
 * opt-in to the carrier and may be an answer as well: the reply grammar still reads it.
 */
export const consentOf = (body: string): 'optOut' | 'optIn' | undefined => {
  const word = folded(body);
  if (OPT_OUT.has(word)) return 'optOut';
  return OPT_IN.has(word) ? 'optIn' : undefined;
};
