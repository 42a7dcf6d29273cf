import { describe, expect, it } from '@jest/globals';
import { commands, NINE, page, Phone, PHONE, words } from '../../test/conversation/phone.ts';
import { HOUR, MINUTE } from '../time.ts';
import type { ConversationNews } from './news.ts';

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
