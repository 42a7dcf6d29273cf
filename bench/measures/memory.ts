import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { acknowledge, pageOne } from '../desk.ts';
import type { House } from '../house.ts';
import type { Measure } from '../measure.ts';
import { responder } from '../plans.ts';
import { mapInFlight } from '../statistics.ts';

const run = promisify(execFile);

/** What the worker holds while many incidents are open, each acknowledged and waiting. */
export const memory: Measure = {
  name: 'memory',
  what: 'memory of the worker with 1,000 open incidents',
  async run({ house, quick, tell }) {
    const rounds = quick ? 1 : 5;
    const people = Array.from({ length: quick ? 50 : 200 }, (_, index) => responder(index));
    const before = await residentOf(house);
    for (let round = 1; round <= rounds; round += 1) {
      await mapInFlight(people, 20, async (person) =>
        acknowledge(house, await pageOne(house, person)),
      );
      tell(`${round * people.length} incidents more are open and acknowledged`);
    }
    await pause(5_000); // what was only needed for the starts may go
    const after = await residentOf(house);
    const count = rounds * people.length;
    return [
      { what: 'worker before', value: before, unit: 'MB' },
      { what: `worker with ${count} incidents more`, value: after, unit: 'MB' },
      { what: 'worker, each incident', value: ((after - before) * 1_000) / count, unit: 'kB' },
    ];
  },
};

/** Resident memory in megabytes. */
async function residentOf(house: House): Promise<number> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(house.pid('worker'))]);
  return Math.round(Number(stdout.trim()) / 1_024);
}
