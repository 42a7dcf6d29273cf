/** Instants as they stand in a message: UTC first, the reader's wall clock beside it. */

interface Clock {
  /** Sorts and compares: `2026-11-21`. */
  readonly day: string;
  readonly month: number;
  readonly dayOfMonth: number;
  /** `09:05` */
  readonly time: string;
}

function clockIn(zone: string, at: number): Clock {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    month: Number(part('month')),
    dayOfMonth: Number(part('day')),
    time: `${part('hour')}:${part('minute')}`,
  };
}

/** Is this zone known here, and another than UTC by name? An unknown one must not stop a page. */
function hasWallClock(zone: string): boolean {
  try {
    const known = new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone;
    return !['UTC', 'GMT', 'Etc/UTC', 'Etc/GMT'].includes(known);
  } catch {
    return false;
  }
}

/** What the reader's side of a time needs. */
export interface Reader {
  /** IANA name. Unknown: UTC alone is shown. */
  readonly timeZone: string;
  /** Epoch milliseconds: what "today" is. */
  readonly now: number;
  /** Twelve short month names, January first. */
  readonly months: readonly string[];
}

/**
 * `09:05Z/11:05`; in zone UTC `09:05Z`. Where the day is not today, by UTC or on the reader's
 * wall, it says so: `22 Nov 09:05Z/11:05`, or on both sides where they differ:
 * `22 Nov 02:30Z/21 Nov 21:30`.
 * @param at epoch milliseconds; shown to the minute, rounded down, so nobody answers too late
 */
export function formatInstant(at: number, reader: Reader): string {
  const dated = ({ dayOfMonth, month }: Clock): string =>
    `${dayOfMonth} ${reader.months[month - 1] ?? month} `;
  const utc = clockIn('UTC', at);
  const utcIsToday = utc.day === clockIn('UTC', reader.now).day;
  if (!hasWallClock(reader.timeZone)) return `${utcIsToday ? '' : dated(utc)}${utc.time}Z`;
  const wall = clockIn(reader.timeZone, at);
  const wallIsToday = wall.day === clockIn(reader.timeZone, reader.now).day;
  if (utc.day === wall.day) {
    const day = utcIsToday && wallIsToday ? '' : dated(utc);
    return `${day}${utc.time}Z/${wall.time}`;
  }
  // The two sides stand on different days: at least one of them is not today.
  const utcDay = utcIsToday && !wallIsToday ? '' : dated(utc);
  return `${utcDay}${utc.time}Z/${dated(wall)}${wall.time}`;
}
