/** How an incident's answer to a reply is put: the confirmation names the role, never the person. */
import type { RefusalCode } from '../incident/refusals.ts';
import type { ReplyAnswer } from '../incident/reply.ts';
import type { Notice } from '../paging/phrasebook.ts';
import { noticeText } from '../paging/wording.ts';
import type { CommandOutcome } from './news.ts';
import type { AskedCommand } from './state.ts';

/** The line that says what became of a command; none where nothing certain can be said. */
export function outcomeWords(
  asked: AskedCommand,
  outcome: CommandOutcome,
  now: number,
): readonly string[] {
  const notice = noticeOf(asked, outcome);
  if (notice === undefined) return [];
  const { language, timeZone, codeName, exercise } = asked;
  return [noticeText(notice, { language, timeZone, codeName, exercise, now })];
}

function noticeOf(asked: AskedCommand, outcome: CommandOutcome): Notice | undefined {
  switch (outcome.kind) {
    case 'applied':
      return outcome.reply === undefined ? unspoken(asked) : spoken(asked, outcome.reply);
    case 'refused':
      return refused(asked, outcome.code);
    case 'gone':
      return closed(asked);
    case 'received':
      return undefined;
  }
}

function spoken({ code }: AskedCommand, reply: ReplyAnswer): Notice {
  switch (reply.kind) {
    case 'acknowledged':
      return code === undefined
        ? { kind: 'alreadyHeld', task: reply.number, role: reply.role }
        : { kind: 'held', task: reply.number, code, role: reply.role };
    case 'alreadyAcknowledged':
      return { kind: 'alreadyHeld', task: reply.number, role: reply.role };
    case 'lateNotNeeded':
    case 'declined':
    case 'handedBack':
    case 'doneNeedsForm':
      return { kind: reply.kind, task: reply.number };
    case 'notYours':
      return { kind: 'notYours', task: reply.number, role: reply.role };
    case 'doneNoted':
      return { kind: 'done', task: reply.number };
    case 'callBack':
      return { kind: 'callComing', ...(reply.number === undefined ? {} : { task: reply.number }) };
  }
}

/** The incident took it and said no more. Who holds the task is not for us to guess. */
function unspoken({ verb, number }: AskedCommand): Notice | undefined {
  if (verb === 'call') {
    return { kind: 'callComing', ...(number === undefined ? {} : { task: number }) };
  }
  if (number === undefined || verb === 'acknowledge') return undefined;
  return { kind: verb === 'decline' ? 'declined' : 'done', task: number };
}

function refused(asked: AskedCommand, code: RefusalCode): Notice {
  switch (code) {
    case 'incident-closed':
    case 'task-closed':
    case 'task-unknown':
      return closed(asked);
    case 'form-required':
    case 'form-invalid':
    case 'decision-required':
    case 'weak-proof':
      return asked.number === undefined
        ? { kind: 'unclear' }
        : { kind: 'doneNeedsForm', task: asked.number };
    case 'not-for-you':
      return asked.number === undefined
        ? { kind: 'unknownCode' }
        : { kind: 'notYours', task: asked.number };
    case 'engine-fault':
      return { kind: 'unclear' };
    default:
      return { kind: 'unknownCode' };
  }
}

function closed({ number }: AskedCommand): Notice {
  return number === undefined ? { kind: 'nothingOpen' } : { kind: 'lateNotNeeded', task: number };
}
