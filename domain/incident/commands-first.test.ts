import { describe, expect, it } from '@jest/globals';
import { byKey, CoreStory } from '../../test/harness/core-story.ts';
import { planFrom } from '../../test/harness/plans.ts';
import { MINUTE } from '../time.ts';
import type { Command } from './commands.ts';
import { decide, tick, type Decision } from './decide.ts';
import type { Incident } from './state.ts';

const plan = planFrom(new URL('../../test/harness/lone-page.yaml', import.meta.url));

/** The engine was away for eleven minutes; then a command is heard before the clock is. */
function hear(incident: Incident, command: Command): Extract<Decision, { ok: true }> {
  const late = incident.startedAt + 12 * MINUTE;
  const decision = decide(incident, { id: command.type, by: byKey('CC'), command }, late, 'later');
  if (!decision.ok) throw new Error(decision.refusal.code);
  return decision;
}

const typesOf = (decision: Decision): readonly string[] =>
  decision.ok ? decision.events.map(({ event }) => event.type) : [];

describe('after an outage commands count before the rungs that fell due', () => {
  const { incident } = new CoreStory(plan).until('09:01');
  const noted = hear(incident, { type: 'note', text: 'The line is back.' });

  it('a command by itself runs no late rung', () => {
    expect(typesOf(noted)).toEqual(['noteAdded']);
  });

  it('an answer heard second still stops the ladder before the tick', () => {
    const taken = hear(noted.incident, { type: 'acknowledge', task: 'K0.01', person: 'DO' });
    const after = tick(taken.incident, taken.incident.startedAt + 12 * MINUTE);
    expect(typesOf(taken)).toEqual(['acknowledged']);
    expect(typesOf(after)).toEqual([]);
  });

  it('without an answer the tick runs every one of them', () => {
    const after = tick(noted.incident, noted.incident.startedAt + 12 * MINUTE);
    expect(typesOf(after)).toEqual(['rungReached', 'rungReached', 'rungReached']);
  });
});
