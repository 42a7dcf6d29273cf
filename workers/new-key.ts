/** `npm run key`: a new first administrator's key, in the place of the one that was kept. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { readConfig } from '../config/config.ts';
import { keptSecret, secretFile } from '../config/secrets.ts';

const HELP = `npm run key

Makes a new administrator's key in DATA_DIR, in the place of the kept one, and prints it. The old
key stops working when the API starts again. Keys of people are not touched.
`;

async function run(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(HELP);
    return;
  }
  const config = await readConfig(process.env);
  if (config.given.adminApiKey !== undefined) {
    throw new Error(
      'ADMIN_API_KEY is set in the environment: change it there; no key was made here.',
    );
  }
  const make = (): string => randomBytes(30).toString('base64url');
  // Makes the folder and the file with their modes where there is none yet.
  await keptSecret(config.dataDir, 'ADMIN_API_KEY', make);
  const key = make();
  await writeFile(secretFile(config.dataDir, 'ADMIN_API_KEY'), `${key}\n`, { mode: 0o600 });
  const shown = process.stdout.isTTY
    ? key
    : `in ${secretFile(config.dataDir, 'ADMIN_API_KEY')} (not shown: standard output is no terminal)`;
  process.stdout.write(`New administrator key: ${shown}\nStart Tocsin again for it to count.\n`);
}

await run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
