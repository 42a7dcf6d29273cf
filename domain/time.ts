/** Durations and instants of the core are milliseconds; instants count from the Unix epoch, UTC. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** RFC 3339 in UTC. */
export function toInstantText(instant: number): string {
  return new Date(instant).toISOString();
}
