import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { ChildPlan } from './child.ts';
import { registerSearchAttributes } from './search-attributes.ts';

const { NamespaceConfig } = proto.temporal.api.namespace.v1;

/** Recovery of a large database file after a kill -9 takes its time. */
const READY_LIMIT_MS = 60_000;
/** Closed incidents stay readable in Temporal for 30 days (design 5). */
const RETENTION_DAYS = 30;

export interface EmbeddedTemporal {
  /** The Temporal CLI (see `findTemporalCli`). */
  readonly program: string;
  readonly dataDir: string;
  readonly namespace: string;
  readonly port: number;
}

/** How the embedded Temporal server runs: on loopback, on one file, with a write-ahead log. */
export function temporalPlan(server: EmbeddedTemporal): ChildPlan {
  const address = `127.0.0.1:${server.port}`;
  const listening = ['--ip', '127.0.0.1', '--port', String(server.port), '--headless'];
  const pragmas = ['journal_mode=wal', 'synchronous=normal'];
  return {
    name: 'Temporal',
    command: {
      file: server.program,
      args: [
        ...['server', 'start-dev', ...listening, '--namespace', server.namespace],
        ...['--db-filename', join(server.dataDir, 'temporal.db'), '--log-level', 'warn'],
        ...pragmas.flatMap((pragma) => ['--sqlite-pragma', pragma]),
      ],
      // Its own configuration files and variables must not lead it elsewhere.
      env: { PATH: process.env['PATH'], HOME: server.dataDir, TMPDIR: process.env['TMPDIR'] },
    },
    ready: async () => await awaitTemporal(address, server.namespace),
    stopSignal: 'SIGTERM',
    stopLimitMs: 15_000,
    logFile: join(server.dataDir, 'logs', 'temporal.log'),
  };
}

/** Waits for the namespace, gives it its retention and search attributes. */
async function awaitTemporal(address: string, namespace: string): Promise<void> {
  const deadline = Date.now() + READY_LIMIT_MS;
  for (;;) {
    try {
      await prepareNamespace(address, namespace);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function prepareNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 1_000 });
  try {
    await connection.workflowService.describeNamespace({ namespace });
    const seconds = RETENTION_DAYS * 86_400;
    await connection.workflowService.updateNamespace({
      namespace,
      config: NamespaceConfig.fromObject({ workflowExecutionRetentionTtl: { seconds } }),
    });
    await registerSearchAttributes(connection, namespace);
  } finally {
    await connection.close();
  }
}
