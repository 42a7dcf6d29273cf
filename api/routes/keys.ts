import type { Contact, Person } from '../../domain/people/person.ts';
import { normaliseAddress } from '../../domain/people/person.ts';
import { toInstantText } from '../../domain/time.ts';
import type { ApiContext } from '../context.ts';
import { problem } from '../problem.ts';
import { param, route } from '../route.ts';
import type { Route } from '../route.ts';
import * as schema from '../schemas/people.ts';

/** How long the one-time link of a new key is good for (ASVS 5.0, 6.5: short-lived secrets). */
const CLAIM_MS = 24 * 3_600_000;

/** Keys of people: made for somebody, claimed by that somebody alone. */
export function keyRoutes(context: ApiContext): readonly Route[] {
  return [createKey(context), revokeKey(context), claimKeyPage(), claimKey(context)];
}

function createKey({ store, claims, settings, now }: ApiContext): Route {
  return route({
    id: 'createKey',
    method: 'post',
    path: '/v1/people/{id}/keys',
    tag: 'people',
    summary: 'Sends the person a one-time link that yields a key there, never to the caller.',
    body: schema.keyBody,
    answers: { 202: { description: 'The link is on its way.', schema: schema.keySent } },
    async handle(call) {
      const person = await store.directory.getPerson(param(call, 'id'));
      if (person === undefined) throw problem('person-not-found');
      const suppressed = new Set(
        (await store.directory.listSuppressed()).map(({ address }) => address),
      );
      const contact = ownContact(person, suppressed);
      if (contact === undefined) throw problem('no-contact');
      const { access } = call.body;
      const expiresAt = now() + CLAIM_MS;
      const secret = await store.apiKeys.createClaim({ person: person.id, access, expiresAt });
      await claims.send({
        address: contact.address,
        channel: contact.channel,
        url: `${settings.publicUrl}/v1/keys/claims/${secret}`,
        language: person.language,
        expiresAt,
      });
      return {
        status: 202,
        body: {
          person: person.id,
          access,
          sentBy: contact.channel,
          expiresAt: toInstantText(expiresAt),
        },
      };
    },
  });
}

function revokeKey({ store, relay }: ApiContext): Route {
  return route({
    id: 'revokeKey',
    method: 'delete',
    path: '/v1/people/{id}/keys/{key}',
    tag: 'people',
    summary: 'Ends a key at once.',
    answers: { 204: { description: 'The key has ended.' } },
    async handle(call) {
      const keys = await store.apiKeys.listKeys(param(call, 'id'));
      const key = keys.find(({ id }) => id === param(call, 'key'));
      if (key === undefined || !(await store.apiKeys.revokeKey(key.id))) {
        throw problem('key-unknown');
      }
      relay.changed();
      return { status: 204 };
    },
  });
}

/** Opening the link shows a button and yields nothing yet: mail scanners open links. */
function claimKeyPage(): Route {
  return route({
    id: 'claimKeyPage',
    method: 'get',
    path: '/v1/keys/claims/{secret}',
    tag: 'people',
    summary: 'What stands behind the one-time link; only a POST yields the key.',
    answers: { 200: { description: 'A page with one button.', type: 'text/html' } },
    handle: () =>
      Promise.resolve({
        status: 200,
        headers: PAGE_HEADERS,
        text: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Your key</title>
<meta name="viewport" content="width=device-width"><body><h1>Your key</h1>
<p>The button shows your key once. Keep it as you would a password.</p>
<p lang="fr">Le bouton affiche votre clé une seule fois. Gardez-la comme un mot de passe.</p>
<form method="post"><button>Show my key / Afficher ma clé</button></form></body></html>`,
      }),
  });
}

function claimKey({ store, relay, now }: ApiContext): Route {
  return route({
    id: 'claimKey',
    method: 'post',
    path: '/v1/keys/claims/{secret}',
    tag: 'people',
    summary: 'Trades the one-time secret for a key.',
    takes: 'form',
    ownIdempotency: true,
    answers: { 200: { description: 'The key; shown this once.', schema: schema.freshKey } },
    async handle(call) {
      const fresh = await store.apiKeys.redeemClaim(param(call, 'secret'), now());
      if (fresh?.person === undefined) throw problem('claim-used');
      relay.changed();
      const { id, secret, person, access } = fresh;
      if (call.request.accepts('json', 'html') === 'html') {
        return {
          status: 200,
          headers: PAGE_HEADERS,
          text: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Your key</title><body><h1>Your key</h1><p><code>${secret}</code></p></body></html>`,
        };
      }
      return { status: 200, body: { id, key: secret, person, access } };
    },
  });
}

const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
};

/** The first mailbox, else the first number: a key is too long to read off a small phone. */
function ownContact(
  person: Person,
  suppressed: ReadonlySet<string>,
): { readonly address: string; readonly channel: 'sms' | 'email' } | undefined {
  const usable = person.contacts.filter(
    ({ address }) => !suppressed.has(normaliseAddress(address)),
  );
  const first = (channel: Contact['channel']) =>
    usable.find((contact) => contact.channel === channel)?.address;
  const mailbox = first('email');
  if (mailbox !== undefined) return { address: mailbox, channel: 'email' };
  const phone = first('sms');
  return phone === undefined ? undefined : { address: phone, channel: 'sms' };
}
