/** Playbooks: published versions for ever, and at most one draft each. */
import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Plan } from '../domain/plan.ts';
import { lockPlaybook, nextVersion } from './playbook-lock.ts';
import type { Queryable, StoreContext } from './context.ts';
import { parseKept } from './parse-json.ts';
import { planSchema } from './plan-schema.ts';
import {
  publishDraft,
  type PublishOutcome,
  retireVersion,
  restoreVersion,
} from './publish-playbook.ts';
import type { Schema } from './schema.ts';
import { StoreError } from './store-error.ts';

export type VersionStatus = 'draft' | 'published' | 'retired';

export interface PlaybookVersion {
  readonly playbook: string;
  readonly version: number;
  /** SHA-256 of the source, hexadecimal; the draft's ETag. */
  readonly hash: string;
  readonly status: VersionStatus;
  /** YAML or JSON as it was written. */
  readonly source: string;
  /** Compiled; only a draft may be without one, while its source has faults. */
  readonly plan: Plan | null;
  /** Person ids of all who edited since the last published version. */
  readonly authors: readonly string[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Set once the draft was submitted as it stands: the hash that an approval must name. */
  readonly submittedHash?: string;
}

export interface PlaybookSummary {
  readonly id: string;
  /** Version in force; none before the first publication and after a retirement. */
  readonly published?: number;
  readonly draft?: number;
  readonly versions: readonly number[];
}

export interface ShippedPlaybook {
  readonly id: string;
  readonly hash: string;
  readonly source: string;
  readonly plan: Plan;
}

/**
 * `published`: first import. `draft`: a changed file waits for approval. `known`: nothing to do.
 * `draftInTheWay`: somebody's own draft stays; the file is offered again at the next start.
 */
export type ImportOutcome = 'published' | 'draft' | 'known' | 'draftInTheWay';

export interface DraftToSave {
  readonly id: string;
  readonly hash: string;
  readonly source: string;
  readonly plan: Plan | null;
  readonly author: string;
  /** Hash of the draft that was edited (`If-Match`); undefined to make the first one. */
  readonly ifMatch: string | undefined;
}

export type DraftOutcome =
  | { readonly outcome: 'saved'; readonly draft: PlaybookVersion }
  /** Somebody else saved in between: 412. */
  | { readonly outcome: 'changed'; readonly draft: PlaybookVersion | undefined };

export interface Playbooks {
  importShipped(playbook: ShippedPlaybook): Promise<ImportOutcome>;
  getPublished(id: string): Promise<PlaybookVersion | undefined>;
  getVersion(id: string, version: number): Promise<PlaybookVersion | undefined>;
  getDraft(id: string): Promise<PlaybookVersion | undefined>;
  listPlaybooks(): Promise<readonly PlaybookSummary[]>;
  /** All versions in force, for the encrypted copy. */
  listPublished(): Promise<readonly PlaybookVersion[]>;
  saveDraft(draft: DraftToSave): Promise<DraftOutcome>;
  /** Freezes the draft's hash for approval. Throws `notFound`, `conflict` for another hash. */
  submitDraft(id: string, hash: string, by: string): Promise<void>;
  publishDraft(id: string, hash: string, approver: string): Promise<PublishOutcome>;
  /** Throws `notFound` unless that version is published. */
  retire(id: string, version: number): Promise<void>;
  /** Puts a retired version in force again. Throws `notFound` unless that version is retired. */
  restore(id: string, version: number): Promise<void>;
}

type VersionRow = Selectable<Schema['playbook_versions']>;

const statusSchema = z.enum(['draft', 'published', 'retired']);
const authorsSchema = z.array(z.string());

export function createPlaybooks(context: StoreContext): Playbooks {
  return {
    importShipped: (playbook) => importShipped(context, playbook),
    getPublished: (id) => findVersion(context.db, id, { status: 'published' }),
    getVersion: (id, version) => findVersion(context.db, id, { version }),
    getDraft: (id) => findVersion(context.db, id, { status: 'draft' }),
    listPlaybooks: () => listPlaybooks(context),
    listPublished: () => listPublished(context),
    saveDraft: (draft) => saveDraft(context, draft),
    submitDraft: (id, hash, by) => submitDraft(context, { id, hash, by }),
    publishDraft: (id, hash, approver) => publishDraft(context, { id, hash, approver }),
    retire: (id, version) => retireVersion(context, id, version),
    restore: (id, version) => restoreVersion(context, id, version),
  };
}

async function importShipped(
  context: StoreContext,
  playbook: ShippedPlaybook,
): Promise<ImportOutcome> {
  return context.db.transaction().execute(async (transaction) => {
    await lockPlaybook(transaction, playbook.id);
    const present = await transaction
      .selectFrom('playbook_versions')
      .select(['hash', 'status', 'shipped'])
      .where('playbook_id', '=', playbook.id)
      .execute();
    if (present.some((row) => row.hash === playbook.hash)) return 'known';
    const draft = present.find((row) => row.status === 'draft');
    if (draft?.shipped === false) return 'draftInTheWay';
    await deleteDraft(transaction, playbook.id);
    const status = present.length === 0 ? 'published' : 'draft';
    await transaction
      .insertInto('playbook_versions')
      .values({
        playbook_id: playbook.id,
        version: await nextVersion(transaction, playbook.id),
        hash: playbook.hash,
        status,
        source: playbook.source,
        plan: JSON.stringify(playbook.plan),
        shipped: true,
        published_at: status === 'published' ? new Date() : null,
      })
      .execute();
    return status;
  });
}

async function saveDraft(context: StoreContext, draft: DraftToSave): Promise<DraftOutcome> {
  return context.db.transaction().execute(async (transaction) => {
    await lockPlaybook(transaction, draft.id);
    const before = await findVersion(transaction, draft.id, { status: 'draft' });
    if (before?.hash !== draft.ifMatch) return { outcome: 'changed', draft: before };
    await deleteDraft(transaction, draft.id);
    const authors = [...new Set([...(before?.authors ?? []), draft.author])];
    const row = await transaction
      .insertInto('playbook_versions')
      .values({
        playbook_id: draft.id,
        version: await nextVersion(transaction, draft.id),
        hash: draft.hash,
        status: 'draft',
        source: draft.source,
        plan: draft.plan === null ? null : JSON.stringify(draft.plan),
        authors: JSON.stringify(authors),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return { outcome: 'saved', draft: toVersion(row) };
  });
}

interface Submission {
  readonly id: string;
  readonly hash: string;
  readonly by: string;
}

async function submitDraft(context: StoreContext, submission: Submission): Promise<void> {
  const draft = await findVersion(context.db, submission.id, { status: 'draft' });
  if (draft === undefined) throw new StoreError('notFound', `no draft of ${submission.id}`);
  const result = await context.db
    .updateTable('playbook_versions')
    .set({ submitted_hash: submission.hash, submitted_by: submission.by })
    .where('playbook_id', '=', submission.id)
    .where('status', '=', 'draft')
    .where('hash', '=', submission.hash)
    .where('plan', 'is not', null)
    .executeTakeFirst();
  if (result.numUpdatedRows > 0n) return;
  throw new StoreError('conflict', `the draft of ${submission.id} has changed or has faults`);
}

async function deleteDraft(db: Queryable, id: string): Promise<void> {
  await db
    .deleteFrom('playbook_versions')
    .where('playbook_id', '=', id)
    .where('status', '=', 'draft')
    .execute();
}

async function findVersion(
  db: Queryable,
  id: string,
  wanted: { readonly status?: VersionStatus; readonly version?: number },
): Promise<PlaybookVersion | undefined> {
  let query = db.selectFrom('playbook_versions').selectAll().where('playbook_id', '=', id);
  if (wanted.status !== undefined) query = query.where('status', '=', wanted.status);
  if (wanted.version !== undefined) query = query.where('version', '=', wanted.version);
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : toVersion(row);
}

async function listPlaybooks(context: StoreContext): Promise<readonly PlaybookSummary[]> {
  const rows = await context.db
    .selectFrom('playbook_versions')
    .select(['playbook_id', 'version', 'status'])
    .orderBy('playbook_id')
    .orderBy('version')
    .execute();
  const ids = [...new Set(rows.map((row) => row.playbook_id))];
  return ids.map((id) => {
    const own = rows.filter((row) => row.playbook_id === id);
    const published = own.find((row) => row.status === 'published')?.version;
    const draft = own.find((row) => row.status === 'draft')?.version;
    return {
      id,
      ...(published === undefined ? {} : { published }),
      ...(draft === undefined ? {} : { draft }),
      versions: own.map((row) => row.version),
    };
  });
}

async function listPublished(context: StoreContext): Promise<readonly PlaybookVersion[]> {
  const rows = await context.db
    .selectFrom('playbook_versions')
    .selectAll()
    .where('status', '=', 'published')
    .orderBy('playbook_id')
    .execute();
  return rows.map((row) => toVersion(row));
}

/** A plan is compiled before its version has a number: the row's number and hash are the true ones. */
function toVersion(row: VersionRow): PlaybookVersion {
  const { version, hash } = row;
  const plan = row.plan === null ? null : parseKept(planSchema, row.plan, 'playbook_versions.plan');
  return {
    playbook: row.playbook_id,
    version,
    hash,
    status: parseKept(statusSchema, row.status, 'playbook_versions.status'),
    source: row.source,
    plan: plan === null ? null : { ...plan, version, hash },
    authors: parseKept(authorsSchema, row.authors, 'playbook_versions.authors'),
    createdAt: row.created_at.getTime(),
    ...(row.submitted_hash === null ? {} : { submittedHash: row.submitted_hash }),
  };
}
