import { isTextKey } from './texts.ts';
import type { Say } from './texts.ts';

/** What an alarm's code means and asks for. */
export function alarmText(code: string, say: Say): string {
  const key = `alarm.${code}`;
  return isTextKey(key) ? say(key) : say('alarm.other', { code });
}
