/** Simulated phones: read through the provider's controls, answered through its signed webhooks. */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { SimulatedMailbox, SimulatedPhone, SimulatedPhones } from './door.ts';
import { drawMailbox, drawPhone, drawPhones } from './simulated-pages.ts';
import type { Named } from './simulated-pages.ts';
import { frameOf, redirectWith, sendHtml, sendRefusal } from './visit.ts';
import type { Handler, Visit } from './visit.ts';

const replyForm = z.strictObject({
  csrf: z.string(),
  once: z.string(),
  body: z.string().min(1).max(1600),
});
const switchForm = z.strictObject({
  csrf: z.string(),
  once: z.string(),
  off: z.enum(['true', 'false']),
});

/** What a phone is called in addresses: nothing can be read out of it, and it ends with the session. */
function keyFor(visit: Visit, address: string): string {
  const session = visit.door.csrfToken(visit.request);
  return createHmac('sha256', session).update(address).digest('base64url').slice(0, 16);
}

type WithPhones = (visit: Visit, phones: SimulatedPhones) => Promise<void>;

/** There are no simulated phones once a real provider is set. */
function withPhones(handle: WithPhones): Handler {
  return async (visit) => {
    const { phones } = visit.door;
    if (phones === undefined) sendRefusal(visit, { status: 404, body: undefined });
    else await handle(visit, phones);
  };
}

async function ownersOf(visit: Visit): Promise<ReadonlyMap<string, string>> {
  const people = await visit.door.people(visit.request);
  return new Map(
    people.flatMap(({ name, contacts }) =>
      contacts.map(({ address }) => [address.toLowerCase(), name] as const),
    ),
  );
}

async function namedPhones(
  visit: Visit,
  phones: SimulatedPhones,
): Promise<readonly Named<SimulatedPhone>[]> {
  const owners = await ownersOf(visit);
  return (await phones.phones()).map((it) => ({
    key: keyFor(visit, it.number),
    it,
    owner: owners.get(it.number),
  }));
}

async function namedMailboxes(
  visit: Visit,
  phones: SimulatedPhones,
): Promise<readonly Named<SimulatedMailbox>[]> {
  const owners = await ownersOf(visit);
  return (await phones.mailboxes()).map((it) => ({
    key: keyFor(visit, it.address),
    it,
    owner: owners.get(it.address.toLowerCase()),
  }));
}

export const listPhones = withPhones(async (visit, phones) => {
  const content = {
    phones: await namedPhones(visit, phones),
    mailboxes: await namedMailboxes(visit, phones),
  };
  sendHtml(visit.response, drawPhones(content, await frameOf(visit)));
});

export const showPhone = withPhones(async (visit, phones) => {
  const phone = (await namedPhones(visit, phones)).find(isAsked(visit));
  if (phone === undefined) sendRefusal(visit, { status: 404, body: undefined });
  else sendHtml(visit.response, drawPhone(phone, await frameOf(visit)));
});

export const showMailbox = withPhones(async (visit, phones) => {
  const mailbox = (await namedMailboxes(visit, phones)).find(isAsked(visit));
  if (mailbox === undefined) sendRefusal(visit, { status: 404, body: undefined });
  else sendHtml(visit.response, drawMailbox(mailbox, await frameOf(visit)));
});

function isAsked({ request }: Visit): (one: { readonly key: string }) => boolean {
  return ({ key }) => key === request.params['key'];
}

export const replyFromPhone = withPhones(async (visit, phones) => {
  const phone = (await namedPhones(visit, phones)).find(isAsked(visit));
  const form = replyForm.safeParse(visit.request.body);
  if (phone === undefined || !form.success) {
    redirectWith(visit, '/simulated', { kind: 'refused' });
    return;
  }
  await phones.reply(phone.it.number, form.data.body);
  redirectWith(visit, `/simulated/phones/${phone.key}`, { kind: 'replied' });
});

export const switchPhone = withPhones(async (visit, phones) => {
  const phone = (await namedPhones(visit, phones)).find(isAsked(visit));
  const form = switchForm.safeParse(visit.request.body);
  if (phone === undefined || !form.success) {
    redirectWith(visit, '/simulated', { kind: 'refused' });
    return;
  }
  await phones.switchPhone(phone.it.number, form.data.off === 'true');
  redirectWith(visit, `/simulated/phones/${phone.key}`, { kind: 'switched' });
});
