/** Who holds which role. */
import type { Queryable, StoreContext } from './context.ts';
import { nextRevision } from './directory-changes.ts';
import { type RosterEntry, rosterEntrySchema } from './directory-schema.ts';
import { parseGiven, parseKept } from './parse-json.ts';

/** Keeps the entry, new or changed, and answers the directory's revision. Throws `invalid`. */
export async function putRoster(context: StoreContext, given: RosterEntry): Promise<number> {
  const entry = parseGiven(rosterEntrySchema, given, 'a roster entry');
  return context.db.transaction().execute(async (transaction) => {
    const revision = await nextRevision(transaction, { kind: 'role', id: entry.role });
    const kept = {
      holders: JSON.stringify(entry.holders),
      rotations: JSON.stringify(entry.rotations),
      revision,
    };
    await transaction
      .insertInto('roster')
      .values({ role: entry.role, ...kept })
      .onConflict((conflict) => conflict.column('role').doUpdateSet(kept))
      .execute();
    return revision;
  });
}

/** In order of role. */
export async function listRoster(
  context: StoreContext,
  db: Queryable = context.db,
): Promise<readonly RosterEntry[]> {
  const rows = await db
    .selectFrom('roster')
    .select(['role', 'holders', 'rotations'])
    .orderBy('role')
    .execute();
  return rows.map((row) => parseKept(rosterEntrySchema, row, 'roster'));
}

/** Who holds the role at an instant (epoch milliseconds): the first rotation in force, or the entry. */
export function holdersAt(entry: RosterEntry, now: number): readonly string[] {
  const rotation = entry.rotations.find((one) => one.from <= now && now < one.until);
  return rotation?.holders ?? entry.holders;
}
