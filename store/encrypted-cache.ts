/**
 * The copy in DATA_DIR that lets an API process check keys and start incidents while the database
 * is down. Encrypted with the payload key, readable by its owner only, replaced as a whole.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Directory } from '../domain/people/person.ts';
import type { Plan } from '../domain/plan.ts';
import { accessSchema, type ApiKey } from './api-keys.ts';
import { directorySchema } from './directory-schema.ts';
import { type PayloadKeys, seal, unseal } from './envelope.ts';
import { errorCode } from './store-error.ts';
import { parseGiven, parseKept, parseText } from './parse-json.ts';
import { planSchema } from './plan-schema.ts';

export interface CachedPlaybook {
  readonly playbook: string;
  readonly version: number;
  readonly hash: string;
  readonly plan: Plan;
}

export interface CacheSnapshot {
  /** When it was read from the database, epoch milliseconds. */
  readonly savedAt: number;
  /** People, roster and suppressed addresses. */
  readonly directory: Directory;
  /** Published versions. */
  readonly playbooks: readonly CachedPlaybook[];
  /** Keys in force, by hash. */
  readonly apiKeys: readonly ApiKey[];
}

export interface EncryptedCache {
  /** Replaces the copy; a crash in between leaves the old one whole. Throws `invalid`, file errors. */
  save(snapshot: CacheSnapshot): Promise<void>;
  /** Undefined before the first save. Throws `unreadable` for a changed file or an unknown key. */
  load(): Promise<CacheSnapshot | undefined>;
}

const snapshotSchema: z.ZodType<CacheSnapshot> = z.strictObject({
  savedAt: z.int(),
  directory: directorySchema,
  playbooks: z
    .array(
      z.strictObject({
        playbook: z.string(),
        version: z.int(),
        hash: z.string(),
        plan: planSchema,
      }),
    )
    .readonly(),
  apiKeys: z
    .array(
      z.strictObject({
        id: z.string(),
        hash: z.string(),
        person: z.string().exactOptional(),
        access: accessSchema,
      }),
    )
    .readonly(),
});

const CONTEXT = 'the encrypted copy';

export function createEncryptedCache(file: string, keys: PayloadKeys): EncryptedCache {
  return {
    async save(snapshot) {
      const text = JSON.stringify(parseGiven(snapshotSchema, snapshot, CONTEXT));
      await replaceFile(file, seal(keys, Buffer.from(text), CONTEXT));
    },
    async load() {
      const sealed = await readIfPresent(file);
      if (sealed === undefined) return undefined;
      const text = unseal(keys, sealed, CONTEXT).toString('utf8');
      return parseKept(snapshotSchema, parseText(text, CONTEXT), CONTEXT);
    },
  };
}

async function readIfPresent(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function replaceFile(file: string, content: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // A name of its own: several API processes may share DATA_DIR.
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
