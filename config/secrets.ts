import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { ConfigError, readEnvironment, type PayloadKey } from './env.ts';

/** The keys of one installation. */
export interface Secrets {
  readonly adminApiKey: string;
  /** Newest first: the first encrypts, all decrypt. */
  readonly payloadKeys: readonly PayloadKey[];
  readonly idKey: Uint8Array;
}

/** The file a secret that Tocsin made is kept in; children read it as `NAME_FILE`. */
export const secretFile = (dataDir: string, name: string): string => join(dataDir, 'secrets', name);

const newKey = (): string => randomBytes(32).toString('base64');

/**
 * The given keys, and where both servers are embedded the kept or newly made ones. The
 * administrator's key is made and kept in any case: it opens nothing but this installation.
 *
 * @throws ConfigError when a kept secret cannot be used
 */
export async function completeSecrets(config: Config): Promise<Secrets> {
  const { given, dataDir } = config;
  // `readConfig` has refused missing keys where a server is not embedded.
  const kept: Record<string, string> = {};
  if (given.adminApiKey === undefined) {
    const make = (): string => randomBytes(30).toString('base64url');
    kept['ADMIN_API_KEY'] = await keptSecret(dataDir, 'ADMIN_API_KEY', make);
  }
  if (given.payloadKeys === undefined) {
    kept['PAYLOAD_KEYS'] = await keptSecret(dataDir, 'PAYLOAD_KEYS', () => `k1:${newKey()}`);
  }
  if (given.idKey === undefined) kept['ID_KEY'] = await keptSecret(dataDir, 'ID_KEY', newKey);
  const read = await readEnvironment(kept);
  const adminApiKey = given.adminApiKey ?? read.ADMIN_API_KEY;
  const payloadKeys = given.payloadKeys ?? read.PAYLOAD_KEYS;
  const idKey = given.idKey ?? read.ID_KEY;
  if (adminApiKey === undefined || payloadKeys === undefined || idKey === undefined) {
    throw new ConfigError([
      { variable: 'DATA_DIR', expected: 'expected the keys that were kept in it' },
    ]);
  }
  return { adminApiKey, payloadKeys, idKey };
}

/**
 * The secret of this name in DATA_DIR, made at first use. Its file has mode 0600 and appears whole:
 * two starts at once end up with the same secret.
 */
export async function keptSecret(
  dataDir: string,
  name: string,
  make: () => string,
): Promise<string> {
  const file = secretFile(dataDir, name);
  const found = await readFile(file, 'utf8').catch(() => '');
  if (found.trim() !== '') {
    await chmod(file, 0o600).catch(() => undefined); // a mounted file may not be ours to change
    return found.trim();
  }
  await mkdir(join(dataDir, 'secrets'), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `${make()}\n`, { mode: 0o600, flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    const there = await readFile(file, 'utf8').catch(() => '');
    if (there.trim() === '') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return (await readFile(file, 'utf8')).trim();
}
