/** `npm run demo`: a whole exercise in the terminal, against the running Tocsin or one of its own. */
import { parseArgs } from 'node:util';
import { createSimulatedClient } from '../console/simulated-client.ts';
import { playDemo } from '../console/terminal/demo.ts';
import { createHttpClient } from '../console/terminal/http-client.ts';
import { borrowHouse } from './borrowed-house.ts';
import { adminKey, ownScreen, ownTimeZone, simulatedAccess } from './terminal-access.ts';

const HELP = `npm run demo -- [options]

Plays an exercise kidnap with simulated responders: one silent, one who declines, one late. It needs
the built-in simulated phones. Where no Tocsin answers at PUBLIC_URL, one is started for the demo, in
a temporary directory, and stopped and removed afterwards.
Ends with 0 when the story came out as told, else with 1.

  --lang en|fr      language of the timeline (default: en)
  --help            this text
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      lang: { type: 'string', default: 'en' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { lang } = values;
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (lang !== 'en' && lang !== 'fr') throw new Error('--lang: expected en or fr');
  const screen = ownScreen();
  const house = await borrowHouse((line) => screen.write(`${line}\n`));
  try {
    const access = await simulatedAccess(house.environment);
    if (access === undefined) {
      throw new Error(
        'The demo needs the simulated phones of an `npm start` with the same DATA_DIR and without a provider.',
      );
    }
    const key = await adminKey(house.environment);
    const promised = await playDemo({
      admin: createHttpClient({ url: house.url, key, language: lang }),
      phones: createSimulatedClient(access),
      language: lang,
      timeZone: ownTimeZone(),
      screen,
    });
    const broken = promised.filter(({ held }) => !held);
    for (const { what } of broken) screen.write(`\nNot as told: ${what}`);
    screen.write(
      broken.length === 0
        ? '\nThe story came out as told.\n'
        : '\nThe story did not come out as told.\n',
    );
    return broken.length === 0 ? 0 : 1;
  } finally {
    await house.giveBack();
  }
}

await main()
  .catch((error: unknown) => {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  })
  .then((code) => process.exit(code));
