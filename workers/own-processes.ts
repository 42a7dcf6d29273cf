import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config/config.ts';
import { secretFile, type Secrets } from '../config/secrets.ts';
import { saysReady, type ChildPlan } from './child.ts';

/** What the processes of our own need to know of each other. */
export interface InnerWorld {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly ports: Readonly<Record<string, number>>;
  /** Temporal's `host:port`. */
  readonly address: string;
  readonly databaseUrl: string;
  readonly simulated: { readonly secret: string; readonly token: string };
}

/** The account number of the simulated provider: in Twilio's form, and no real one. */
const SIMULATED_SID = `AC${'0'.repeat(32)}`;
/** Twilio's own number for tests that always succeeds. */
const SIMULATED_FROM = '+15005550006';

/** The built-in phones and mailboxes. */
export function simulatedPlan(world: InnerWorld): ChildPlan {
  return ownPlan(world, 'simulated phones', 'simulated-provider', {
    SIMULATED_PORT: String(world.ports['simulated'] ?? 0),
    SIMULATED_SMTP_PORT: String(world.ports['simulatedMail'] ?? 0),
  });
}

/** Every Temporal worker and all activities: the same program, with the same variables, as in production. */
export const workerPlan = (world: InnerWorld): ChildPlan => ownPlan(world, 'worker', 'worker', {});

/** API, webhooks and console, likewise. */
export const apiPlan = (world: InnerWorld): ChildPlan => ownPlan(world, 'API', 'api', {});

function ownPlan(
  world: InnerWorld,
  name: string,
  entry: string,
  more: Readonly<Record<string, string>>,
): ChildPlan {
  const { dataDir } = world.config;
  // Beside this file, built or not.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const program = fileURLToPath(new URL(`./${entry}.${extension}`, import.meta.url));
  return {
    name,
    command: {
      file: process.execPath,
      args: ['--enable-source-maps', program],
      env: { ...environmentOf(world), ...more },
      isOurs: true,
    },
    ready: saysReady,
    stopSignal: 'SIGTERM',
    stopLimitMs: 30_000,
    logFile: join(dataDir, 'logs', `${entry}.log`),
  };
}

/**
 * The operator's environment, with what the embedded servers add. Secrets go by file: environments
 * show up in process lists and crash reports.
 */
function environmentOf(world: InnerWorld): Record<string, string | undefined> {
  const { config, secrets } = world;
  const keys = secrets.payloadKeys.map((key) => `${key.id}:${encode(key.key)}`).join(',');
  return {
    ...process.env,
    HOST: config.http.host,
    PORT: String(config.http.port),
    PUBLIC_URL: config.http.publicUrl,
    DATA_DIR: config.dataDir,
    TZ: 'UTC',
    TEMPORAL_ADDRESS: world.address,
    TEMPORAL_NAMESPACE: config.temporal.namespace,
    ...byFile(world, 'DATABASE_URL', world.databaseUrl),
    ...byFile(world, 'ADMIN_API_KEY', secrets.adminApiKey),
    ...byFile(world, 'PAYLOAD_KEYS', keys),
    ...byFile(world, 'ID_KEY', encode(secrets.idKey)),
    ...(config.channels.sms === 'simulated' ? simulatedEnvironment(world) : {}),
  };
}

function simulatedEnvironment(world: InnerWorld): Record<string, string | undefined> {
  const url = `http://127.0.0.1:${world.ports['simulated'] ?? 0}`;
  return {
    ...byFile(world, 'SIMULATED_SECRET', world.simulated.secret),
    ...byFile(world, 'TWILIO_AUTH_TOKEN', world.simulated.token),
    SIMULATED_URL: url,
    TWILIO_API_URL: url,
    TWILIO_ACCOUNT_SID: SIMULATED_SID,
    TWILIO_FROM: SIMULATED_FROM,
    SMTP_URL: `smtp://127.0.0.1:${world.ports['simulatedMail'] ?? 0}`,
    MAIL_FROM: 'Tocsin <tocsin@tocsin.example>',
  };
}

/** Hands a secret over as `NAME_FILE`, and takes a plain `NAME` out of the child's environment. */
function byFile(
  world: InnerWorld,
  name: string,
  value: string,
): Record<string, string | undefined> {
  const file = `${secretFile(world.config.dataDir, name)}.current`;
  writeFileSync(file, `${value}\n`, { mode: 0o600 });
  return { [`${name}_FILE`]: file, [name]: undefined };
}

const encode = (key: Uint8Array): string => Buffer.from(key).toString('base64');
