/** Who read what of an incident (R12). Rows are only ever added; the database refuses the rest. */
import type { StoreContext } from './context.ts';

export interface ReadAccess {
  /** A person's id, or the id of a key that belongs to nobody. */
  readonly reader: string;
  readonly incidentId: string;
  /** What was shown, for instance `C0`, `C2`. */
  readonly compartments: readonly string[];
  /** The route's pattern, without values. */
  readonly route: string;
}

export interface LoggedRead extends ReadAccess {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface Reads {
  note(access: ReadAccess): Promise<void>;
  /** In order of time. */
  list(
    incidentId: string,
    range?: { after?: number; limit?: number },
  ): Promise<readonly LoggedRead[]>;
}

export function createReads(context: StoreContext): Reads {
  return {
    async note(access) {
      await context.db
        .insertInto('reads')
        .values({
          reader: access.reader,
          incident_id: access.incidentId,
          compartments: [...access.compartments],
          route: access.route,
        })
        .execute();
    },
    async list(incidentId, range = {}) {
      const rows = await context.db
        .selectFrom('reads')
        .selectAll()
        .where('incident_id', '=', incidentId)
        .where('id', '>', range.after ?? 0)
        .orderBy('id')
        .limit(Math.min(range.limit ?? 200, 1_000))
        .execute();
      return rows.map((row) => ({
        id: row.id,
        at: row.at.getTime(),
        reader: row.reader,
        incidentId: row.incident_id,
        compartments: row.compartments,
        route: row.route,
      }));
    },
  };
}
