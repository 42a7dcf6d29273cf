import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold } from '../../domain/incident/evolve.ts';
import type { Plan } from '../../domain/plan.ts';
import { kidnapPlan } from '../harness/plans.ts';
import { KINDS } from './chance-command.ts';
import { RandomIncident } from './random-incident.ts';
import type { Turn } from './random-incident.ts';
import { lonePage, smallCase } from './small-plans.ts';

const turn: fc.Arbitrary<Turn> = fc.record({
  kind: fc.constantFrom(...KINDS),
  who: fc.nat(1_000),
  what: fc.nat(1_000),
  how: fc.nat(1_000),
  wait: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(0, 1) },
    { weight: 3, arbitrary: fc.nat(12) },
    { weight: 1, arbitrary: fc.nat(60) },
  ),
  engineDead: fc.oneof(
    { weight: 5, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  restart: fc.oneof(
    { weight: 10, arbitrary: fc.constant<Turn['restart']>('none') },
    { weight: 1, arbitrary: fc.constantFrom<Turn['restart']>('roll', 'fold') },
  ),
  again: fc.boolean(),
});

function hold(plan: Plan, of: { runs: number; turns: number }): void {
  fc.assert(
    fc.property(
      fc.array(turn, { minLength: 1, maxLength: of.turns }),
      fc.constantFrom('live' as const, 'exercise' as const),
      fc.boolean(),
      (turns, mode, activate) => {
        const random = new RandomIncident(plan, mode, activate);
        random.run(turns);
        const folded = fold(random.log);
        if (!isDeepStrictEqual(folded, random.incident)) {
          expect(folded).toStrictEqual(random.incident);
        }
        const carried: unknown = JSON.parse(JSON.stringify(random.incident));
        if (!isDeepStrictEqual(carried, random.incident)) {
          expect(carried).toStrictEqual(random.incident);
        }
      },
    ),
    { numRuns: of.runs },
  );
}

describe('whatever happens, in whatever order', () => {
  it('the laws hold for one page', () => {
    hold(lonePage(), { runs: 7_000, turns: 14 });
  }, 300_000);

  it('the laws hold for a small case with one of everything', () => {
    hold(smallCase(), { runs: 3_000, turns: 18 });
  }, 300_000);

  it('the laws hold for a kidnap', () => {
    hold(kidnapPlan(), { runs: 150, turns: 15 });
  }, 300_000);
});
