/** How the programs for the terminal find the running Tocsin, its keys and the screen. */
import { readFile } from 'node:fs/promises';
import type { Screen } from '../console/terminal/paint.ts';
import type { SimulatedAccess } from '../console/simulated-client.ts';
import { readConfig } from '../config/config.ts';
import { secretFile } from '../config/secrets.ts';
import { readRunRecord } from './run-record.ts';

/** The address that was named, else the configured one. */
export async function addressOf(named: string | undefined): Promise<string> {
  const url = named ?? (await readConfig(process.env)).http.publicUrl;
  return url.replace(/\/+$/, '');
}

/** The administrator's key: as configured, else as kept by `npm start`. @throws Error naming the cure */
export async function adminKey(environment = process.env): Promise<string> {
  const { given, dataDir } = await readConfig(environment);
  if (given.adminApiKey !== undefined) return given.adminApiKey;
  const kept = await readFile(secretFile(dataDir, 'ADMIN_API_KEY'), 'utf8').catch(() => '');
  if (kept.trim() !== '') return kept.trim();
  throw new Error(
    `No key: ${dataDir} holds none. Start Tocsin first (npm start), or name one with --key.`,
  );
}

/** The simulated phones that `npm start` made; undefined once a provider is set. */
export async function simulatedAccess(
  environment = process.env,
): Promise<SimulatedAccess | undefined> {
  const { dataDir, channels } = await readConfig(environment);
  if (channels.sms !== 'simulated') return undefined;
  const port = (await readRunRecord(dataDir)).ports['simulated'];
  const secret = await readFile(secretFile(dataDir, 'SIMULATED_SECRET'), 'utf8').catch(() => '');
  if (port === undefined || secret.trim() === '') return undefined;
  return { url: `http://127.0.0.1:${port}`, secret: secret.trim() };
}

/** Standard output. */
export function ownScreen(): Screen {
  const { stdout } = process;
  return {
    isTerminal: stdout.isTTY && process.env['NO_COLOR'] === undefined,
    width: stdout.isTTY ? stdout.columns : 100,
    write: (text) => void stdout.write(text),
  };
}

export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Aborted by Ctrl-C or SIGTERM. */
export function stopOnInterrupt(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}
