import { describe, expect, it } from '@jest/globals';
import type { CodeClosure, MessageOrder } from '../incident/orders.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../time.ts';
import { decideConversation } from './decide-conversation.ts';
import { mayEnd } from './forget.ts';
import type { ConversationNews, ConversationStep } from './news.ts';
import { newConversation, type Conversation } from './state.ts';

const NINE = Date.UTC(2026, 10, 21, 9);
const PHONE = '+33600000001';

/** A page of RAVEN for the crisis team leader, unless told otherwise. */
function page(changes: Partial<MessageOrder> = {}): MessageOrder {
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
class Phone {
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

const words = (step: ConversationStep): readonly string[] =>
  step.sends.map(({ message }) => message?.text ?? '');
const commands = (step: ConversationStep): readonly string[] =>
  step.asks.map(({ verb, task }) => `${verb} ${task ?? 'all'}`);

describe('orders for a phone', () => {
  it('go out at once with a two-digit code, and the same order again does nothing', () => {
    const phone = new Phone();
    const step = phone.order(page());
    expect(step.sends).toHaveLength(1);
    expect(step.sends[0]).toMatchObject({ channel: 'sms', to: PHONE, purpose: 'order' });
    expect(words(step)[0]).toContain(phone.codeFor('T17'));
    expect(phone.codeFor('T17')).toMatch(/^\d\d$/);
    expect(phone.order(page()).sends).toEqual([]);
    expect(phone.state.codes).toHaveLength(1);
  });

  it('that come during a send form the next text together', () => {
    const phone = new Phone();
    phone.order(page({ number: 17 }));
    expect(phone.order(page({ number: 18 })).sends).toEqual([]);
    expect(phone.order(page({ number: 19 })).sends).toEqual([]);
    const step = phone.allSent();
    expect(step.sends).toHaveLength(1);
    expect(step.sends[0]?.pages.map(({ task }) => task)).toEqual(['T18', 'T19']);
    expect(words(step)[0]).toContain(phone.codeFor('T18'));
    expect(words(step)[0]).toContain(phone.codeFor('T19'));
  });

  it('for life are put together only when issued in the same second, and go first', () => {
    const phone = new Phone();
    phone.order(page({ number: 1 }));
    phone.order(page({ number: 2 }));
    phone.order(
      page({ number: 3, life: true, at: NINE }),
      page({ number: 4, life: true, at: NINE + 300 }),
    );
    phone.order(page({ number: 5, life: true, at: NINE + SECOND }));
    const tasks = (step: ConversationStep): readonly string[] =>
      step.sends.flatMap(({ pages }) => pages.map(({ task }) => task));
    expect(tasks(phone.allSent())).toEqual(['T3', 'T4']);
    expect(tasks(phone.allSent())).toEqual(['T5']);
    expect(tasks(phone.allSent())).toEqual(['T2']);
  });

  it('of two incidents are two texts, and their codes differ', () => {
    const phone = new Phone();
    phone.order(page({ number: 1 }), page({ number: 1, incident: 'heron', codeName: 'HERON' }));
    const [raven, heron] = phone.state.codes;
    expect(raven?.code).not.toBe(heron?.code);
    expect(words(phone.allSent())[0]).toContain('HERON');
  });

  it('of the ladder again stand under the same code', () => {
    const phone = new Phone().paged(17);
    const code = phone.codeFor('T17');
    phone.order(page({ kind: 'resend', page: 2 }));
    expect(phone.state.codes).toHaveLength(1);
    expect(phone.codeFor('T17')).toBe(code);
  });

  it('by e-mail go side by side with the text: one e-mail for a step of an incident', () => {
    const phone = new Phone();
    const email = ['ada@example.org'];
    const step = phone.order(page({ number: 17, email }), page({ number: 18, email }));
    const mails = step.sends.filter(({ channel }) => channel === 'email');
    expect(mails).toHaveLength(1);
    expect(mails[0]?.message?.links.map(({ number }) => number)).toEqual([17, 18]);
    expect(mails[0]?.message?.text).toContain(phone.codeFor('T18'));
  });

  it('carry one link in a single text, minted later, and none in a bundle', () => {
    const single = new Phone().order(page()).sends[0]?.message;
    expect(single?.links).toHaveLength(1);
    expect(single?.text).toContain('https://link.invalid/0');
    const bundle = new Phone().order(page({ number: 1 }), page({ number: 2 })).sends[0]?.message;
    expect(bundle?.links).toEqual([]);
  });

  it('that cannot be put into words fail, and keep no others from leaving', () => {
    const phone = new Phone();
    phone.order(page({ number: 17 }));
    // No instant: the deadline cannot be written.
    phone.order(page({ number: 18, answerBy: 9e15 }));
    phone.order(page({ number: 19 }));
    const step = phone.allSent();
    expect(step.sends[0]?.pages.map(({ task }) => task)).toEqual(['T19']);
    expect(step.tells[0]?.command).toMatchObject({ reports: [{ task: 'T18', state: 'failed' }] });
  });

  it('show UTC alone where the time zone is not known here', () => {
    expect(words(new Phone().order(page({ timeZone: 'Mars/Olympus' })))[0]).toContain('by 09:05Z.');
  });

  it('that lose their meaning before they left are not sent', () => {
    const phone = new Phone();
    phone.order(page({ number: 17 }));
    phone.order(page({ number: 18 }));
    phone.close('T18');
    expect(phone.allSent().sends).toEqual([]);
  });
});

describe('a reply', () => {
  it('with the code puts the acknowledgement to its incident, once for each provider id', () => {
    const phone = new Phone().paged(17, 18);
    const code = phone.codeFor('T18');
    const step = phone.text(`${code} ok`, 'SM1');
    expect(step.asks).toMatchObject([
      { id: 'sms/SM1/1', incident: 'raven', person: 'cml', verb: 'acknowledge', task: 'T18' },
    ]);
    expect(phone.text(`${code} ok`, 'SM1').asks).toEqual([]);
  });

  it('may take several codes and decline another', () => {
    const phone = new Phone().paged(17, 18, 19);
    const [a, b, c] = ['T17', 'T18', 'T19'].map((task) => phone.codeFor(task));
    expect(commands(phone.text(`${a} ${b}`))).toEqual(['acknowledge T17', 'acknowledge T18']);
    expect(commands(phone.text(`NO ${c}`))).toEqual(['decline T19']);
    expect(commands(phone.text(`DONE ${a}`))).toEqual(['done T17']);
    expect(commands(phone.text(`APPEL ${a}`))).toEqual(['call T17']);
  });

  it('is confirmed when all its commands are answered, in one text', () => {
    const phone = new Phone().paged(17, 18);
    phone.text(`${phone.codeFor('T17')} ${phone.codeFor('T18')}`, 'SM1');
    const applied = (number: number): ConversationNews => ({
      type: 'answered',
      id: `sms/SM1/${number - 16}`,
      outcome: { kind: 'applied', reply: { kind: 'acknowledged', number, role: 'CML' } },
    });
    expect(phone.hear(applied(17)).sends).toEqual([]);
    const step = phone.hear(applied(18));
    expect(step.sends).toHaveLength(1);
    expect(step.sends[0]).toMatchObject({ purpose: 'answer', to: PHONE });
    expect(words(step)[0]).toMatch(/17[^]*18/);
    expect(phone.state.asked).toEqual([]);
  });

  it('of one bare word works while exactly one code is open', () => {
    const phone = new Phone().paged(17);
    expect(commands(phone.text('ok'))).toEqual(['acknowledge T17']);
  });

  it('of one bare word asks back while two are open, and nothing is done', () => {
    const phone = new Phone().paged(17, 18);
    const step = phone.text('ACK');
    expect(step.asks).toEqual([]);
    expect(words(step)[0]).toContain(phone.codeFor('T17'));
    expect(words(step)[0]).toContain(phone.codeFor('T18'));
  });

  it('after the page was stood down still goes to the incident, which says late', () => {
    const phone = new Phone().paged(17);
    const code = phone.codeFor('T17');
    phone.close('T17');
    phone.clock = NINE + 30 * MINUTE;
    expect(commands(phone.text(`ACK ${code}`))).toEqual(['acknowledge T17']);
    phone.clock += 73 * HOUR;
    expect(phone.text(`ACK ${code}`).asks).toEqual([]);
  });

  it('that nobody can be sure of does nothing, and the coordinator sees it', () => {
    const phone = new Phone().paged(17);
    const step = phone.text(`ACK ${phone.codeFor('T17')} but I am far away`);
    expect(step.asks).toEqual([]);
    expect(step.tells).toMatchObject([
      { incident: 'raven', command: { type: 'oddReply', person: 'cml', kind: 'unclear' } },
    ]);
    expect(step.sends).toHaveLength(1);
  });

  it('of a carrier word with a code rings the person instead', () => {
    const phone = new Phone().paged(17);
    expect(commands(phone.text(`STOP ${phone.codeFor('T17')}`))).toEqual(['call T17']);
  });

  it('is answered only so often while it changes nothing: two machines must not talk for ever', () => {
    const phone = new Phone().paged(17);
    const answers = Array.from({ length: 20 }, () => phone.text('I am driving now').sends.length);
    expect(answers.filter((sent) => sent > 0)).toHaveLength(5);
  });
});

describe('wrong codes (R03)', () => {
  const wrong = (phone: Phone): string =>
    String(
      Array.from({ length: 90 }, (_, n) => n + 10).find((n) => String(n) !== phone.codeFor('T17')),
    );

  it('change nothing and are told; the fifth in ten minutes silences the phone', () => {
    const phone = new Phone().paged(17);
    for (let n = 1; n <= 5; n += 1) {
      const step = phone.text(`OK ${wrong(phone)}`);
      expect(step.asks).toEqual([]);
      expect(step.tells[0]?.command).toMatchObject({ type: 'oddReply', kind: 'wrongCode' });
    }
    expect(phone.text(`OK ${phone.codeFor('T17')}`)).toMatchObject({
      asks: [],
      sends: [],
      tells: [],
    });
    phone.clock += HOUR;
    expect(commands(phone.text(`OK ${phone.codeFor('T17')}`))).toEqual(['acknowledge T17']);
  });

  it('spread over more than ten minutes do not', () => {
    const phone = new Phone().paged(17);
    for (let n = 1; n <= 8; n += 1) {
      phone.text(`OK ${wrong(phone)}`);
      phone.clock += 3 * MINUTE;
    }
    expect(commands(phone.text(`OK ${phone.codeFor('T17')}`))).toEqual(['acknowledge T17']);
  });
});

describe('opting out (R02)', () => {
  it('is told to every incident that waits here, and to those that page later', () => {
    const phone = new Phone().paged(17);
    expect(phone.text('STOP').tells).toMatchObject([
      { incident: 'raven', command: { type: 'optOut', person: 'cml' } },
    ]);
    const later = phone.order(page({ incident: 'heron', codeName: 'HERON' }));
    expect(later.tells).toMatchObject([{ incident: 'heron', command: { type: 'optOut' } }]);
    expect(phone.text('START').tells).toMatchObject([
      { command: { type: 'optOut', back: true } },
      { command: { type: 'optOut', back: true } },
    ]);
  });
});

describe('delivery', () => {
  it('is told when it rises, never when it falls, and with the page it belongs to', () => {
    const phone = new Phone().paged(17);
    const dispatch = phone.state.dispatches[0]!.id;
    const news = (state: 'sent' | 'delivered' | 'failed'): ConversationStep =>
      phone.hear({ type: 'delivery', dispatch, state });
    expect(news('sent').tells).toEqual([]);
    expect(news('delivered').tells).toMatchObject([
      {
        incident: 'raven',
        command: {
          type: 'delivery',
          reports: [{ task: 'T17', leg: 0, page: 1, channel: 'sms', state: 'delivered' }],
        },
      },
    ]);
    expect(news('failed').tells).toEqual([]);
    expect(phone.hear({ type: 'delivery', dispatch: 'hash.x.99', state: 'failed' }).tells).toEqual(
      [],
    );
  });

  it('that fails is told at once, with the opt-out, and the next text goes', () => {
    const phone = new Phone();
    phone.order(page({ number: 17 }));
    phone.order(page({ number: 18 }));
    const [first] = phone.state.dispatches;
    const step = phone.hear({ type: 'failed', dispatch: first!.id, reason: 'optedOut' });
    expect(step.tells[0]?.command).toMatchObject({
      reports: [{ task: 'T17', state: 'failed', optedOut: true }],
    });
    expect(step.sends[0]?.pages[0]?.task).toBe('T18');
  });

  it('fails for a page with two numbers only when both failed', () => {
    const phone = new Phone();
    phone.order(page({ sms: [PHONE, '+33600000002'] }));
    const [first, second] = phone.state.dispatches;
    const fail = (id: string): ConversationStep =>
      phone.hear({ type: 'failed', dispatch: id, reason: 'unreachable' });
    expect(fail(first!.id).tells).toEqual([]);
    expect(fail(second!.id).tells).toHaveLength(1);
  });
});

describe('a suppressed phone (R06)', () => {
  it('drops its queue, refuses everything after, and answers nothing', () => {
    const phone = new Phone();
    phone.order(page({ number: 17 }));
    phone.order(page({ number: 18 }));
    const dropped = phone.hear({ type: 'suppress', addresses: ['+33 6 00 00 00 01'] });
    expect(dropped.tells[0]?.command).toMatchObject({
      reports: [{ task: 'T18', state: 'failed' }],
    });
    expect(phone.allSent().sends).toEqual([]);
    const refused = phone.order(page({ number: 19 }));
    expect(refused.sends).toEqual([]);
    expect(refused.tells[0]?.command).toMatchObject({
      reports: [{ task: 'T19', state: 'failed' }],
    });
    const reply = phone.text(`OK ${phone.codeFor('T17')}`);
    expect(reply).toMatchObject({ asks: [], sends: [] });
    expect(reply.tells[0]?.command).toMatchObject({ type: 'oddReply' });
  });

  it('keeps its conversation for ever, until the suppression is lifted', () => {
    const phone = new Phone();
    phone.hear({ type: 'suppress', addresses: [PHONE] });
    expect(mayEnd(phone.state, NINE + 400 * DAY)).toBe(false);
    phone.hear({ type: 'suppress', addresses: [PHONE], lifted: true });
    expect(mayEnd(phone.state, NINE + DAY)).toBe(true);
    expect(phone.order(page()).sends).toHaveLength(1);
  });
});

describe('the end of a conversation', () => {
  it('comes when the last code has left quarantine, not earlier', () => {
    const phone = new Phone().paged(17);
    expect(mayEnd(phone.state, NINE + 30 * DAY)).toBe(false);
    phone.close('T17');
    expect(mayEnd(phone.state, NINE + 71 * HOUR)).toBe(false);
    expect(mayEnd(phone.state, NINE + 72 * HOUR)).toBe(true);
  });
});
