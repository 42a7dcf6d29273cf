import { setTimeout as pause } from 'node:timers/promises';
import {
  acknowledge,
  conversations,
  historyOf,
  ofIncident,
  pageOne,
  start,
  type HistorySize,
} from '../desk.ts';
import type { House } from '../house.ts';
import type { Figure, Measure } from '../measure.ts';
import { codeIn } from '../phones.ts';
import { fifteenOf, fifteenPlaybook, numberOf, RESPONDERS, responder } from '../plans.ts';

/** What a page leaves in Temporal's histories, of the incident and of the conversation together. */
export const histories: Measure = {
  name: 'history',
  what: 'Temporal events and bytes of a page with its acknowledgement and confirmation',
  async run(bench) {
    bench.tell('a lone page, and fifteen together');
    const lone = await lonePage(bench.house, responder(203));
    const fifteen = await fifteenPages(bench.house, 'phones');
    bench.tell('the same with e-mail and status callbacks');
    bench.house.phones.reportsDelivery = true;
    const loneMore = await lonePage(bench.house, responder(RESPONDERS + 18));
    const fifteenMore = await fifteenPages(bench.house, 'mailboxes');
    bench.house.phones.reportsDelivery = false;
    const each = (size: HistorySize): HistorySize => ({
      events: size.events / 15,
      bytes: Math.round(size.bytes / 15),
    });
    return [
      ...figures('a lone SMS page', lone, 35),
      ...figures('each of fifteen SMS pages', each(fifteen), 15),
      ...figures('a lone page, with e-mail and callbacks', loneMore),
      ...figures('each of fifteen pages, with e-mail and callbacks', each(fifteenMore)),
    ];
  },
};

function figures(what: string, size: HistorySize, aim?: number): readonly Figure[] {
  return [
    {
      ...{ what: `${what}: events`, value: size.events, unit: 'events' },
      ...(aim === undefined ? {} : { aim }),
    },
    { what: `${what}: bytes`, value: size.bytes, unit: 'bytes' },
  ];
}

/** Counts what is new in both histories once nothing moves any more. */
async function grown(
  house: House,
  id: string,
  before: ReadonlyMap<string, HistorySize>,
): Promise<HistorySize> {
  let last = '';
  for (let still = 0; still < 3;) {
    await house.phones.settled();
    await pause(1_000);
    const now = JSON.stringify([...(await sizes(house)).values(), await ofIncident(house, id)]);
    still = now === last ? still + 1 : 0;
    last = now;
  }
  const incident = await ofIncident(house, id);
  return [...(await sizes(house))].reduce<HistorySize>((sum, [workflow, size]) => {
    const was = before.get(workflow) ?? { events: 0, bytes: 0 };
    return {
      events: sum.events + size.events - was.events,
      bytes: sum.bytes + size.bytes - was.bytes,
    };
  }, incident);
}

async function sizes(house: House): Promise<ReadonlyMap<string, HistorySize>> {
  const found = new Map<string, HistorySize>();
  for (const workflow of await conversations(house)) {
    found.set(workflow, await historyOf(house, workflow));
  }
  return found;
}

async function lonePage(house: House, person: string): Promise<HistorySize> {
  const before = await sizes(house);
  const paged = await pageOne(house, person);
  await house.phones.settled();
  await acknowledge(house, paged);
  return await grown(house, paged.id, before);
}

async function fifteenPages(house: House, kind: 'phones' | 'mailboxes'): Promise<HistorySize> {
  const before = await sizes(house);
  const numbers = fifteenOf(kind).map(numberOf);
  const { id } = await start(house, fifteenPlaybook(kind));
  const pages = await Promise.all(numbers.map((number) => house.phones.text(number, 1)));
  await house.phones.settled();
  await Promise.all(
    numbers.map(async (number, index) => {
      await house.phones.reply(number, codeIn(pages[index]?.body ?? ''));
      await house.phones.text(number, 2);
    }),
  );
  return await grown(house, id, before);
}
