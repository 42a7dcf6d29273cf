/** Which version of a playbook is in force. Incidents that run keep the one they started with. */
import type { Transaction } from 'kysely';
import { z } from 'zod';
import type { StoreContext } from './context.ts';
import { parseKept } from './parse-json.ts';
import { lockPlaybook } from './playbook-lock.ts';
import type { Schema } from './schema.ts';
import { StoreError } from './store-error.ts';

export interface Approval {
  readonly id: string;
  /** What the approver read. */
  readonly hash: string;
  readonly approver: string;
}

export type PublishOutcome =
  | { readonly outcome: 'published'; readonly version: number }
  /** No draft with this hash was submitted: it changed, or never was. */
  | { readonly outcome: 'notSubmitted' }
  /** Whoever wrote or submitted it cannot approve it (R15). */
  | { readonly outcome: 'ownWork' };

const authorsSchema = z.array(z.string());

export async function publishDraft(
  context: StoreContext,
  approval: Approval,
): Promise<PublishOutcome> {
  return context.db.transaction().execute(async (transaction) => {
    await lockPlaybook(transaction, approval.id);
    const draft = await transaction
      .selectFrom('playbook_versions')
      .selectAll()
      .where('playbook_id', '=', approval.id)
      .where('status', '=', 'draft')
      .where('submitted_hash', '=', approval.hash)
      .executeTakeFirst();
    if (draft === undefined) return { outcome: 'notSubmitted' };
    const authors = parseKept(authorsSchema, draft.authors, 'playbook_versions.authors');
    if ([...authors, draft.submitted_by].includes(approval.approver)) return { outcome: 'ownWork' };
    await retirePublished(transaction, approval.id);
    await transaction
      .updateTable('playbook_versions')
      .set({ status: 'published', published_at: new Date(), published_by: approval.approver })
      .where('playbook_id', '=', approval.id)
      .where('version', '=', draft.version)
      .execute();
    return { outcome: 'published', version: draft.version };
  });
}

export async function retireVersion(
  context: StoreContext,
  id: string,
  version: number,
): Promise<void> {
  const result = await context.db
    .updateTable('playbook_versions')
    .set({ status: 'retired' })
    .where('playbook_id', '=', id)
    .where('version', '=', version)
    .where('status', '=', 'published')
    .executeTakeFirst();
  if (result.numUpdatedRows > 0n) return;
  throw new StoreError('notFound', `version ${version} of ${id} is not published`);
}

export async function restoreVersion(
  context: StoreContext,
  id: string,
  version: number,
): Promise<void> {
  await context.db.transaction().execute(async (transaction) => {
    await lockPlaybook(transaction, id);
    const wanted = await transaction
      .selectFrom('playbook_versions')
      .select('status')
      .where('playbook_id', '=', id)
      .where('version', '=', version)
      .executeTakeFirst();
    if (wanted?.status !== 'retired') {
      throw new StoreError('notFound', `version ${version} of ${id} is not retired`);
    }
    await retirePublished(transaction, id);
    await transaction
      .updateTable('playbook_versions')
      .set({ status: 'published', published_at: new Date() })
      .where('playbook_id', '=', id)
      .where('version', '=', version)
      .execute();
  });
}

async function retirePublished(db: Transaction<Schema>, id: string): Promise<void> {
  await db
    .updateTable('playbook_versions')
    .set({ status: 'retired' })
    .where('playbook_id', '=', id)
    .where('status', '=', 'published')
    .execute();
}
