import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import type { Config } from './config.ts';
import { createDataConverter } from './data-converter.ts';
import type { PayloadKey } from './env.ts';

/** A process's client, and how to close it. */
export interface TemporalClient {
  readonly client: Client;
  readonly connection: Connection;
  readonly close: () => Promise<void>;
}

/**
 * What Temporal sees of a process instead of the SDK's user@host (design, law 6).
 * @param process `worker`, `api` …
 */
export const identityOf = (process: string): string => `tocsin-${process}`;

/** Address, TLS and API key exactly as Temporal's SDKs read them from the environment or profile. */
const connectOptions = (config: Config) => {
  const { connectionOptions } = loadClientConnectConfig();
  const address = config.temporal.address;
  return { ...connectionOptions, ...(address === undefined ? {} : { address }) };
};

/**
 * A client that connects when it is first used: the API boots while Temporal is away.
 * Everything it sends is encrypted with the first of the payload keys.
 */
export function createTemporalClient(
  config: Config,
  keys: readonly PayloadKey[],
  process: string,
): TemporalClient {
  const connection = Connection.lazy(connectOptions(config));
  const client = new Client({
    connection,
    namespace: config.temporal.namespace,
    identity: identityOf(process),
    dataConverter: createDataConverter(keys),
  });
  return { client, connection, close: () => connection.close() };
}

/** The connection of a worker process. @throws when Temporal does not answer */
export async function connectWorker(config: Config): Promise<NativeConnection> {
  return await NativeConnection.connect(connectOptions(config));
}
