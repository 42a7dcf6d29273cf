/** Histories of real runs, kept as files: what code of today must still be able to replay. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { createCodec } from '../../config/codec.ts';
import { TEST_ONLY_KEY } from './test-only-key.ts';

const FOLDER = fileURLToPath(new URL('./histories', import.meta.url));
const ENCRYPTED = 'binary/tocsin-encrypted';

/** One run as it was recorded. */
export interface KeptHistory {
  readonly name: string;
  readonly workflowId: string;
  readonly history: ReturnType<typeof historyFromJSON>;
}

interface Run {
  readonly name: string;
  readonly workflowId: string;
  readonly runId?: string;
}

export async function keptHistories(): Promise<readonly KeptHistory[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json')).sort();
  return await Promise.all(
    files.map(async (file) => {
      // Written below, in this shape.
      const kept = JSON.parse(await readFile(`${FOLDER}/${file}`, 'utf8')) as {
        readonly workflowId: string;
        readonly history: unknown;
      };
      return {
        name: file.replace(/\.json$/u, ''),
        workflowId: kept.workflowId,
        history: historyFromJSON(kept.history),
      };
    }),
  );
}

/** Writes a run's history down, its payloads under the key of these files alone. */
export async function keepHistory(client: Client, run: Run): Promise<void> {
  const { name, workflowId, runId } = run;
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const place = { type: 'workflow', namespace: client.options.namespace, workflowId } as const;
  const [from] = client.options.loadedDataConverter.payloadCodecs;
  if (from === undefined) throw new Error('the client encrypts nothing');
  await recrypt(history, { from, to: createCodec([TEST_ONLY_KEY]), place });
  const plain: unknown = JSON.parse(historyToJSON(history), withoutMachine);
  await mkdir(FOLDER, { recursive: true });
  const kept = { workflowId, history: plain };
  await writeFile(`${FOLDER}/${name}.json`, `${JSON.stringify(kept)}\n`);
}

/** Workers name themselves, and the queues of their own, by their machine and process. */
function withoutMachine(key: string, value: unknown): unknown {
  if (key === 'identity') return 'recorder';
  const isOwnQueue =
    key === 'taskQueue' && typeof value === 'object' && value !== null && 'normalName' in value;
  return isOwnQueue ? { ...value, name: 'sticky' } : value;
}

interface Recrypting {
  readonly from: PayloadCodec;
  readonly to: PayloadCodec;
  readonly place: NonNullable<Parameters<PayloadCodec['encode']>[1]>;
}

async function recrypt(value: unknown, how: Recrypting): Promise<void> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if (!isEncrypted(value)) {
    for (const part of Object.values(value)) await recrypt(part, how);
    return;
  }
  const isBound = Buffer.from(value.metadata?.['bound'] ?? []).toString() === 'workflow';
  const open = await how.from.decode([value], how.place);
  const [sealed] = await how.to.encode(open, isBound ? how.place : undefined);
  Object.assign(value, sealed);
}

function isEncrypted(value: object): value is Payload {
  if (!('metadata' in value) || typeof value.metadata !== 'object') return false;
  const metadata: Payload['metadata'] = value.metadata as Payload['metadata'];
  return Buffer.from(metadata?.['encoding'] ?? []).toString() === ENCRYPTED;
}
