/** A conversation played step by step, without a server, for tests of its core. */
import { decideConversation } from '../../domain/conversation/decide-conversation.ts';
import type { ConversationNews, ConversationStep } from '../../domain/conversation/news.ts';
import { newConversation, type Conversation } from '../../domain/conversation/state.ts';
import type { CodeClosure, MessageOrder } from '../../domain/incident/orders.ts';
import { MINUTE } from '../../domain/time.ts';

export const NINE = Date.UTC(2026, 10, 21, 9);
export const PHONE = '+33600000001';

/** A page of RAVEN for the crisis team leader, unless told otherwise. */
export function page(changes: Partial<MessageOrder> = {}): MessageOrder {
  const number = changes.number ?? 17;
  const task = changes.task ?? `T${number}`;
  return {
    key: `raven/${task}/0/1/cml/${changes.kind ?? 'page'}/${changes.incident ?? 'raven'}`,
    kind: 'page',
    incident: 'raven',
    codeName: 'RAVEN',
    exercise: false,
    person: 'cml',
    personNumber: 1,
    language: 'en',
    timeZone: 'Europe/Paris',
    sms: [PHONE],
    email: [],
    task,
    number,
    leg: 0,
    page: 1,
    answerBy: NINE + 5 * MINUTE,
    at: NINE,
    life: false,
    ...changes,
  };
}

/** Plays news to one conversation, at the given minute, and answers what each step asked for. */
export class Phone {
  state: Conversation;
  clock = NINE;
  last!: ConversationStep;
  private texts = 0;

  constructor() {
    const start = { name: 'hash', address: PHONE, channel: 'sms' as const };
    this.state = newConversation(start, NINE);
  }
  hear(news: ConversationNews): ConversationStep {
    let seed = 0.3;
    this.last = decideConversation(this.state, news, this.clock, () => (seed = (seed * 7.3) % 1));
    // What crosses a roll is JSON.
    this.state = JSON.parse(JSON.stringify(this.last.conversation)) as Conversation;
    return this.last;
  }
  order(...orders: MessageOrder[]): ConversationStep {
    return this.hear({ type: 'orders', orders, closures: [] });
  }
  close(task: string): ConversationStep {
    const closure: CodeClosure = {
      incident: 'raven',
      task,
      leg: 0,
      person: 'cml',
      addresses: [PHONE],
    };
    return this.hear({ type: 'orders', orders: [], closures: [closure] });
  }
  text(body: string, id = `SM${(this.texts += 1)}`): ConversationStep {
    return this.hear({ type: 'text', providerId: id, body, receivedAt: this.clock });
  }
  /** Everything under way has gone out. */
  allSent(): ConversationStep {
    let step = this.last;
    for (const { id, message } of this.state.dispatches) {
      if (message !== undefined)
        step = this.hear({ type: 'sent', dispatch: id, state: 'sent', told: true });
    }
    return step;
  }
  codeFor(task: string): string {
    return this.state.codes.find((held) => held.task === task)!.code;
  }
  /** Pages this task and lets the text go out. */
  paged(...numbers: number[]): this {
    this.order(...numbers.map((number) => page({ number })));
    this.allSent();
    return this;
  }
}

/** What is texted now. */
export const words = (step: ConversationStep): readonly string[] =>
  step.sends.map(({ message }) => message?.text ?? '');
/** What is asked of incidents now. */
export const commands = (step: ConversationStep): readonly string[] =>
  step.asks.map(({ verb, task }) => `${verb} ${task ?? 'all'}`);
