import { setTimeout as pause } from 'node:timers/promises';
import { commandUpdate, incidentWorkflowId } from '../../workflows/messages.ts';
import { acknowledge, note, ofIncident, pageOne } from '../desk.ts';
import type { House } from '../house.ts';
import type { Measure } from '../measure.ts';
import { instant } from '../phones.ts';
import { responder } from '../plans.ts';
import { mapInFlight, summarise } from '../statistics.ts';

/** Just below the length at which an incident rolls (250 events): the longest replay there is. */
const NEARLY_ROLLED = 225;
const IN_FLIGHT = 8;
const ANSWER_LIMIT_MS = 180_000;
const NOTICED_MS = 250;

/** kill -9 of the worker while many incidents are as long as they get; the supervisor restarts it. */
export const restart: Measure = {
  name: 'restart',
  what: 'worker killed with 100 incidents at roll size: time until it answers them all',
  async run({ house, quick, tell }) {
    const count = quick ? 10 : 100;
    const people = Array.from({ length: count }, (_, index) => responder(index));
    let grown = 0;
    const ids = await mapInFlight(people, 10, async (person) => {
      const paged = await pageOne(house, person);
      await acknowledge(house, paged);
      await lengthen(house, paged.id);
      grown += 1;
      if (grown % 10 === 0) tell(`${grown} of ${count} incidents have reached roll size`);
      return paged.id;
    });
    const lengths = summarise(
      await mapInFlight(ids, 20, async (id) => (await ofIncident(house, id)).events),
    );
    tell('kill -9 of the worker');
    const from = instant();
    process.kill(house.pid('worker'), 'SIGKILL');
    // Until the server has noticed: what it hands to a dead worker waits for the task timeout (10 s).
    await pause(NOTICED_MS);
    const answers = await Promise.all(
      ids.map(async (id) => {
        await command(house, id);
        return instant() - from;
      }),
    );
    const seen = summarise(answers);
    return [
      { what: 'events of each incident, median', value: lengths.p50, unit: 'events' },
      { what: 'worker killed: first incident answers', value: seen.least, unit: 'ms' },
      { what: 'worker killed: median incident answers', value: seen.p50, unit: 'ms' },
      { what: `worker killed: all ${count} answer`, value: seen.most, unit: 'ms' },
    ];
  },
};

async function lengthen(house: House, id: string): Promise<void> {
  while ((await ofIncident(house, id)).events < NEARLY_ROLLED) {
    await Promise.all(Array.from({ length: IN_FLIGHT }, () => command(house, id)));
  }
}

/** A note, under one id until the incident has answered. */
async function command(house: House, id: string): Promise<void> {
  const handle = house.client.workflow.getHandle(incidentWorkflowId(id));
  const envelope = note();
  const until = Date.now() + ANSWER_LIMIT_MS;
  for (;;) {
    try {
      await house.client.withDeadline(Date.now() + 10_000, () =>
        handle.executeUpdate(commandUpdate, { args: [envelope], updateId: envelope.id }),
      );
      return;
    } catch (error) {
      // Without a worker an Update only times out: asked again under the same id.
      if (Date.now() > until) throw error;
    }
  }
}
