/** What a conversation says: the wording of domain/paging, put together for its orders and answers. */
import type { MessageOrder } from '../incident/orders.ts';
import type { Language } from '../plan.ts';
import { linkMark } from './link-marks.ts';
import type { CommandOutcome } from './news.ts';
import type { AskedCommand, HeldCode } from './state.ts';

/** An order and, where it asks for an answer, the code to answer with. */
export interface WordedOrder {
  readonly order: MessageOrder;
  readonly code?: string;
}

/** In whose language, and with which mark. */
export interface Speaker {
  readonly language: Language;
  readonly exercise: boolean;
}

/** Answers that concern no single command. */
export interface PlainAnswer {
  readonly kind: 'unclear' | 'unknownCode' | 'addCode' | 'nothingOpen' | 'list' | 'help';
  readonly codes: readonly HeldCode[];
}

/** One text for the first so many of these orders (of one incident, kind and reader). */
export function smsWords(orders: readonly WordedOrder[]): {
  readonly text: string;
  readonly covers: number;
} {
  const [first] = orders;
  const tasks = orders.map(({ order, code }) => `${order.number ?? ''} code ${code ?? ''}`);
  const link = orders.length === 1 && first?.code !== undefined ? ` ${linkMark(0)}` : '';
  const text = `${first?.order.codeName ?? ''}: ${first?.order.kind ?? ''} ${tasks.join(', ')}${link}`;
  return { text, covers: orders.length };
}

/** One e-mail for all of these orders (of one incident, kind and reader). */
export function emailWords(orders: readonly WordedOrder[]): {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
} {
  const { text } = smsWords(orders);
  return { subject: orders[0]?.order.codeName ?? '', text, html: text };
}

/** The line that answers a text which led to no command. */
export function answerWords(_speaker: Speaker, answer: PlainAnswer): string {
  return `${answer.kind} ${answer.codes.map(({ code }) => code).join(', ')}`.trim();
}

/** The line that says what became of a command. */
export function outcomeWords(asked: AskedCommand, outcome: CommandOutcome): string {
  return `${asked.codeName} ${asked.number ?? ''}: ${outcome.kind}`;
}

/** Lines packed into as few texts of two segments as may be, in order. */
export function joinLines(lines: readonly string[]): readonly string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last === undefined || last.length + line.length + 1 > 300) texts.push(line);
    else texts[texts.length - 1] = `${last}\n${line}`;
  }
  return texts;
}
