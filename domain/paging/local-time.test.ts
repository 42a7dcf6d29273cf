import { describe, expect, it } from '@jest/globals';
import { formatInstant } from './local-time.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const shown = (at: string, timeZone: string, now: string): string =>
  formatInstant(Date.parse(at), { timeZone, now: Date.parse(now), months });

describe('a time in a message', () => {
  it.each([
    ['today', '2026-07-21T09:05:00Z', 'Europe/Paris', '2026-07-21T09:00:00Z', '09:05Z/11:05'],
    ['in winter', '2026-11-21T09:05:00Z', 'Europe/Paris', '2026-11-21T09:00:00Z', '09:05Z/10:05'],
    ['for a reader on UTC', '2026-11-21T09:05:00Z', 'UTC', '2026-11-21T09:00:00Z', '09:05Z'],
    [
      'for a reader on UTC, tomorrow',
      '2026-11-22T09:05:00Z',
      'UTC',
      '2026-11-21T09:00:00Z',
      '22 Nov 09:05Z',
    ],
    ['in London', '2026-11-21T09:05:00Z', 'Europe/London', '2026-11-21T09:00:00Z', '09:05Z/09:05'],
    [
      'tomorrow on both sides',
      '2026-11-22T09:05:00Z',
      'Europe/Paris',
      '2026-11-21T09:00:00Z',
      '22 Nov 09:05Z/10:05',
    ],
    [
      'already tomorrow on the wall',
      '2026-11-21T23:30:00Z',
      'Europe/Paris',
      '2026-11-21T09:00:00Z',
      '23:30Z/22 Nov 00:30',
    ],
    [
      'tomorrow in UTC, today on the wall',
      '2026-11-22T02:30:00Z',
      'America/New_York',
      '2026-11-21T23:00:00Z',
      '22 Nov 02:30Z/21 Nov 21:30',
    ],
    [
      'after midnight UTC, same wall day',
      '2026-11-22T02:30:00Z',
      'America/New_York',
      '2026-11-22T01:00:00Z',
      '22 Nov 02:30Z/21 Nov 21:30',
    ],
    [
      'same UTC day, next wall day',
      '2026-11-21T22:50:00Z',
      'Asia/Kathmandu',
      '2026-11-21T18:00:00Z',
      '22:50Z/22 Nov 04:35',
    ],
    [
      'across the end of the year',
      '2026-12-31T23:30:00Z',
      'Asia/Tokyo',
      '2026-12-30T09:00:00Z',
      '31 Dec 23:30Z/1 Jan 08:30',
    ],
    ['at midnight', '2026-11-22T00:00:00Z', 'UTC', '2026-11-22T00:00:00Z', '00:00Z'],
    [
      'just before the clocks go back',
      '2026-10-25T00:59:00Z',
      'Europe/Paris',
      '2026-10-25T00:30:00Z',
      '00:59Z/02:59',
    ],
    [
      'just after the clocks went back',
      '2026-10-25T01:00:00Z',
      'Europe/Paris',
      '2026-10-25T00:30:00Z',
      '01:00Z/02:00',
    ],
    [
      'in a zone nobody knows',
      '2026-11-21T09:05:00Z',
      'Mars/Olympus',
      '2026-11-21T09:00:00Z',
      '09:05Z',
    ],
    [
      'rounded down to the minute',
      '2026-11-21T09:05:59.999Z',
      'UTC',
      '2026-11-21T09:00:00Z',
      '09:05Z',
    ],
  ])('is unmistakable %s', (...[, at, zone, now, text]) => {
    expect(shown(at, zone, now)).toBe(text);
  });
});
