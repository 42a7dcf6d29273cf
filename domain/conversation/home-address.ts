import { normaliseAddress, type PageChannel } from '../people/person.ts';

/** The address a person's conversation is kept under, normalised. */
export interface HomeAddress {
  readonly address: string;
  readonly channel: PageChannel;
}

/** The first number; the first mailbox where there is no number. */
export function homeAddress(person: {
  readonly sms: readonly string[];
  readonly email: readonly string[];
}): HomeAddress | undefined {
  const [number] = person.sms;
  if (number !== undefined) return { address: normaliseAddress(number), channel: 'sms' };
  const [mailbox] = person.email;
  return mailbox === undefined
    ? undefined
    : { address: normaliseAddress(mailbox), channel: 'email' };
}

/** The same from a plain list of numbers and mailboxes, in the person's order. */
export function homeAddressAmong(addresses: readonly string[]): HomeAddress | undefined {
  return homeAddress({
    sms: addresses.filter((address) => !address.includes('@')),
    email: addresses.filter((address) => address.includes('@')),
  });
}
