import { describe, expect, it } from '@jest/globals';
import { answerPages, codesIn } from './responders.ts';
import type { Habit } from './responders.ts';
import type { SimulatedMessage, SimulatedPhone } from '../door.ts';

const text = (body: string): SimulatedMessage => ({
  at: 0,
  inbound: false,
  status: 'delivered',
  body,
});

describe('a simulated responder', () => {
  it('finds the codes of a page in both languages, alone and bundled', () => {
    const find = (body: string) => codesIn(text(body), 'RAVEN');
    expect(find('EXERCISE RAVEN: task 1 for you. Reply 47 = I have it, NO 47 = cannot.')).toEqual([
      '47',
    ]);
    expect(find('EXERCICE RAVEN: tache 1. Répondez 28 = je prends, NON 28 = impossible.')).toEqual([
      '28',
    ]);
    expect(find('RAVEN: 2 tasks: 17 code 47, 18 code 520. Reply the codes you take.')).toEqual([
      '47',
      '520',
    ]);
  });

  it('answers no reminder, no confirmation and no other incident', () => {
    const find = (body: string) => codesIn(text(body), 'RAVEN');
    expect(find('RAVEN: task 2 is late. Reply DONE 42 when done, NO 42 if you cannot.')).toEqual(
      [],
    );
    expect(find('HERON: task 1 for you. Reply 47 = I have it, NO 47 = cannot.')).toEqual([]);
  });

  it('answers in its own way', async () => {
    const page = (code: string) => [
      text(`RAVEN: task 1. Reply ${code} = I have it, NO ${code} = cannot.`),
    ];
    const phone = (number: string, code: string): SimulatedPhone => ({
      number,
      off: false,
      optedOut: false,
      messages: page(code),
    });
    const replies: string[] = [];
    const stop = new AbortController();
    const habits = new Map<string, Habit>([
      ['+1', { kind: 'silent' }],
      ['+2', { kind: 'declines' }],
      ['+3', { kind: 'late', after: 900 }],
    ]);
    const answering = answerPages({
      codeName: 'RAVEN',
      habits,
      stop: stop.signal,
      phones: {
        phones: () =>
          Promise.resolve([
            phone('+1', '11'),
            phone('+2', '22'),
            phone('+3', '33'),
            phone('+4', '44'),
          ]),
        mailboxes: () => Promise.resolve([]),
        switchPhone: () => Promise.resolve(),
        reply: (number, body) => {
          replies.push(`${number} ${body}`);
          if (replies.length === 3) stop.abort();
          return Promise.resolve();
        },
      },
    });
    await answering;
    expect(replies.slice(0, 2).toSorted()).toEqual(['+2 NO 22', '+4 44']);
    expect(replies[2]).toBe('+3 33');
  });
});
