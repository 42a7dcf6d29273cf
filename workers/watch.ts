/** `npm run watch -- <incident>`: the live board in the terminal. */
import { parseArgs } from 'node:util';
import { createHttpClient } from '../console/terminal/http-client.ts';
import { watch } from '../console/terminal/watch.ts';
import { adminKey, addressOf, ownScreen, ownTimeZone, stopOnInterrupt } from './terminal-access.ts';

const HELP = `npm run watch -- <incident> [options]

Shows the board of an incident and keeps it up to date until it is closed or Ctrl-C.
<incident> is an id or the code name of an incident.

  --url <address>   where Tocsin answers (default: PUBLIC_URL, else http://127.0.0.1:8080)
  --key <key>       an API key (default: TOCSIN_KEY, else the administrator's key in DATA_DIR,
                    which sees the shell of incidents, not their content)
  --lang en|fr      language (default: en)
  --once            draw once and end
  --help            this text
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      key: { type: 'string' },
      lang: { type: 'string', default: 'en' },
      once: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [incident] = positionals;
  if (values.help || incident === undefined) {
    process.stdout.write(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  if (values.lang !== 'en' && values.lang !== 'fr') throw new Error('--lang: expected en or fr');
  const url = await addressOf(values.url);
  const key = values.key ?? process.env['TOCSIN_KEY'] ?? (await adminKey());
  await watch({
    client: createHttpClient({ url, key, language: values.lang }),
    incident,
    language: values.lang,
    timeZone: ownTimeZone(),
    screen: ownScreen(),
    once: values.once,
    stop: stopOnInterrupt(),
  });
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
