/**
 * The short codes of one phone: which numbers stand for which page. A code is never handed out
 * again while a late reply could still mean the old page.
 */

/** A code in use on one phone. Plain data: it travels through workflow histories. */
export interface CodeRecord {
  /** Two digits; three, and at last four, when two run short. */
  readonly code: string;
  /** What the code stands for: the caller's own name of the page. */
  readonly page: string;
  /** Epoch milliseconds when its page ended. Absent: open. */
  readonly closedAt?: number;
}

/** How long a closed code rests before it can mean something else: 72 h, in milliseconds. */
export const QUARANTINE_MS = 72 * 3_600_000;

/** Two digits are given while at least this many of the ninety are free; then three. */
export const FREE_CODES_WANTED = 30;

/** What a code is just now. `free`: unknown to this phone, or out of quarantine. */
export type CodeState = 'open' | 'quarantine' | 'free';

function stateOf(record: CodeRecord, now: number): CodeState {
  if (record.closedAt === undefined) return 'open';
  return now < record.closedAt + QUARANTINE_MS ? 'quarantine' : 'free';
}

/** The record a code stands for and its state; an open one wins over an older one at rest. */
export function lookUpCode(
  codes: readonly CodeRecord[],
  code: string,
  now: number,
): { readonly state: CodeState; readonly record?: CodeRecord } {
  const records = codes.filter((record) => record.code === code);
  const record = records.find(({ closedAt }) => closedAt === undefined) ?? records.at(-1);
  if (record === undefined || stateOf(record, now) === 'free') return { state: 'free' };
  return { state: stateOf(record, now), record };
}

/** The codes that can be answered now, oldest first. */
export function openCodes(codes: readonly CodeRecord[]): readonly CodeRecord[] {
  return codes.filter(({ closedAt }) => closedAt === undefined);
}

/** The same codes with this one at rest from `now`; a code that is not open stays as it is. */
export function closeCode(
  codes: readonly CodeRecord[],
  code: string,
  now: number,
): readonly CodeRecord[] {
  return codes.map((record) =>
    record.code === code && record.closedAt === undefined ? { ...record, closedAt: now } : record,
  );
}

/** Without the codes whose quarantine is over. Empty: the conversation has nothing left to guard. */
export function withoutFreeCodes(codes: readonly CodeRecord[], now: number): readonly CodeRecord[] {
  return codes.filter((record) => stateOf(record, now) !== 'free');
}

function freeNumbers(digits: number, taken: ReadonlySet<string>): readonly string[] {
  const first = 10 ** (digits - 1);
  const free: string[] = [];
  for (let number = first; number < first * 10; number += 1) {
    if (!taken.has(String(number))) free.push(String(number));
  }
  return free;
}

/**
 * Picks a code that is neither open nor in quarantine on this phone. The same page keeps its code:
 * ask `codes` first.
 * @param random in [0, 1)
 * @param now epoch milliseconds
 * @param avoid numbers the person also reads in the text, task numbers above all: who answers
 *   with the task's number instead of the code must not hit another task
 * @throws RangeError when all 9,990 codes are taken, or `random` is outside [0, 1)
 */
export function allotCode(
  codes: readonly CodeRecord[],
  random: number,
  now: number,
  avoid: readonly string[] = [],
): string {
  if (!(random >= 0 && random < 1)) throw new RangeError('random must be in [0, 1)');
  const live = withoutFreeCodes(codes, now).map(({ code }) => code);
  const taken = new Set([...live, ...avoid]);
  for (const digits of [2, 3, 4]) {
    const free = freeNumbers(digits, taken);
    const enough = digits === 2 ? FREE_CODES_WANTED : 1;
    const code = free.length < enough ? undefined : free[Math.floor(random * free.length)];
    if (code !== undefined) return code;
  }
  throw new RangeError('no code is free on this phone: close some pages first');
}
