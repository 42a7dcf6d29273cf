import { FREE_TEXT } from '../people/compartments.ts';
import type { Command } from './commands.ts';
import { free, hide, ofFact, ofTask, showFiled } from './view-fields.ts';
import type { Frame, Hidden, Shown } from './view-fields.ts';

/** A frozen command (an approval's), as those see it who may or may not read what is in it. */
export function showCommand(command: Command, frame: Frame): Shown {
  if (command.type === 'directory') {
    return { type: command.type, revision: command.directory.revision };
  }
  const shown = hide(command, hiddenIn(command, frame), frame);
  return command.type === 'complete' && command.form !== undefined
    ? { ...shown, form: showFiled(command.task, command.form, frame) }
    : shown;
}

function hiddenIn(command: Command, frame: Frame): Hidden {
  switch (command.type) {
    case 'setFact':
      return ofFact(command, frame);
    case 'complete':
    case 'waive':
    case 'reassign':
    case 'retime':
    case 'acknowledge':
    case 'decline':
      return ofTask(command.task, ['reason', 'note'], frame);
    case 'decide':
      return ofTask(command.decision, ['option', 'reason'], frame);
    case 'note':
    case 'insertTask':
    case 'raise':
    case 'appoint':
    case 'approve':
    case 'engineFault':
      return free('text', 'title', 'note', 'reason', 'source', 'fault');
    default:
      return { names: [], compartment: FREE_TEXT };
  }
}
