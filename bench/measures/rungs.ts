import { toLoggedEvent } from '../../api/incident-reader.ts';
import { acknowledge, bareTouched, pageOne, type Paged } from '../desk.ts';
import type { House } from '../house.ts';
import type { Measure } from '../measure.ts';
import type { PhoneText } from '../phones.ts';
import { numberOf, responder, rungPlaybook } from '../plans.ts';
import { mapInFlight, summarise } from '../statistics.ts';

const MINUTE = 60_000;

/** How late the second rung of a ladder is, a minute after the first, for 200 people at a time. */
export const rungs: Measure = {
  name: 'rungs',
  what: 'lateness of 200 one-minute rungs (takes a little over two minutes)',
  async run({ house, quick, tell }) {
    const count = quick ? 20 : 200;
    const people = Array.from({ length: count }, (_, index) => responder(index));
    tell(`${count} bare timers of a minute`);
    const bare = await mapInFlight(people, count, () => bareTouched(house, MINUTE));
    tell(`${count} ladders of a minute`);
    const seen = await mapInFlight(people, 20, (person) => pagedTwice(house, person)).then(
      (paged) => Promise.all(paged.map((one) => secondRung(house, one))),
    );
    const engine = summarise(seen.map(({ late }) => late));
    const phone = summarise(seen.map(({ phoneLate }) => phoneLate));
    const plain = summarise(bare.map(({ at, due }) => at - due));
    return [
      { what: 'rung decided after its time, p50', value: engine.p50, unit: 'ms' },
      { what: 'rung decided after its time, p99', value: engine.p99, unit: 'ms' },
      {
        what: 'rung’s SMS request after its time, p50',
        value: phone.p50,
        unit: 'ms',
        bare: plain.p50,
      },
      {
        what: 'rung’s SMS request after its time, p99',
        value: phone.p99,
        unit: 'ms',
        bare: plain.p99,
      },
      {
        what: 'rung’s SMS request after its time, most',
        value: phone.most,
        unit: 'ms',
        bare: plain.most,
      },
    ];
  },
};

interface Lateness {
  /** Between plan and decision, by the incident's own log. */
  readonly late: number;
  /** Between plan and the request for the text. */
  readonly phoneLate: number;
}

interface PagedTwice extends Paged {
  /** The rung's text, still to come. */
  readonly again: Promise<PhoneText>;
}

/** One incident at a time for each person: what comes after the page is the rung's text. */
async function pagedTwice(house: House, person: string): Promise<PagedTwice> {
  const number = numberOf(person);
  const nth = house.phones.count(number) + 2;
  const paged = await pageOne(house, person, rungPlaybook(person));
  const again = house.phones.text(number, nth, 3 * MINUTE);
  again.catch(() => undefined); // whoever awaits it is told
  return { ...paged, again };
}

async function secondRung(house: House, paged: PagedTwice): Promise<Lateness> {
  const again = await paged.again;
  await acknowledge(house, paged);
  const log = (await house.store.log.readLog(paged.id, { limit: 100 })).map(toLoggedEvent);
  for (const { event } of log) {
    if (event.type === 'rungReached' && event.rung === 1) {
      return { late: event.late, phoneLate: again.at - event.plannedAt };
    }
  }
  throw new Error('the second rung is not in the log');
}
