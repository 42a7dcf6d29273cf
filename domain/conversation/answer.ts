import { normaliseAddress } from '../people/person.ts';
import type { CommandOutcome } from './news.ts';
import { SORRIES, SORRY_WINDOW, type AskedCommand } from './state.ts';
import { change, dispatch, type Step } from './step.ts';
import { outcomeWords } from './outcome-words.ts';
import { joinLines } from './words.ts';

/**
 * Lines of the answer to a text; they go out with the others of that text.
 * @param sorry the text changed nothing: only so many such answers an hour, because two machines
 *   (a phone that answers by itself) must not talk for ever
 */
export function addLines(step: Step, text: string, lines: readonly string[], sorry = false): void {
  const isNew = (line: string): boolean =>
    !step.state.answers.some((answer) => answer.text === text && answer.line === line);
  const added = lines.filter(isNew).map((line) => ({ text, line }));
  if (added.length === 0) return;
  if (sorry) {
    const recent = step.state.sorries.filter((at) => step.now - at < SORRY_WINDOW);
    if (recent.length >= SORRIES) return;
    change(step, { sorries: [...recent, step.now] });
  }
  change(step, { answers: [...step.state.answers, ...added] });
}

/** Sends what there is to answer to a text, once nothing it asked for is undecided. */
export function sendAnswers(step: Step, text: string): void {
  if (step.state.asked.some((asked) => asked.text === text)) return;
  const lines = step.state.answers.filter((answer) => answer.text === text);
  if (lines.length === 0) return;
  change(step, { answers: step.state.answers.filter((answer) => answer.text !== text) });
  const to = step.state.address;
  if (step.state.suppressed.includes(normaliseAddress(to))) return;
  for (const body of joinLines(lines.map(({ line }) => line))) {
    dispatch(step, { channel: 'sms', purpose: 'answer', to, pages: [] }, { text: body, links: [] });
  }
}

/** An incident answered a command. `received`: the answer proper is still to come. */
export function noteAnswer(step: Step, id: string, outcome: CommandOutcome): void {
  const asked = step.state.asked.find((each) => each.id === id);
  if (asked === undefined || outcome.kind === 'received') return;
  change(step, { asked: step.state.asked.filter((each: AskedCommand) => each !== asked) });
  if (outcome.kind === 'applied') change(step, { sorries: [] });
  noteHolding(step, asked, outcome);
  addLines(step, asked.text, outcomeWords(asked, outcome, step.now));
  sendAnswers(step, asked.text);
}

/** LIST says which tasks are this phone's own. */
function noteHolding(step: Step, asked: AskedCommand, outcome: CommandOutcome): void {
  const kind = outcome.kind === 'applied' ? outcome.reply?.kind : undefined;
  if (kind !== 'acknowledged' && kind !== 'declined') return;
  const { incident, code } = asked;
  change(step, {
    codes: step.state.codes.map((known) =>
      known.incident === incident && known.code === code
        ? { ...known, held: kind === 'acknowledged' }
        : known,
    ),
  });
}
