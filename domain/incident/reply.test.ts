import { describe, expect, it } from '@jest/globals';
import { bySms, CoreStory } from '../../test/harness/core-story.ts';
import { lonePage } from '../../test/properties/small-plans.ts';
import type { Command } from './commands.ts';
import { decide } from './decide.ts';
import { answerOf, type ReplyAnswer } from './reply.ts';

/** Somebody's text, and what the confirmation says. */
function answers(story: CoreStory, person: string, command: Command, id = `${person}-1`) {
  const envelope = { id, by: bySms(person), command };
  const decision = decide(story.incident, envelope, story.now);
  if (!decision.ok) throw new Error(`refused: ${decision.refusal.code}`);
  story.incident = decision.incident;
  const { reply } = answerOf(story.incident, envelope, decision);
  return reply;
}

const task = Object.values(new CoreStory(lonePage()).incident.tasks)[0]!;
const has: Command = { type: 'acknowledge', task: task.id };
const cannot: Command = { type: 'decline', task: task.id };

describe('what a reply is answered with', () => {
  it('tells the holder who cannot go on that the task is handed back', () => {
    const story = new CoreStory(lonePage());
    answers(story, 'DO', has);
    expect(answers(story, 'DO', cannot, 'later')).toEqual({
      kind: 'handedBack',
      number: task.number,
    });
  });

  it('says the same to the same text twice', () => {
    const story = new CoreStory(lonePage());
    const noted: ReplyAnswer = { kind: 'declined', number: task.number };
    expect(answers(story, 'DO', cannot)).toEqual(noted);
    expect(answers(story, 'DO', cannot)).toEqual(noted);
  });

  it('tells whoever does not hold it which role does', () => {
    const story = new CoreStory(lonePage());
    answers(story, 'DO', has);
    expect(answers(story, 'DO-D', cannot)).toEqual({
      kind: 'notYours',
      number: task.number,
      role: 'DO',
    });
  });
});
