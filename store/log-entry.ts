/** A log entry's way into its row and back. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { type PayloadKeys, seal, unseal } from './envelope.ts';
import { hashContent, SALT_BYTES } from './log-chain.ts';
import { parseKept, parseText } from './parse-json.ts';

const bodySchema = z.record(z.string(), z.unknown());

/** What an entry holds besides seq, instant and type. */
export type EntryBody = Readonly<Record<string, unknown>>;

export interface SealedContent {
  readonly body: Buffer;
  readonly contentHash: Buffer;
}

/** Salts, hashes and encrypts a body for its place in the log. */
export function sealContent(key: PayloadKeys, place: EntryPlace, body: object): SealedContent {
  const salted = Buffer.concat([randomBytes(SALT_BYTES), Buffer.from(canonicalJson(body))]);
  return { body: seal(key, salted, contextOf(place)), contentHash: hashContent(salted) };
}

/** The salt and the body's text as they were hashed. Throws `unreadable`. */
export function unsealContent(key: PayloadKeys, place: EntryPlace, body: Uint8Array): Buffer {
  return unseal(key, body, contextOf(place));
}

/** The body behind its salt. Throws `unreadable`. */
export function readBody(salted: Buffer): EntryBody {
  const value = parseText(salted.toString('utf8', SALT_BYTES), 'incident_events');
  return parseKept(bodySchema, value, 'incident_events');
}

/** Whether `body` is what was hashed: same salt, same canonical text. */
export function isSameContent(salted: Buffer, body: object): boolean {
  return salted.subarray(SALT_BYTES).equals(Buffer.from(canonicalJson(body)));
}

export interface EntryPlace {
  readonly incidentId: string;
  readonly seq: number;
}

function contextOf(place: EntryPlace): string {
  return `incident_events/${place.incidentId}/${place.seq}`;
}
