import { resolve } from 'node:path';
import { longestPageHolds } from '../domain/paging/wording.ts';
import {
  ConfigError,
  parseUrl,
  readEnvironment,
  type Environment,
  type Finding,
  type PayloadKey,
} from './env.ts';

/** Whether a channel reaches people, the built-in simulation, or nobody. */
export type ChannelState = 'real' | 'simulated' | 'absent';

export interface TwilioAccess {
  readonly accountSid: string;
  readonly authToken: string;
  readonly from: string;
  /** Another base address for the REST API; Twilio's own when absent. */
  readonly apiUrl?: string;
}

/** Everything the environment decides, checked and with its defaults. */
export interface Config {
  readonly http: {
    readonly host: string;
    readonly port: number;
    /** What links and webhook signatures are built on; without a slash at its end. */
    readonly publicUrl: string;
    /** Proxies in front whose word on the caller's address is taken. */
    readonly trustProxyHops: number;
  };
  /** Absolute. */
  readonly dataDir: string;
  readonly temporal: {
    readonly namespace: string;
    /** `host:port`; absent: the embedded server is started. */
    readonly address?: string;
    /** The Temporal CLI the operator named. */
    readonly cli?: string;
  };
  readonly database: {
    /** It may hold a password; absent: the embedded PostgreSQL is started. */
    readonly url?: string;
  };
  /** What the environment gave; `secrets.ts` makes the rest where it may. */
  readonly given: {
    readonly adminApiKey?: string;
    readonly payloadKeys?: readonly PayloadKey[];
    readonly idKey?: Uint8Array;
  };
  readonly channels: {
    readonly sms: ChannelState;
    readonly email: ChannelState;
    readonly twilio?: TwilioAccess;
    readonly smtp?: { readonly url: string; readonly from: string };
    /** How the built-in phones and mailboxes are driven, in the processes `npm start` made. */
    readonly simulated?: { readonly url: string; readonly secret: string };
  };
  /** `timeFactor` is allowed: no person can be paged by a faster clock (contract, incidents). */
  readonly mayCompressTime: boolean;
}

/** Both servers are Tocsin's own: only then may it make the keys itself. */
export const isAllEmbedded = (config: Config): boolean =>
  config.temporal.address === undefined && config.database.url === undefined;

const DEFAULTS = { host: '127.0.0.1', port: 8080, dataDir: '.data', namespace: 'tocsin' };
const TWILIO_NAMES = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'] as const;
/** A token in a link has exactly this many characters (channels/link-token.ts). */
const TOKEN_LENGTH = 40;

/**
 * Reads and checks the whole configuration, before anything starts.
 * @throws ConfigError with every finding
 */
export async function readConfig(
  raw: Readonly<Record<string, string | undefined>>,
): Promise<Config> {
  const env = await readEnvironment(raw);
  const http = httpOf(env);
  const findings = [...groupFindings(env), ...keyFindings(env), ...lengthFindings(http.publicUrl)];
  if (findings.length > 0) throw new ConfigError(findings);
  const channels = channelsOf(env);
  const smsGoesToTwilio = channels.sms === 'real' && isTwilioItself(env.TWILIO_API_URL);
  return {
    http,
    dataDir: resolve(env.DATA_DIR ?? DEFAULTS.dataDir),
    temporal: {
      namespace: env.TEMPORAL_NAMESPACE ?? DEFAULTS.namespace,
      ...(env.TEMPORAL_ADDRESS === undefined ? {} : { address: env.TEMPORAL_ADDRESS }),
      ...(env.TEMPORAL_CLI === undefined ? {} : { cli: env.TEMPORAL_CLI }),
    },
    database: env.DATABASE_URL === undefined ? {} : { url: env.DATABASE_URL },
    given: {
      ...(env.ADMIN_API_KEY === undefined ? {} : { adminApiKey: env.ADMIN_API_KEY }),
      ...(env.PAYLOAD_KEYS === undefined ? {} : { payloadKeys: env.PAYLOAD_KEYS }),
      ...(env.ID_KEY === undefined ? {} : { idKey: env.ID_KEY }),
    },
    channels,
    // A real mail provider without a relay for texts would page people at a false pace.
    mayCompressTime: !smsGoesToTwilio && (channels.email !== 'real' || channels.sms === 'real'),
  };
}

function httpOf(env: Environment): Config['http'] {
  const host = env.HOST ?? DEFAULTS.host;
  const port = env.PORT ?? DEFAULTS.port;
  const inUrl = host.includes(':') ? `[${host}]` : host;
  const publicUrl = (env.PUBLIC_URL ?? `http://${inUrl}:${port}`).replace(/\/+$/u, '');
  return { host, port, publicUrl, trustProxyHops: env.TRUST_PROXY_HOPS ?? 0 };
}

function channelsOf(env: Environment): Config['channels'] {
  const twilio = twilioOf(env);
  const smtp =
    env.SMTP_URL === undefined || env.MAIL_FROM === undefined
      ? undefined
      : { url: env.SMTP_URL, from: env.MAIL_FROM };
  const simulated =
    env.SIMULATED_URL === undefined || env.SIMULATED_SECRET === undefined
      ? undefined
      : { url: env.SIMULATED_URL, secret: env.SIMULATED_SECRET };
  const nothingReal = simulated !== undefined || (twilio === undefined && smtp === undefined);
  const state = (access: object | undefined): ChannelState =>
    nothingReal ? 'simulated' : access === undefined ? 'absent' : 'real';
  return {
    sms: state(twilio),
    email: state(smtp),
    ...(twilio === undefined ? {} : { twilio }),
    ...(smtp === undefined ? {} : { smtp }),
    ...(simulated === undefined ? {} : { simulated }),
  };
}

function twilioOf(env: Environment): TwilioAccess | undefined {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM, TWILIO_API_URL } = env;
  if (TWILIO_ACCOUNT_SID === undefined || TWILIO_AUTH_TOKEN === undefined) return undefined;
  if (TWILIO_FROM === undefined) return undefined;
  return {
    accountSid: TWILIO_ACCOUNT_SID,
    authToken: TWILIO_AUTH_TOKEN,
    from: TWILIO_FROM,
    ...(TWILIO_API_URL === undefined ? {} : { apiUrl: TWILIO_API_URL }),
  };
}

const isTwilioItself = (apiUrl: string | undefined): boolean =>
  apiUrl === undefined || /(^|\.)twilio\.com$/iu.test(parseUrl(apiUrl)?.hostname ?? '');

/** Variables that mean nothing without their fellows. */
function groupFindings(env: Environment): Finding[] {
  const findings: Finding[] = [];
  const isTwilioNamed =
    env.TWILIO_API_URL !== undefined || TWILIO_NAMES.some((name) => env[name] !== undefined);
  for (const name of TWILIO_NAMES) {
    if (isTwilioNamed && env[name] === undefined) {
      findings.push({ variable: name, expected: 'expected with the other TWILIO_ variables' });
    }
  }
  const pairs = [
    ['SMTP_URL', 'MAIL_FROM'],
    ['SIMULATED_URL', 'SIMULATED_SECRET'],
  ] as const;
  for (const [one, other] of pairs) {
    if (env[one] !== undefined && env[other] === undefined) {
      findings.push({ variable: other, expected: `expected because ${one} is set` });
    }
    if (env[other] !== undefined && env[one] === undefined) {
      findings.push({ variable: one, expected: `expected because ${other} is set` });
    }
  }
  return findings;
}

/** Keys that someone else's servers depend on are never made up here. */
function keyFindings(env: Environment): Finding[] {
  const outside = [
    ...(env.TEMPORAL_ADDRESS === undefined ? [] : ['TEMPORAL_ADDRESS']),
    ...(env.DATABASE_URL === undefined ? [] : ['DATABASE_URL']),
  ];
  if (outside.length === 0) return [];
  const because = `because ${outside.join(' and ')} is set`;
  const findings: Finding[] = [];
  if (env.PAYLOAD_KEYS === undefined) {
    findings.push({ variable: 'PAYLOAD_KEYS', expected: `expected "keyId:base64,…" ${because}` });
  }
  if (env.ID_KEY === undefined) {
    findings.push({ variable: 'ID_KEY', expected: `expected 32 bytes in base64 ${because}` });
  }
  return findings;
}

function lengthFindings(publicUrl: string): Finding[] {
  if (longestPageHolds(`${publicUrl}/t/${'x'.repeat(TOKEN_LENGTH)}`)) return [];
  const expected = `expected a shorter address: with its ${publicUrl.length} characters a page needs more than two segments`;
  return [{ variable: 'PUBLIC_URL', expected }];
}
