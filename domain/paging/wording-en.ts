/** Everything Tocsin says in English. */
import type { Phrasebook } from './phrasebook.ts';
import { ADVERTISED_WORDS } from './reply-words.ts';

const { done: DONE, decline: NO, call: CALL, list: LIST } = ADVERTISED_WORDS.en;

const takeOrNot = (code: string): string => `${code} = I have it, ${NO} ${code} = cannot`;

/** English sentences. */
export const ENGLISH: Phrasebook = {
  language: 'en',
  exercise: 'EXERCISE',
  months: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  page: {
    one: (task, again) => `${again ? 'again, ' : ''}task ${task} for you.`,
    answerBy: (time) => `Answer by ${time}.`,
    reply: (code) => `Reply ${takeOrNot(code)}.`,
    many: (tasks, again) =>
      `${again ? 'again, ' : ''}${tasks.length} tasks: ${tasks
        .map(({ number, code }) => `${number} code ${code}`)
        .join(', ')}.`,
    firstAnswerBy: (time) => `First answer by ${time}.`,
    replyMany: 'Reply the codes you take.',
  },
  notices: {
    taken: ({ task }) => ({ fact: `task ${task} is taken, nothing more to do.` }),
    notNeeded: ({ task }) => ({ fact: `task ${task} is no longer needed, nothing more to do.` }),
    reminder: ({ task, code, dueAt, late }, when) => ({
      fact: late
        ? `task ${task} is late, it was due ${when(dueAt)}.`
        : `task ${task} is due by ${when(dueAt)}.`,
      reply: `Reply ${DONE} ${code} when done, ${NO} ${code} if you cannot.`,
    }),
    held: ({ task, code, role }) => ({
      fact: `${role} holds task ${task} now.`,
      reply: `Reply ${DONE} ${code} when done. Not you? Reply ${NO} ${code}.`,
    }),
    alreadyHeld: ({ task, role }) => ({
      fact: `task ${task} is already acknowledged, ${role} holds it.`,
    }),
    lateNotNeeded: ({ task }) => ({ fact: `late, not needed: task ${task} is closed for you.` }),
    declined: ({ task }) => ({ fact: `noted, you cannot take task ${task}. Others are paged.` }),
    handedBack: ({ task }) => ({ fact: `task ${task} is handed back. Others are paged.` }),
    notYours: ({ task, role }) => ({
      fact:
        role === undefined
          ? `nothing changed: task ${task} is not for you.`
          : `nothing changed: ${role} holds task ${task}.`,
    }),
    done: ({ task }) => ({ fact: `task ${task} is noted as done.` }),
    doneNeedsForm: ({ task }) => ({
      fact: `noted, but task ${task} stays open until its form is filled in behind its link.`,
    }),
    callComing: ({ task }) => ({
      fact: `${task === undefined ? 'noted' : `task ${task}`}: the coordinator is told that you ask to be rung.`,
    }),
    addCode: ({ codes }) => ({
      fact: 'Several tasks are open, nothing was done.',
      reply: `Add a code: ${codes.join(', ')}. ${LIST} shows all.`,
    }),
    unclear: ({ code }) => ({
      fact: 'Not understood, nothing was done.',
      reply:
        code === undefined
          ? `Reply the code alone, or ${NO} and the code. ${LIST} shows what is open.`
          : `Reply ${takeOrNot(code)}, and nothing else on the line.`,
    }),
    ambiguous: ({ code }) => ({
      fact: 'Not clear, nothing was done. The coordinator is told to ring you.',
      ...(code === undefined ? {} : { reply: `Or reply ${takeOrNot(code)}.` }),
    }),
    unknownCode: () => ({
      fact: 'No task is open for you under this code.',
      reply: `${LIST} shows what is open.`,
    }),
    nothingOpen: () => ({ fact: 'Nothing is open for you.' }),
    help: ({ code = '47' }) => ({
      fact: 'Answers:',
      reply: `${takeOrNot(code)}, ${DONE} ${code} = done, ${CALL} ${code} = ring me, ${LIST} = what is open. Use the code of your own message.`,
    }),
    repliesPaused: () => ({
      fact: 'Too many wrong codes: answers by text are not taken from this phone for now. Use the link or ring the coordinator.',
    }),
    reachable: () => ({ fact: 'This number receives pages again.' }),
    stoodDown: () => ({
      fact: 'stood down. Do only what is still open for you.',
      reply: `${LIST} shows it.`,
    }),
    exerciseEnded: () => ({
      fact: 'the exercise has ended. Whatever comes without EXERCISE is real.',
    }),
    alarm: () => ({ fact: 'an alarm needs you. Sign in to the console.' }),
    approval: ({ expiresAt }, when) => ({
      fact: `your approval is asked for until ${when(expiresAt)}. Sign in to the console.`,
    }),
    accessKey: ({ expiresAt }, when) => ({
      fact: `Your access key, once, until ${when(expiresAt)}:`,
    }),
  },
  list: {
    opening: 'Open for you:',
    task: ({ codeName, number, code, held }, by) => {
      const time = by === undefined ? '' : ` by ${by}`;
      return `${codeName} ${number} code ${code}${held ? ' yours' : ''}${time}`;
    },
  },
  email: {
    repliesNotRead: 'Replies to this e-mail are not read.',
    subjectMany: (count) => `${count} tasks for you`,
    subjectNotice: 'notice',
    task: (task, code) => `Task ${task}, code ${code}`,
    linkLabel: 'Answer here:',
    chooseNumber: 'The page shows six numbers: choose the code.',
    noLink: 'Answer in the console, or with the code from your phone.',
  },
};
