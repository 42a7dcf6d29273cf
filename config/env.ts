import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { z } from 'zod';

/** Variables whose value may stand in a file named by `NAME_FILE` instead (contract, Environment). */
export const SECRET_NAMES = [
  'ADMIN_API_KEY',
  'PAYLOAD_KEYS',
  'ID_KEY',
  'DATABASE_URL',
  'TWILIO_ACCOUNT_SID',
  'TWILIO_AUTH_TOKEN',
  'SMTP_URL',
  'SIMULATED_SECRET',
] as const;

/** A key of 32 bytes, and the id that ciphertexts name it by. */
export interface PayloadKey {
  readonly id: string;
  readonly key: Uint8Array;
}

const KEY_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9._-]{1,32}$/u;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/u;

const decodeKey = (text: string): Uint8Array | undefined => {
  const bytes = BASE64.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  return bytes.length === KEY_BYTES ? new Uint8Array(bytes) : undefined;
};

/** `URL.parse` came after the oldest Node we run on. */
export const parseUrl = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

const payloadKeys = z.string().transform((text, context): readonly PayloadKey[] => {
  const keys = text.split(',').flatMap((entry) => {
    const [id = '', encoded = ''] = entry.trim().split(':', 2);
    const key = decodeKey(encoded);
    return KEY_ID.test(id) && key !== undefined ? [{ id, key }] : [];
  });
  const isComplete = keys.length === text.split(',').length;
  if (isComplete && new Set(keys.map((key) => key.id)).size === keys.length) return keys;
  context.addIssue({
    code: 'custom',
    message: 'expected "keyId:base64,…", newest first, each key 32 bytes and each id once',
  });
  return z.NEVER;
});

const idKey = z.string().transform((text, context): Uint8Array => {
  const key = decodeKey(text);
  if (key !== undefined) return key;
  context.addIssue({ code: 'custom', message: 'expected 32 bytes in base64' });
  return z.NEVER;
});

const urlWith = (protocols: readonly string[], expected: string) =>
  z.string().refine((text) => protocols.includes(parseUrl(text)?.protocol ?? ''), {
    message: `expected ${expected}`,
  });

const port = z
  .string()
  .regex(/^\d{1,5}$/u, 'expected a port number, 1 to 65535')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535, 'expected a port number, 1 to 65535');

const publicUrl = urlWith(['http:', 'https:'], 'an http:// or https:// address').refine((text) => {
  const url = parseUrl(text);
  return url !== null && `${url.search}${url.hash}${url.username}${url.password}` === '';
}, 'expected an address without query, fragment and password');

/** The variables Tocsin reads, as text; every one is optional here (`config.ts` decides). */
export const Environment = z.object({
  PORT: port.optional(),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:-]+$/u, 'expected a host name or IP address')
    .optional(),
  PUBLIC_URL: publicUrl.optional(),
  /**
   * How many proxies of one's own stand in front and append to X-Forwarded-For. Rate limits count by
   * the address that this leads to: too few, and everybody shares the proxy's; too many, and a
   * caller may choose one. 0 without it.
   */
  TRUST_PROXY_HOPS: z
    .string()
    .regex(/^\d$/u, 'expected the number of proxies in front, 0 to 9')
    .transform(Number)
    .optional(),
  DATA_DIR: z.string().optional(),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/]+:\d{1,5}$/u, 'expected host:port')
    .optional(),
  TEMPORAL_NAMESPACE: z.string().optional(),
  TEMPORAL_CLI: z.string().refine(isAbsolute, 'expected the absolute path of a program').optional(),
  DATABASE_URL: urlWith(
    ['postgres:', 'postgresql:'],
    'postgres://user:password@host/database',
  ).optional(),
  ADMIN_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{24,200}$/u, 'expected 24 to 200 printable characters without spaces')
    .optional(),
  PAYLOAD_KEYS: payloadKeys.optional(),
  ID_KEY: idKey.optional(),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-fA-F]{32}$/u, 'expected AC and 32 hexadecimal digits')
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_FROM: z
    .string()
    .regex(
      /^(\+[1-9]\d{6,14}|MG[0-9a-fA-F]{32}|[A-Za-z0-9 ]{1,11})$/u,
      'expected a number such as +15005550006, a messaging service (MG…) or an alphanumeric sender',
    )
    .optional(),
  TWILIO_API_URL: urlWith(['http:', 'https:'], 'an http:// or https:// address').optional(),
  SMTP_URL: urlWith(['smtp:', 'smtps:'], 'smtp://user:password@host:port or smtps://…').optional(),
  MAIL_FROM: z
    .string()
    .regex(
      /^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/u,
      'expected desk@example.org or Desk <desk@example.org>',
    )
    .optional(),
  /** Set by `npm start` for its own children: where the built-in phones and mailboxes are driven. */
  SIMULATED_URL: urlWith(['http:'], 'an http:// address on loopback').optional(),
  SIMULATED_SECRET: z.string().optional(),
});

export type Environment = z.infer<typeof Environment>;

/** One variable that cannot be used, and what would be right; never the value itself. */
export interface Finding {
  readonly variable: string;
  readonly expected: string;
}

/** The configuration cannot be used. Tells all findings at once, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[]) {
    const lines = findings.map(({ variable, expected }) => `  ${variable}: ${expected}`);
    super(`The configuration cannot be used:\n${lines.join('\n')}`);
    this.findings = findings;
  }
}

type RawEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables and the files that `NAME_FILE` names. An empty variable counts as not set.
 * @throws ConfigError with every finding
 */
export async function readEnvironment(raw: RawEnvironment): Promise<Environment> {
  const findings: Finding[] = [];
  const values: Record<string, string> = {};
  for (const name of Object.keys(Environment.shape)) {
    const value = raw[name]?.trim();
    if (value !== undefined && value !== '') values[name] = value;
  }
  for (const name of SECRET_NAMES) {
    const file = raw[`${name}_FILE`];
    if (file === undefined || file === '') continue;
    if (name in values) {
      findings.push({ variable: `${name}_FILE`, expected: `expected it or ${name}, not both` });
      continue;
    }
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.trim() === '') {
      findings.push({
        variable: `${name}_FILE`,
        expected: 'expected a readable file that is not empty',
      });
    } else values[name] = text.trim();
  }
  const parsed = Environment.safeParse(values);
  for (const issue of parsed.error?.issues ?? []) {
    findings.push({ variable: String(issue.path[0]), expected: issue.message });
  }
  if (!parsed.success || findings.length > 0) throw new ConfigError(findings);
  return parsed.data;
}
