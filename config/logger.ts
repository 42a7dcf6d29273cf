import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * Fields that never reach a log, at the top or one and two levels down. Logs hold ids only: no
 * names, numbers, addresses, texts, tokens or keys (design, law 6).
 */
export const REDACTED_FIELDS = [
  'address',
  'apiKey',
  'authorization',
  'body',
  'code',
  'contacts',
  'cookie',
  'email',
  'facts',
  'form',
  'from',
  'key',
  'link',
  'name',
  'note',
  'number',
  'password',
  'person',
  'phone',
  'secret',
  'subject',
  'text',
  'title',
  'to',
  'token',
  'url',
  'victim',
] as const;

/** The name and stack frames of an error; its message may quote what no log may hold. */
const describeError = (error: unknown): Record<string, unknown> => {
  if (typeof error !== 'object' || error === null) return { type: typeof error };
  const { name, code, stack } = error as { name?: unknown; code?: unknown; stack?: unknown }; // read defensively below
  const frames =
    typeof stack === 'string' ? stack.split('\n').filter((line) => /^\s+at /u.test(line)) : [];
  return {
    type: typeof name === 'string' ? name : 'unknown',
    ...(typeof code === 'string' || typeof code === 'number' ? { errorCode: code } : {}),
    at: frames.slice(0, 8).map((line) => line.trim()),
  };
};

/**
 * One JSON line an entry on standard output, without host name. An error given as `err` is logged
 * by type, code and place.
 */
export function createLogger(process: string, destination?: DestinationStream): Logger {
  const paths = REDACTED_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  const options = {
    base: { process },
    redact: { paths, censor: '[redacted]' },
    serializers: { err: describeError, error: describeError },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
