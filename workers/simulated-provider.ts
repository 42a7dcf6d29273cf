/** The simulated phones and mailboxes: a process of its own, reached exactly as a real provider is. */
import { join } from 'node:path';
import { z } from 'zod';
import { startSimulatedProvider } from '../channels/simulated/provider.ts';
import { readConfig } from '../config/config.ts';
import { createLogger } from '../config/logger.ts';

const port = z.coerce.number().int().min(1).max(65_535);
/** Chosen by `npm start`, which also tells worker and API. */
const Ports = z.object({ SIMULATED_PORT: port, SIMULATED_SMTP_PORT: port });

async function run(): Promise<void> {
  const config = await readConfig(process.env);
  const ports = Ports.parse(process.env);
  const { twilio, simulated } = config.channels;
  if (twilio === undefined || simulated === undefined) {
    throw new Error(
      'expected SIMULATED_URL, SIMULATED_SECRET and the TWILIO_ variables: run npm start',
    );
  }
  const provider = await startSimulatedProvider({
    port: ports.SIMULATED_PORT,
    smtpPort: ports.SIMULATED_SMTP_PORT,
    dataDir: join(config.dataDir, 'simulated'),
    accountSid: twilio.accountSid,
    authToken: twilio.authToken,
    number: twilio.from,
    publicUrl: config.http.publicUrl,
    secret: simulated.secret,
  });
  createLogger('simulated-provider').info({}, 'simulated phones ready');
  process.send?.({ ready: true });
  await new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await provider.close();
}

await run()
  .then(() => process.exit(0))
  .catch((error: unknown) => {
    process.stderr.write(`simulated: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
