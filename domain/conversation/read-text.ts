/**
 * What a text from the phone does. It counts only with a live code of this very phone (R03); when
 * in doubt nothing is done, the timers run on and a human sees it (channels.md 2.3).
 */
import { normaliseAddress } from '../people/person.ts';
import { parseReply, type Reply, type ReplyCommand } from '../paging/reply-grammar.ts';
import { lookUpCode, openCodes } from '../paging/short-codes.ts';
import { addLines, sendAnswers } from './answer.ts';
import type { ConversationNews } from './news.ts';
import { remember, remembers, textKey } from './seen.ts';
import { STRIKES, STRIKE_WINDOW, UNHEARD_FOR, type AskedCommand, type HeldCode } from './state.ts';
import { change, tellHolders, type Step } from './step.ts';
import { answerWords, type PlainAnswer } from './words.ts';

type Text = Extract<ConversationNews, { type: 'text' }>;
type AskedVerb = AskedCommand['verb'];
/** What is asked of which code; no code where the verb stands alone. */
interface Wish {
  readonly verb: AskedVerb;
  readonly held: HeldCode;
  readonly note?: string | undefined;
  /** Of no single task: all that this person has in the incident. */
  readonly isAboutAll?: boolean;
}

/** Takes one text. The same one again (by the provider's id) changes nothing. */
export function readText(step: Step, text: Text): void {
  const key = textKey(text.providerId);
  if (remembers(step.state, key)) return;
  remember(step, key);
  const { codes, suppressed, address } = step.state;
  if (suppressed.includes(normaliseAddress(address))) {
    // The phone may be in the wrong hands: no answer, no effect, and somebody knows (R06).
    tellHolders(step, codes, (person) => ({ type: 'oddReply', person, kind: 'unclear' }));
    return;
  }
  const reply: Reply = text.optOut === true ? { kind: 'optOut' } : parseReply(text.body);
  if (text.optIn === true || reply.kind === 'optIn' || hasOptIn(reply)) hearOptIn(step);
  if (reply.kind === 'optOut') {
    hearOptOut(step);
    return;
  }
  if ((step.state.unheardUntil ?? 0) > step.now) return;
  heed(step, text, reply);
  sendAnswers(step, text.providerId);
}

const hasOptIn = (reply: Reply): boolean =>
  reply.kind === 'commands' && reply.carrierOptIn === true;

/** Incidents that page this phone later hear of it with their first page (take-orders.ts). */
function hearOptOut(step: Step): void {
  change(step, { optedOut: true });
  tellHolders(step, step.state.codes, (person) => ({ type: 'optOut', person }));
}

function hearOptIn(step: Step): void {
  if (!step.state.optedOut) return;
  change(step, { optedOut: false });
  tellHolders(step, step.state.codes, (person) => ({ type: 'optOut', person, back: true }));
}

function heed(step: Step, text: Text, reply: Reply): void {
  switch (reply.kind) {
    case 'commands':
      for (const command of reply.commands) obey(step, text, command, reply.note);
      return;
    case 'ambiguous':
      // "STOP 47": nothing is done and the person is rung (channels.md 2.3).
      for (const held of named(step, reply.codes)) ask(step, text, { verb: 'call', held });
      if (named(step, reply.codes).length > 0) return;
      tellUnclear(step, []);
      answer(step, text, 'ambiguous');
      return;
    case 'unclear':
      tellUnclear(step, reply.codes);
      answer(step, text, 'unclear');
      return;
    case 'reaction':
    case 'optIn':
    case 'optOut':
      return;
  }
}

function obey(step: Step, text: Text, command: ReplyCommand, note: string | undefined): void {
  const { verb, codes } = command;
  if (verb === 'list' || verb === 'help') {
    answer(step, text, verb);
    // "HELP 47": somebody rings back (channels.md 2.3).
    for (const held of named(step, codes))
      if (verb === 'help') ask(step, text, { verb: 'call', held });
    return;
  }
  if (verb === 'safe') {
    tellUnclear(step, codes);
    answer(step, text, 'unclear');
    return;
  }
  // Who needs help is rung.
  const asked: AskedVerb = verb === 'need' ? 'call' : verb;
  if (codes.length === 0) {
    obeyBareWord(step, text, asked, note);
    return;
  }
  for (const code of codes) {
    const held = find(step, code);
    if (held === undefined) strike(step, text);
    else ask(step, text, { verb: asked, held, note });
  }
}

/** A word without a code works while exactly one code is open; "call me" always works somehow. */
function obeyBareWord(step: Step, text: Text, verb: AskedVerb, note: string | undefined): void {
  const codes = open(step);
  const [only, ...others] = codes;
  if (only !== undefined && (others.length === 0 || verb === 'call')) {
    const incidents = new Map(codes.map((held) => [held.incident, held]));
    const wishes = others.length === 0 ? [only] : [...incidents.values()];
    const isAboutAll = others.length > 0;
    for (const held of wishes) ask(step, text, { verb, held, note, isAboutAll });
    return;
  }
  answer(step, text, only === undefined ? 'nothingOpen' : 'addCode');
}

function ask(step: Step, text: Text, wish: Wish): void {
  const { held, verb, note, isAboutAll = false } = wish;
  const { incident, person, task, number, code, codeName, exercise, language, timeZone } = held;
  const ofText = step.asks.filter((asked) => asked.text === text.providerId).length;
  const asked: AskedCommand = {
    id: `sms/${text.providerId}/${ofText + 1}`,
    ...{ incident, person, verb, codeName, exercise, language, timeZone },
    ...(isAboutAll ? {} : { task, number, code }),
    receivedAt: text.receivedAt,
    ...(note === undefined ? {} : { note }),
    text: text.providerId,
  };
  step.asks.push(asked);
  change(step, { asked: [...step.state.asked, asked] });
}

/** A code that is none of this phone's: a neutral answer, and after too many no hearing (R03). */
function strike(step: Step, text: Text): void {
  if ((step.state.unheardUntil ?? 0) > step.now) return;
  const recent = step.state.strikes.filter((at) => step.now - at < STRIKE_WINDOW);
  const strikes = [...recent, step.now];
  change(step, { strikes });
  const isOut = strikes.length >= STRIKES;
  if (isOut) change(step, { strikes: [], unheardUntil: step.now + UNHEARD_FOR });
  tellHolders(step, step.state.codes, (person) => ({
    type: 'oddReply',
    person,
    kind: 'wrongCode',
  }));
  answer(step, text, isOut ? 'repliesPaused' : 'unknownCode');
}

/** To the incidents that were named, or else to all that wait for an answer from here. */
function tellUnclear(step: Step, codes: readonly string[]): void {
  const meant = named(step, codes);
  tellHolders(step, meant.length > 0 ? meant : open(step), (person) => ({
    type: 'oddReply',
    person,
    kind: 'unclear',
  }));
}

function find(step: Step, code: string): HeldCode | undefined {
  const { record } = lookUpCode(step.state.codes, code, step.now);
  return step.state.codes.find((held) => held === record);
}

function named(step: Step, codes: readonly string[]): readonly HeldCode[] {
  return codes.flatMap((code) => find(step, code) ?? []);
}

function open(step: Step): readonly HeldCode[] {
  const records = openCodes(step.state.codes);
  return step.state.codes.filter((held) => records.includes(held));
}

/** Answers to a text that changed nothing. */
function answer(step: Step, text: Text, kind: PlainAnswer): void {
  const { language, timeZone } = step.state;
  const speaker = { language, timeZone, now: step.now };
  addLines(step, text.providerId, answerWords(kind, open(step), speaker), true);
}
