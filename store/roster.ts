/** Who holds which role. */
import type { Queryable, StoreContext } from './context.ts';
import { lockDirectory, nextRevision } from './directory-changes.ts';
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
      announced: JSON.stringify(entry.holders),
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

/**
 * Announces, as changes of the directory, the rotations that began or ended by `now` (epoch
 * milliseconds), and answers the roles concerned. To be called every minute or so, by anyone.
 */
export async function turnRotations(context: StoreContext, now: number): Promise<string[]> {
  const turned: string[] = [];
  for (const entry of await listRoster(context)) {
    if (await announceHolders(context, entry.role, now)) turned.push(entry.role);
  }
  return turned;
}

async function announceHolders(context: StoreContext, role: string, now: number): Promise<boolean> {
  return context.db.transaction().execute(async (transaction) => {
    await lockDirectory(transaction);
    const row = await transaction
      .selectFrom('roster')
      .select(['role', 'holders', 'rotations', 'announced'])
      .where('role', '=', role)
      .executeTakeFirst();
    if (row === undefined) return false;
    const { announced, ...kept } = row;
    const holders = JSON.stringify(holdersAt(parseKept(rosterEntrySchema, kept, 'roster'), now));
    if (holders === JSON.stringify(announced)) return false;
    const revision = await nextRevision(transaction, { kind: 'role', id: role });
    await transaction
      .updateTable('roster')
      .set({ announced: holders, revision })
      .where('role', '=', role)
      .execute();
    return true;
  });
}

/** Who holds the role at an instant (epoch milliseconds): the first rotation in force, or the entry. */
export function holdersAt(entry: RosterEntry, now: number): readonly string[] {
  const rotation = entry.rotations.find((one) => one.from <= now && now < one.until);
  return rotation?.holders ?? entry.holders;
}
