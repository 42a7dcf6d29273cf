/** Alarms for the people who run Tocsin; an incident's own alarms stand in its log as well. */
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { StoreContext } from './context.ts';
import { parseGiven, parseKept } from './parse-json.ts';
import type { Schema } from './schema.ts';

/** Ids, codes and numbers only: no names, addresses or texts. */
export type AlarmDetail = Readonly<Record<string, string | number | boolean>>;

export interface AlarmToRaise {
  /** A stable code, for instance `provider-down`. */
  readonly code: string;
  readonly severity: 'life' | 'urgent' | 'routine';
  readonly incidentId?: string;
  /** What it is about, where one code can hold for several things, for instance a channel. */
  readonly subject?: string;
  readonly detail?: AlarmDetail;
}

export interface StoredAlarm extends AlarmToRaise {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly clearedAt?: number;
  readonly clearedBy?: string;
}

export interface AlarmFilter {
  readonly incidentId?: string;
  readonly code?: string;
  readonly subject?: string;
  /** Only those that nobody has cleared. */
  readonly open?: boolean;
  /** 100 when absent, 500 at most. */
  readonly limit?: number;
}

export interface Alarms {
  /** Raises it, unless the same one (code, incident, subject) is open already. */
  raise(alarm: AlarmToRaise): Promise<{ readonly id: number; readonly isNew: boolean }>;
  /** Answers false for one that is unknown or cleared. */
  clear(id: number, by: string): Promise<boolean>;
  /** The cause has gone: clears what is open under this code, incident and subject. */
  settle(alarm: Pick<AlarmToRaise, 'code' | 'incidentId' | 'subject'>, by: string): Promise<void>;
  /** Newest first. */
  list(filter?: AlarmFilter): Promise<readonly StoredAlarm[]>;
}

const severitySchema = z.enum(['life', 'urgent', 'routine']);
const detailSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export function createAlarms(context: StoreContext): Alarms {
  return {
    raise: (alarm) => raise(context, alarm),
    clear: (id, by) => clear(context, id, by),
    settle: (alarm, by) => settle(context, alarm, by),
    list: (filter = {}) => list(context, filter),
  };
}

async function raise(context: StoreContext, alarm: AlarmToRaise) {
  const { rows } = await sql<{ id: number; is_new: boolean }>`
    insert into alarms (code, severity, incident_id, subject, detail)
    values (${alarm.code}, ${alarm.severity}, ${alarm.incidentId ?? null}, ${alarm.subject ?? ''},
      ${JSON.stringify(parseGiven(detailSchema, alarm.detail ?? {}, 'an alarm'))})
    on conflict (code, coalesce(incident_id, ''), subject) where cleared_at is null
    do update set severity = excluded.severity, detail = excluded.detail
    returning id, xmax = 0 as is_new`.execute(context.db);
  const [row] = rows;
  return { id: row?.id ?? 0, isNew: row?.is_new ?? false };
}

async function clear(context: StoreContext, id: number, by: string): Promise<boolean> {
  const result = await context.db
    .updateTable('alarms')
    .set({ cleared_at: new Date(), cleared_by: by })
    .where('id', '=', id)
    .where('cleared_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

async function settle(
  context: StoreContext,
  alarm: Pick<AlarmToRaise, 'code' | 'incidentId' | 'subject'>,
  by: string,
): Promise<void> {
  await context.db
    .updateTable('alarms')
    .set({ cleared_at: new Date(), cleared_by: by })
    .where('code', '=', alarm.code)
    .where('incident_id', alarm.incidentId === undefined ? 'is' : '=', alarm.incidentId ?? null)
    .where('subject', '=', alarm.subject ?? '')
    .where('cleared_at', 'is', null)
    .execute();
}

async function list(context: StoreContext, filter: AlarmFilter): Promise<readonly StoredAlarm[]> {
  let query = context.db
    .selectFrom('alarms')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(Math.min(filter.limit ?? 100, 500));
  if (filter.incidentId !== undefined) query = query.where('incident_id', '=', filter.incidentId);
  if (filter.code !== undefined) query = query.where('code', '=', filter.code);
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject);
  if (filter.open === true) query = query.where('cleared_at', 'is', null);
  return (await query.execute()).map((row) => toAlarm(row));
}

function toAlarm(row: Selectable<Schema['alarms']>): StoredAlarm {
  return {
    id: row.id,
    at: row.at.getTime(),
    code: row.code,
    severity: parseKept(severitySchema, row.severity, 'alarms.severity'),
    ...(row.incident_id === null ? {} : { incidentId: row.incident_id }),
    ...(row.subject === '' ? {} : { subject: row.subject }),
    detail: parseKept(detailSchema, row.detail, 'alarms.detail'),
    ...(row.cleared_at === null ? {} : { clearedAt: row.cleared_at.getTime() }),
    ...(row.cleared_by === null ? {} : { clearedBy: row.cleared_by }),
  };
}
