/** What a new installation finds in its database: the shipped playbooks, and people to try it with. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shippedPlans } from '../playbooks/shipped.ts';
import type { Store } from '../store/open-store.ts';
import { fictionalPeople, fictionalRoster } from './fictional-organisation.ts';

/** Beside the sources; a build keeps its definitions there too. */
const DEFINITIONS = ['../playbooks/definitions/', '../../playbooks/definitions/'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/**
 * Imports the shipped playbooks by content hash: the first import is published, a changed file
 * becomes a draft. @throws Error when a shipped definition is not sound
 */
export async function importShippedPlaybooks(store: Pick<Store, 'playbooks'>): Promise<void> {
  const files = await readDefinitions();
  const plans = shippedPlans(files);
  for (const [index, plan] of plans.entries()) {
    const file = files[index];
    if (file === undefined) continue;
    await store.playbooks.importShipped({
      id: plan.playbook,
      hash: file.hash,
      source: file.text,
      plan,
    });
  }
}

async function readDefinitions() {
  for (const directory of DEFINITIONS) {
    const names = await readdir(directory).catch(() => []);
    const yaml = names.filter((name) => name.endsWith('.yaml')).sort();
    if (yaml.length === 0) continue;
    return await Promise.all(
      yaml.map(async (file) => {
        const text = await readFile(join(directory, file), 'utf8');
        return { file, text, hash: createHash('sha256').update(text).digest('hex') };
      }),
    );
  }
  throw new Error('the shipped playbooks are missing: playbooks/definitions/*.yaml');
}

/**
 * Puts the fictional organisation into an empty directory while everything is simulated, and takes
 * it out again for good once a real provider is set.
 */
export async function settleFictionalOrganisation(
  store: Pick<Store, 'directory'>,
  simulated: boolean,
): Promise<void> {
  const people = await store.directory.listPeople();
  if (simulated) {
    if (people.length > 0) return;
    for (const person of fictionalPeople()) await store.directory.putPerson(person);
    for (const [role, holders] of fictionalRoster()) {
      await store.directory.putRoster({ role, holders, rotations: [] });
    }
    return;
  }
  const fictional = new Set(people.filter((one) => one.fictional === true).map((one) => one.id));
  if (fictional.size === 0) return;
  for (const entry of await store.directory.listRoster()) {
    const holders = entry.holders.filter((holder) => !fictional.has(holder));
    if (holders.length < entry.holders.length) {
      await store.directory.putRoster({ ...entry, holders });
    }
  }
  for (const id of fictional) await store.directory.removePerson(id);
}
