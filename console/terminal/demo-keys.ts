/** Keys for the people of the demo, obtained as people obtain them: by a link to their own mailbox. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { SimulatedPhones } from '../door.ts';
import type { Person } from '../shown.ts';
import type { HttpClient } from './http-client.ts';

const ATTEMPTS = 60;
const LOOK_MS = 250;
const fresh = z.object({ key: z.string() });

/** A coordinator's key of this person. @throws Error when the link does not arrive */
export async function keyOf(
  person: Person,
  admin: HttpClient,
  phones: SimulatedPhones,
): Promise<string> {
  const before = new Set(await claimsOf(person, phones));
  await admin.send('POST', `/v1/people/${person.id}/keys`, { access: 'coordinator' }, z.unknown());
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const claim = (await claimsOf(person, phones)).find((one) => !before.has(one));
    if (claim !== undefined) return claimed(admin, claim);
    await pause(LOOK_MS);
  }
  throw new Error(`The link with the key of ${person.id} did not arrive in the simulated mailbox.`);
}

async function claimed(admin: HttpClient, claim: string): Promise<string> {
  const { key } = await admin.press(`/v1/keys/claims/${claim}`, fresh);
  return key;
}

/** Secrets of all one-time links that reached this person. */
async function claimsOf(person: Person, phones: SimulatedPhones): Promise<readonly string[]> {
  const own = new Set(person.contacts.map(({ address }) => address.toLowerCase()));
  const boxes = (await phones.mailboxes()).filter(({ address }) => own.has(address.toLowerCase()));
  const calls = (await phones.phones()).filter(({ number }) => own.has(number));
  return [...boxes, ...calls]
    .flatMap(({ messages }) => messages)
    .flatMap(({ body }) => [...body.matchAll(/\/v1\/keys\/claims\/([\w-]+)/g)])
    .map(([, secret = '']) => secret);
}
