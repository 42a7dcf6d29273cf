/** Changes of people, roster and suppressions on their way to the incidents that are running. */
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { CommandEnvelope } from '../domain/incident/commands.ts';
import { commandSignal } from '../workflows/messages.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { OfflineCopy } from './offline-copy.ts';
import { detach } from './detach.ts';

/** Told again after so long: an incident that was just starting may not have been listed yet. */
const AGAIN_MS = 15_000;
const CALL_LIMIT_MS = 5_000;
const RUNNING = `WorkflowType = 'incident' AND ExecutionStatus = 'Running'`;

export interface DirectoryRelay {
  /** Saves the copy and tells every running incident: now, and once more a little later. */
  changed(): void;
  /** Tells what earlier attempts left untold. */
  catchUp(): Promise<void>;
  close(): void;
}

export function createDirectoryRelay(
  deps: Pick<ApiDependencies, 'store' | 'temporal' | 'logger' | 'now'>,
  offline: OfflineCopy,
): DirectoryRelay {
  const waiting = new Set<NodeJS.Timeout>();
  const tell = async (): Promise<void> => {
    try {
      await offline.refresh();
      const directory = await offline.directory();
      const told = await tellRunning(deps.temporal, {
        id: `directory-${directory.revision}`,
        by: { proof: 'system' },
        command: { type: 'directory', directory },
        receivedAt: deps.now(),
      });
      await deps.store.directory.markFannedOut(directory.revision);
      deps.logger.info({ revision: directory.revision, told }, 'incidents know the directory');
    } catch {
      // The outbox still holds the change: `catchUp` tells it.
      deps.logger.warn({}, 'running incidents could not be told of a change of the directory');
    }
  };
  return {
    changed() {
      detach(tell());
      const again = setTimeout(() => {
        waiting.delete(again);
        detach(tell());
      }, AGAIN_MS);
      again.unref();
      waiting.add(again);
    },
    async catchUp() {
      const pending = await deps.store.directory.pendingDirectoryChanges().catch(() => []);
      if (pending.length > 0) await tell();
    },
    close() {
      for (const timer of waiting) clearTimeout(timer);
    },
  };
}

/** @returns how many incidents were told */
async function tellRunning(client: Client, envelope: CommandEnvelope): Promise<number> {
  let told = 0;
  for await (const { workflowId } of client.workflow.list({ query: RUNNING })) {
    try {
      await client.withDeadline(Date.now() + CALL_LIMIT_MS, () =>
        client.workflow.getHandle(workflowId).signal(commandSignal, envelope),
      );
      told += 1;
    } catch (error) {
      // It ended between the listing and the telling.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
  return told;
}
