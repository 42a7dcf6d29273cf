import { join } from 'node:path';
import { z } from 'zod';
import { startSimulatedProvider } from '../channels/simulated/provider.ts';

const port = z.coerce.number().int().min(0).max(65_535).default(0);
const environment = z.object({
  SIMULATED_PORT: port,
  SIMULATED_SMTP_PORT: port,
  SIMULATED_SECRET: z.string().min(16),
  DATA_DIR: z.string().default('.data'),
  TWILIO_ACCOUNT_SID: z.string().regex(/^AC[0-9a-f]{32}$/, 'AC and 32 hex digits'),
  TWILIO_AUTH_TOKEN: z.string().min(16),
  TWILIO_FROM: z.string().optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }),
});

/** Runs the simulated phones and mailboxes as a process of their own until SIGTERM or SIGINT. */
const main = async (): Promise<void> => {
  const checked = environment.safeParse(process.env);
  if (!checked.success) {
    // Names and expectations only: the values are secrets.
    const faults = checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The simulated provider cannot start: ${faults.join('; ')}`);
  }
  const env = checked.data;
  const provider = await startSimulatedProvider({
    port: env.SIMULATED_PORT,
    smtpPort: env.SIMULATED_SMTP_PORT,
    secret: env.SIMULATED_SECRET,
    dataDir: join(env.DATA_DIR, 'simulated'),
    accountSid: env.TWILIO_ACCOUNT_SID,
    authToken: env.TWILIO_AUTH_TOKEN,
    publicUrl: env.PUBLIC_URL,
    ...(env.TWILIO_FROM === undefined ? {} : { number: env.TWILIO_FROM }),
  });
  // One line of JSON for the supervisor, which passes the addresses on.
  process.stdout.write(`${JSON.stringify({ url: provider.url, smtpUrl: provider.smtpUrl })}\n`);
  const stop = (): void => {
    provider.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
};

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
