/** The control interface of the simulated provider, as the phones page and the demo use it. */
import { z } from 'zod';
import type { SimulatedMessage, SimulatedPhones } from './door.ts';

const LIMIT_MS = 5_000;

const text = z.object({
  direction: z.string(),
  body: z.string(),
  createdAt: z.number(),
  status: z.string(),
});
const phones = z.array(
  z.object({ number: z.string(), off: z.boolean(), optedOut: z.boolean(), texts: z.array(text) }),
);
const mail = z.object({ at: z.number(), subject: z.string(), text: z.string() });
const mailboxes = z.array(z.object({ address: z.string(), mails: z.array(mail) }));

/** Where the provider's HTTP stands, and the secret of its controls. */
export interface SimulatedAccess {
  readonly url: string;
  readonly secret: string;
}

/** Speaks to the controls. Its calls throw an Error when the provider does not answer. */
export function createSimulatedClient({ url, secret }: SimulatedAccess): SimulatedPhones {
  const call = async (path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${url}/control${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(LIMIT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`the simulated phones answered ${answer.status} to ${path}`);
    return answer.json();
  };
  return {
    async phones() {
      return phones.parse(await call('/phones')).map(({ texts, ...phone }) => ({
        ...phone,
        messages: texts.map(toMessage),
      }));
    },
    async mailboxes() {
      return mailboxes.parse(await call('/mailboxes')).map(({ address, mails }) => ({
        address,
        messages: mails.map((one) => ({
          at: one.at,
          inbound: false,
          status: '',
          subject: one.subject,
          body: one.text,
        })),
      }));
    },
    async reply(from, body) {
      await call('/reply', { from, body });
    },
    async switchPhone(number, off) {
      await call('/phone/switch', { number, off });
    },
  };
}

function toMessage({ direction, body, createdAt, status }: z.infer<typeof text>): SimulatedMessage {
  return { at: createdAt, inbound: direction === 'inbound', status, body };
}
