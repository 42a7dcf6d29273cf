import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Context } from '@temporalio/activity';
import { createSuppression } from '../../activities/suppress-addresses.ts';
import type { IncidentMessageEffects } from '../../workflows/effects.ts';
import { commandSignal } from '../../workflows/messages.ts';
import { startEngine, type Engine, type RunningIncident } from '../harness/engine.ts';
import { eventually } from '../harness/eventually.ts';
import { organisationFor, person } from '../harness/organisation.ts';
import { kidnapPlan } from '../harness/plans.ts';
import { devServer } from '../harness/temporal.ts';

const VICTIM = '+12025550950';
const plan = kidnapPlan();
const base = organisationFor(plan);
const jean = person('jean', 950);
const directory = {
  ...base,
  people: { ...base.people, jean },
  // The victim is the duty officer himself: his phone may be in the captors' hands.
  roster: { ...base.roster, DO: ['jean', 'DO-D'] },
};

/** The database answers nothing until then. */
let answer: () => void = () => undefined;
const answers = new Promise<void>((resolve) => (answer = resolve));
/** The runs that asked for the suppression to be kept. */
const askedBy = new Set<string>();
let book: Pick<IncidentMessageEffects, 'suppressAddresses'>;
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({
    server: devServer,
    directory: () => directory,
    replace: {
      async suppressAddresses(step) {
        askedBy.add(Context.current().info.workflowExecution?.runId ?? '');
        await answers;
        await book.suppressAddresses(step);
      },
    },
  });
  const { client, hash, store } = engine;
  book = createSuppression({
    client,
    hash,
    book: {
      suppress: async (incidentId, addresses) => {
        await store.directory.suppressAddresses({ incidentId, addresses });
      },
      directory: () => Promise.resolve(directory),
      homesOf: () => [],
    },
  });
}, 60_000);
afterAll(async () => engine.close());

/** Empty signals are refused, and make the history so long that a roll waits for nothing any more. */
async function rollsAnyway({ handle }: RunningIncident): Promise<void> {
  const { runId } = await handle.describe();
  await eventually(
    'the roll',
    async () => {
      await Promise.all(Array.from({ length: 50 }, () => handle.signal(commandSignal.name)));
      return (await handle.describe()).runId === runId ? undefined : true;
    },
    60_000,
  );
}

describe('a victim is named while the database hangs', () => {
  it('the others are paged at once, the victim’s phone stays silent, the directory follows', async () => {
    const raven = await engine.start(plan, { facts: { victims: [{ id: 'v1', person: 'jean' }] } });
    await eventually(
      'a page to the deputy',
      () => (engine.provider.phones().some(({ texts }) => texts.length > 0) ? true : undefined),
      // Less than two attempts at the database would have taken.
      5_000,
    );
    expect(await engine.store.directory.listSuppressed()).toEqual([]);
    await rollsAnyway(raven);
    await eventually('the next run asks again', () => (askedBy.size > 1 ? true : undefined));
    answer();
    await eventually('the directory knows', async () => {
      const kept = await engine.store.directory.listSuppressed();
      return kept.some(({ address }) => address === VICTIM) ? true : undefined;
    });
    expect(engine.provider.phone(VICTIM).texts).toEqual([]);
  }, 120_000);
});
