import type { Incident } from './shown.ts';
import { isTextKey } from './texts.ts';
import type { Say } from './texts.ts';

/** Why an incident may not close, in a sentence. */
export function blockerText(
  blocker: Incident['blockers'][number],
  say: Say,
  label: (task: string) => string = (task) => task,
): string {
  const key = `blocker.${blocker.code}`;
  const task = blocker.task === undefined ? '' : label(blocker.task);
  return isTextKey(key) ? say(key, { task }) : say('blocker.other', { code: blocker.code, task });
}
