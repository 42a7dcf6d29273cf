import { randomBytes } from 'node:crypto';

/** Everything the processes of a house are configured with; keys are made for each house. */
export interface HouseSettings {
  /** DATA_DIR of worker and API. */
  readonly dataDir: string;
  readonly namespace: string;
  readonly ports: { readonly temporal: number; readonly http: number };
  readonly accountSid: string;
  readonly authToken: string;
  readonly adminKey: string;
  readonly idKey: Buffer;
  readonly payloadKey: { readonly id: string; readonly key: Buffer };
}

/** Tocsin's own number, as the simulated provider knows it. */
export const OWN_NUMBER = '+15005550006';

export function freshSettings(
  dataDir: string,
  ports: HouseSettings['ports'],
): HouseSettings & { readonly url: string } {
  return {
    dataDir,
    ports,
    url: `http://127.0.0.1:${ports.http}`,
    namespace: 'tocsin',
    accountSid: `AC${randomBytes(16).toString('hex')}`,
    authToken: randomBytes(16).toString('hex'),
    adminKey: `admin-${randomBytes(18).toString('base64url')}`,
    idKey: randomBytes(32),
    payloadKey: { id: 'house', key: randomBytes(32) },
  };
}

/** The environment of contract.md, for worker and API alike; nothing of the test's own leaks in. */
export function environmentOf(
  settings: HouseSettings,
  servers: { readonly database: string; readonly twilio: string; readonly smtp: string },
): Record<string, string | undefined> {
  const { ports, payloadKey } = settings;
  return {
    PATH: process.env['PATH'],
    HOME: settings.dataDir,
    TZ: 'UTC',
    HOST: '127.0.0.1',
    PORT: String(ports.http),
    PUBLIC_URL: `http://127.0.0.1:${ports.http}`,
    DATA_DIR: settings.dataDir,
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
    TEMPORAL_NAMESPACE: settings.namespace,
    DATABASE_URL: servers.database,
    ADMIN_API_KEY: settings.adminKey,
    ID_KEY: settings.idKey.toString('base64'),
    PAYLOAD_KEYS: `${payloadKey.id}:${payloadKey.key.toString('base64')}`,
    TWILIO_ACCOUNT_SID: settings.accountSid,
    TWILIO_AUTH_TOKEN: settings.authToken,
    TWILIO_FROM: OWN_NUMBER,
    TWILIO_API_URL: servers.twilio,
    SMTP_URL: servers.smtp,
    MAIL_FROM: 'Tocsin <tocsin@tocsin.example>',
  };
}
