import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { parse } from 'yaml';
import { readConfig } from '../../config/config.ts';
import { ComposeFile } from './compose-file.ts';

const read = (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8');
const KEY = Buffer.alloc(32, 1).toString('base64');
const FILLED_IN: Record<string, string> = {
  PUBLIC_URL: 'https://t.example.org',
  POSTGRES_PASSWORD: 'generatedpassword',
  ADMIN_API_KEY: 'k'.repeat(32),
  PAYLOAD_KEYS: `k1:${KEY}`,
  ID_KEY: KEY,
  SMTP_URL: 'smtp://mail.example.org:587',
  MAIL_FROM: 'Duty desk <desk@example.org>',
};

/** What Compose puts in the place of ${NAME}, ${NAME:-default} and ${NAME:?message}. */
const interpolate = (text: string): string =>
  text.replaceAll(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/gu,
    (_all, name: string, mark: string, rest: string) => {
      const value = FILLED_IN[name];
      if (value === undefined && mark === '?') throw new Error(`${name}: ${rest}`);
      return value ?? (mark === '-' ? rest : '');
    },
  );

describe('the production deployment', () => {
  let text: string;
  let file: z.infer<typeof ComposeFile>;
  beforeAll(async () => {
    text = await read('docker-compose.yml');
    file = ComposeFile.parse(parse(text, { merge: true }));
  });

  it('holds no secret and no default for one', () => {
    for (const name of [
      'POSTGRES_PASSWORD',
      'ADMIN_API_KEY',
      'PAYLOAD_KEYS',
      'ID_KEY',
      'SMTP_URL',
    ]) {
      const uses = [...text.matchAll(new RegExp(`\\$\\{${name}(.)(.)`, 'gu'))];
      expect(uses.length).toBeGreaterThan(0);
      for (const use of uses) expect(`${use[1]}${use[2]}`).toBe(':?');
    }
  });

  it('asks for every variable in .env.example, which holds no value', async () => {
    const example = await read('.env.example');
    const asked = [...text.matchAll(/\$\{(\w+):\?/gu)].map((match) => match[1]);
    for (const name of asked) expect(example).toMatch(new RegExp(`^${name ?? ''}=$`, 'mu'));
  });

  it.each(['worker', 'api'])('gives the %s an environment that it starts with', async (name) => {
    const { environment, command } = file.services[name]!;
    const filled = Object.entries(environment).map(([key, value]) => [key, interpolate(value)]);
    const config = await readConfig(Object.fromEntries(filled) as Record<string, string>); // pairs of strings above
    expect(config.temporal.address).toBe('temporal:7233');
    expect(config.channels).toMatchObject({ sms: 'absent', email: 'real' });
    expect(command).toEqual(['node', '--enable-source-maps', `dist/workers/${name}.js`]);
  });

  it('depends on and mounts only what is there', () => {
    for (const service of Object.values(file.services)) {
      for (const other of Object.keys(service.depends_on ?? {}))
        expect(file.services).toHaveProperty(other);
      for (const volume of service.volumes ?? [])
        expect(file.volumes).toHaveProperty(volume.split(':')[0]!);
    }
  });

  it('lets nobody in from outside but through a proxy', () => {
    const ports = Object.values(file.services).flatMap((service) => service.ports ?? []);
    expect(ports).toEqual(['127.0.0.1:${PORT:-8080}:8080']);
  });
});
