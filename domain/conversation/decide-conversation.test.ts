import { describe, expect, it } from '@jest/globals';
import { NINE, page, Phone, PHONE, words } from '../../test/conversation/phone.ts';
import { DAY, HOUR, SECOND } from '../time.ts';
import { mayEnd } from './forget.ts';
import type { ConversationStep } from './news.ts';

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
