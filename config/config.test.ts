import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isAllEmbedded, readConfig } from './config.ts';
import { ConfigError } from './env.ts';
import { completeSecrets, keptSecret, secretFile } from './secrets.ts';

const KEY = randomBytes(32).toString('base64');
const KEYS = { PAYLOAD_KEYS: `k1:${KEY}`, ID_KEY: KEY };
const TWILIO = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'test-token',
  TWILIO_FROM: '+15005550006',
};
const directory = () => mkdtemp(join(tmpdir(), 'tocsin-config-'));

async function findings(env: Record<string, string>): Promise<string[]> {
  const refused: unknown = await readConfig(env).catch((error: unknown) => error);
  if (!(refused instanceof ConfigError))
    throw new Error('expected the configuration to be refused');
  return refused.findings.map((finding) => finding.variable).sort();
}

describe('the configuration', () => {
  it('starts everything on loopback when nothing is set', async () => {
    const config = await readConfig({});
    expect(isAllEmbedded(config)).toBe(true);
    expect(config.http).toEqual({
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'http://127.0.0.1:8080',
      trustProxyHops: 0,
    });
    expect(config.channels).toEqual({ sms: 'simulated', email: 'simulated' });
    expect(config.mayCompressTime).toBe(true);
  });

  it('tells every wrong value at once, by name, and never repeats it', async () => {
    const env = {
      PORT: '99999',
      TRUST_PROXY_HOPS: 'all',
      PUBLIC_URL: 'ftp://x',
      PAYLOAD_KEYS: 'k1:hunter2',
      ID_KEY: 'hunter2',
    };
    expect(await findings(env)).toEqual([
      'ID_KEY',
      'PAYLOAD_KEYS',
      'PORT',
      'PUBLIC_URL',
      'TRUST_PROXY_HOPS',
    ]);
    await expect(readConfig(env)).rejects.toThrow('expected 32 bytes in base64');
    await expect(readConfig(env)).rejects.not.toThrow('hunter2');
  });

  it('asks for the keys once a server is not its own', async () => {
    expect(await findings({ DATABASE_URL: 'postgres://localhost/tocsin' })).toEqual([
      'ID_KEY',
      'PAYLOAD_KEYS',
    ]);
    expect(await findings({ TEMPORAL_ADDRESS: 'temporal:7233' })).toEqual([
      'ID_KEY',
      'PAYLOAD_KEYS',
    ]);
    const config = await readConfig({ DATABASE_URL: 'postgres://localhost/tocsin', ...KEYS });
    expect(isAllEmbedded(config)).toBe(false);
  });

  it('makes a channel absent when only the other has a provider', async () => {
    const config = await readConfig(TWILIO);
    expect(config.channels).toMatchObject({ sms: 'real', email: 'absent' });
    expect(config.mayCompressTime).toBe(false);
  });

  it('lets time be compressed where texts go to a relay', async () => {
    const config = await readConfig({ ...TWILIO, TWILIO_API_URL: 'http://127.0.0.1:9000' });
    expect(config.mayCompressTime).toBe(true);
    const regional = await readConfig({
      ...TWILIO,
      TWILIO_API_URL: 'https://api.dublin.ie1.twilio.com',
    });
    expect(regional.mayCompressTime).toBe(false);
  });

  it('names what is missing of a group', async () => {
    expect(await findings({ TWILIO_FROM: '+15005550006', SMTP_URL: 'smtp://localhost' })).toEqual([
      'MAIL_FROM',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
    ]);
  });

  it('refuses a public address that makes a page longer than two segments', async () => {
    expect(await findings({ PUBLIC_URL: `https://${'long.'.repeat(40)}example` })).toEqual([
      'PUBLIC_URL',
    ]);
  });

  it('reads secrets from files, but not from both places', async () => {
    const file = join(await directory(), 'token');
    await writeFile(file, 'from-a-file\n');
    const { TWILIO_AUTH_TOKEN: token, ...rest } = TWILIO;
    const config = await readConfig({ ...rest, TWILIO_AUTH_TOKEN_FILE: file });
    expect(config.channels.twilio?.authToken).toBe('from-a-file');
    expect(
      await findings({ ...rest, TWILIO_AUTH_TOKEN: token, TWILIO_AUTH_TOKEN_FILE: file }),
    ).toEqual(['TWILIO_AUTH_TOKEN_FILE']);
    expect(await findings({ ID_KEY_FILE: `${file}-missing` })).toEqual(['ID_KEY_FILE']);
  });

  it('counts an empty variable as not set', async () => {
    expect((await readConfig({ PORT: '', DATABASE_URL: ' ' })).http.port).toBe(8080);
  });
});

describe('the keys of an installation', () => {
  it('are made once, for the owner only, and stay', async () => {
    const config = await readConfig({ DATA_DIR: await directory() });
    const first = await completeSecrets(config);
    expect(await completeSecrets(config)).toEqual(first);
    expect(first.adminApiKey.length).toBeGreaterThanOrEqual(40);
    const { mode } = await stat(secretFile(config.dataDir, 'ID_KEY'));
    expect(mode & 0o777).toBe(0o600);
  });

  it('are the given ones where they are given', async () => {
    const config = await readConfig({ DATA_DIR: await directory(), ...KEYS });
    const secrets = await completeSecrets(config);
    expect(Buffer.from(secrets.idKey).toString('base64')).toBe(KEY);
    await expect(readFile(secretFile(config.dataDir, 'ID_KEY'))).rejects.toThrow();
  });

  it('are the same for two starts at once', async () => {
    const dir = await directory();
    const made = await Promise.all(
      [1, 2, 3, 4].map((n) => keptSecret(dir, 'ADMIN_API_KEY', () => `secret-${n}`)),
    );
    expect(new Set(made).size).toBe(1);
  });

  it('are closed to others again when a copy had opened them', async () => {
    const dir = await directory();
    await keptSecret(dir, 'ID_KEY', () => KEY);
    await chmod(secretFile(dir, 'ID_KEY'), 0o644);
    await keptSecret(dir, 'ID_KEY', () => KEY);
    expect((await stat(secretFile(dir, 'ID_KEY'))).mode & 0o777).toBe(0o600);
  });
});
