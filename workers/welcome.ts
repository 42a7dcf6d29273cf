import { isAllEmbedded, type Config } from '../config/config.ts';
import { secretFile } from '../config/secrets.ts';
import { ConfigError } from '../config/env.ts';

/**
 * What `npm start` says once everything runs: the address, the key and what to try. Keys are shown
 * on a terminal only: elsewhere they would end up in somebody's log.
 */
export function welcome(
  config: Config,
  adminApiKey: string,
  isFirstStart: boolean,
  isTerminal = process.stdout.isTTY,
): readonly string[] {
  const { publicUrl } = config.http;
  const isGiven = config.given.adminApiKey !== undefined;
  const keyLine = isGiven
    ? 'Administrator key: as in ADMIN_API_KEY'
    : isTerminal
      ? `Administrator key: ${adminApiKey}`
      : `Administrator key: in ${secretFile(config.dataDir, 'ADMIN_API_KEY')}`;
  return [
    '',
    `Tocsin is ready: ${publicUrl}`,
    keyLine,
    ...(config.channels.sms === 'simulated' && config.channels.email === 'simulated'
      ? ['Pages go to simulated phones and mailboxes: nobody is really called.']
      : []),
    ...(isAllEmbedded(config) ? [`Everything is kept in ${config.dataDir}.`] : []),
    ...(isFirstStart
      ? [
          '',
          'What to try:',
          `  open ${publicUrl} and sign in with the key above`,
          '  npm run demo     an exercise, answered by simulated responders, in this terminal',
          `  curl ${publicUrl}/readyz`,
        ]
      : []),
    '',
    'Ctrl-C stops everything.',
  ];
}

/** The cure that fits a failed start. */
export function freshHint(error: unknown): string {
  return error instanceof ConfigError
    ? 'Set these variables (see the table in the README) and start again.\n'
    : 'Nothing was left running. The logs stand in DATA_DIR/logs.\n';
}
