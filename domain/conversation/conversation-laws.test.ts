import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { page, Phone, PHONE } from '../../test/conversation/phone.ts';
import { HOUR } from '../time.ts';
import type { ConversationNews, ConversationStep } from './news.ts';

const OTHER = '+33600000002';
const MAILBOX = 'ada@example.org';

/** A piece of news, or an outcome of something under way, or time going by. */
type Move =
  | {
      readonly kind: 'page';
      readonly number: number;
      readonly life: boolean;
      readonly numbers: number;
    }
  | { readonly kind: 'close' | 'reply' | 'decline'; readonly number: number }
  | { readonly kind: 'say'; readonly body: string }
  | { readonly kind: 'outcome'; readonly which: number; readonly sent: boolean }
  | { readonly kind: 'suppress'; readonly lifted: boolean }
  | { readonly kind: 'wait'; readonly hours: number };

const number = fc.integer({ min: 1, max: 6 });
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    ...{ kind: fc.constant('page' as const), number, life: fc.boolean() },
    numbers: fc.integer({ min: 1, max: 2 }),
  }),
  fc.record({
    kind: fc.constantFrom('close' as const, 'reply' as const, 'decline' as const),
    number,
  }),
  fc.record({
    kind: fc.constant('say' as const),
    body: fc.oneof(fc.constantFrom('OK', 'LIST', 'HELP', 'STOP', 'START', '11 12 13'), fc.string()),
  }),
  fc.record({ kind: fc.constant('outcome' as const), which: fc.nat(5), sent: fc.boolean() }),
  fc.record({ kind: fc.constant('suppress' as const), lifted: fc.boolean() }),
  fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 0, max: 80 }) }),
);

function newsOf(phone: Phone, made: Move): ConversationNews | undefined {
  const reply = (verb: string, of: number): ConversationNews => {
    const code = phone.state.codes.find((held) => held.number === of)?.code ?? '10';
    const providerId = `SM${phone.state.seen.length}`;
    return { type: 'text', providerId, body: `${verb} ${code}`, receivedAt: phone.clock };
  };
  switch (made.kind) {
    case 'page': {
      const sms = [PHONE, OTHER].slice(0, made.numbers);
      const key = `${made.number}/${phone.clock}/${made.life}`;
      const order = page({ number: made.number, life: made.life, sms, email: [MAILBOX], key });
      return { type: 'orders', orders: [order], closures: [] };
    }
    case 'close': {
      const task = `T${made.number}`;
      const closure = { incident: 'raven', task, leg: 0, person: 'cml', addresses: [PHONE] };
      return { type: 'orders', orders: [], closures: [closure] };
    }
    case 'reply':
      return reply('OK', made.number);
    case 'decline':
      return reply('NO', made.number);
    case 'say':
      return {
        ...{ type: 'text', providerId: `SM${phone.state.seen.length}`, body: made.body },
        receivedAt: phone.clock,
      };
    case 'outcome': {
      const dispatch = phone.state.dispatches[made.which]?.id ?? 'none';
      return made.sent
        ? { type: 'sent', dispatch, state: 'sent', told: true }
        : { type: 'failed', dispatch, reason: 'unreachable' };
    }
    case 'suppress':
      return { type: 'suppress', addresses: [OTHER], lifted: made.lifted };
    case 'wait':
      phone.clock += made.hours * HOUR;
      return undefined;
  }
}

/** Plays the moves, and holds every step against the law. */
function always(law: (phone: Phone, step: ConversationStep) => boolean): void {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      const phone = new Phone();
      return moves.every((made) => {
        const news = newsOf(phone, made);
        return news === undefined || law(phone, phone.hear(news));
      });
    }),
    { numRuns: 300 },
  );
}

const distinct = (values: readonly string[]): boolean => new Set(values).size === values.length;

describe('whatever comes in whatever order', () => {
  it('no code of a phone ever stands for two pages', () => {
    always((phone) => distinct(phone.state.codes.map(({ code }) => code)));
  });

  it('never more than one text of orders is on its way to a number', () => {
    always((phone) =>
      distinct(
        phone.state.dispatches
          .filter(
            ({ channel, purpose, message }) =>
              channel === 'sms' && purpose === 'order' && message !== undefined,
          )
          .map(({ to }) => to),
      ),
    );
  });

  it('dispatch ids are never used twice, and each send stands in the state until its outcome', () => {
    const used = new WeakMap<Phone, Set<string>>();
    always((phone, { sends }) => {
      const ids = used.get(phone) ?? new Set();
      used.set(phone, ids);
      const isFresh = sends.every(({ id }) => !ids.has(id) && ids.add(id).has(id));
      return (
        isFresh && sends.every(({ id }) => phone.state.dispatches.some((each) => each.id === id))
      );
    });
  });

  it('nothing new goes to a suppressed address', () => {
    always((phone, { sends }) => sends.every(({ to }) => !phone.state.suppressed.includes(to)));
  });

  it('nothing waits for a number that is free', () => {
    always((phone) =>
      phone.state.waiting.every(({ to }) =>
        phone.state.dispatches.some((each) => each.to === to && each.message !== undefined),
      ),
    );
  });

  it('commands go only to the incident and person that a code of this phone stands for', () => {
    always((phone, { asks }) =>
      asks.every(({ code, task }) =>
        phone.state.codes.some((held) => held.code === code && held.task === task),
      ),
    );
  });
});
