import type { Command } from '../incident/commands.ts';
import type { AskedCommand } from './state.ts';

/** The command that a reply puts to its incident. */
export function commandOf({ verb, task, person, note }: AskedCommand): Command {
  if (verb === 'call' || task === undefined) {
    return { type: 'callBack', person, ...(task === undefined ? {} : { task }) };
  }
  const reply = { task, via: 'sms' as const, ...(note === undefined ? {} : { note }) };
  switch (verb) {
    case 'acknowledge':
      return { type: 'acknowledge', person, ...reply };
    case 'decline':
      return { type: 'decline', person, ...reply };
    case 'done':
      return { type: 'complete', ...reply };
  }
}
