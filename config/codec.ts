import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { ValueError, type Payload, type PayloadCodec } from '@temporalio/common';
import { z } from 'zod';
import type { PayloadKey } from './env.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

const ENCODING = 'binary/tocsin-encrypted';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const BOUND = Buffer.from('workflow');
const UNBOUND = Buffer.from('none');
/** Temporal itself refuses payloads over 2 MiB; this much text in one is no payload of ours. */
const MAX_CONTENT_BYTES = 32 * 1024 * 1024;

/** Where the SDK says a payload belongs; `undefined` where it does not know. */
type Place = Parameters<PayloadCodec['encode']>[1];

/** What stands inside the ciphertext: the payload's own metadata and data, in base64. */
const Content = z.strictObject({ metadata: z.record(z.string(), z.string()), data: z.string() });

/**
 * Encrypts all that enters Temporal: gzip, then AES-256-GCM with a fresh nonce. The id of the key
 * stands in the metadata; the first key encrypts, every key decrypts, so a new one is added last
 * everywhere before it becomes first. Namespace and workflow id are authenticated where the SDK
 * hands them over: a payload copied to another incident does not open there.
 *
 * Payloads without this encoding pass through decoding unchanged (Temporal's own, and plain tests).
 *
 * @throws ValueError when no key fits or the payload was changed or moved
 */
export function createCodec(keys: readonly PayloadKey[]): PayloadCodec {
  const [first] = keys;
  if (first === undefined) throw new ValueError('No key to encrypt with: expected at least one');
  return {
    encode: async (payloads, place) =>
      await Promise.all(payloads.map((payload) => encrypt(first, payload, place))),
    decode: async (payloads, place) =>
      await Promise.all(payloads.map((payload) => decrypt(keys, payload, place))),
  };
}

async function encrypt(key: PayloadKey, payload: Payload, place: Place): Promise<Payload> {
  const packed = await compress(contentOf(payload));
  const binding = bindingOf(place);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.key, iv);
  const bound = binding === undefined ? UNBOUND : BOUND;
  cipher.setAAD(authenticated(key.id, bound, binding));
  const data = Buffer.concat([iv, cipher.update(packed), cipher.final(), cipher.getAuthTag()]);
  const metadata = { encoding: Buffer.from(ENCODING), key: Buffer.from(key.id), bound };
  return { metadata, data };
}

async function decrypt(
  keys: readonly PayloadKey[],
  payload: Payload,
  place: Place,
): Promise<Payload> {
  if (textOf(payload.metadata?.['encoding']) !== ENCODING) return payload;
  const keyId = textOf(payload.metadata?.['key']);
  const key = keys.find((one) => one.id === keyId);
  if (key === undefined) {
    throw new ValueError(`No payload key "${keyId}" here: expected it in PAYLOAD_KEYS`);
  }
  const sealed = Buffer.from(payload.data ?? []);
  const bound = textOf(payload.metadata?.['bound']) === 'workflow' ? BOUND : UNBOUND;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.key, sealed.subarray(0, IV_BYTES));
    decipher.setAAD(authenticated(key.id, bound, bound === BOUND ? bindingOf(place) : undefined));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const packed = decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES));
    const whole = Buffer.concat([packed, decipher.final()]);
    return payloadOf(await decompress(whole, { maxOutputLength: MAX_CONTENT_BYTES }));
  } catch {
    throw new ValueError('A payload was changed, or belongs to another workflow');
  }
}

/** One string for the place, unambiguous: neither part may contain a line feed. */
function bindingOf(place: Place): string | undefined {
  return place?.workflowId === undefined ? undefined : `${place.namespace}\n${place.workflowId}`;
}

const authenticated = (keyId: string, bound: Buffer, binding = ''): Buffer =>
  Buffer.from(`${ENCODING}\n${keyId}\n${bound.toString()}\n${binding}`);

function contentOf(payload: Payload): Buffer {
  const metadata = Object.entries(payload.metadata ?? {}).map(
    ([name, value]) => [name, Buffer.from(value).toString('base64')] as const,
  );
  const data = Buffer.from(payload.data ?? []).toString('base64');
  return Buffer.from(JSON.stringify({ metadata: Object.fromEntries(metadata), data }));
}

function payloadOf(content: Buffer): Payload {
  const { metadata, data } = Content.parse(JSON.parse(content.toString('utf8')));
  const decoded = Object.entries(metadata).map(
    ([name, value]) => [name, new Uint8Array(Buffer.from(value, 'base64'))] as const,
  );
  return {
    metadata: Object.fromEntries(decoded),
    data: new Uint8Array(Buffer.from(data, 'base64')),
  };
}

const textOf = (bytes: Uint8Array | null | undefined): string =>
  Buffer.from(bytes ?? []).toString();
