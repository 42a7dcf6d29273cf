/** The tables as Kysely sees them; the SQL stands in store/migrations. */
import type { ColumnType, Generated } from 'kysely';

/** An instant that the database fills in when it is not given. */
type Stamped = ColumnType<Date, Date | undefined, Date>;
/** JSON: parsed (and then validated) when read, given as text when written. */
type Json = ColumnType<unknown, string, string>;
type DefaultJson = ColumnType<unknown, string | undefined, string>;

export interface Schema {
  incident_keys: { incident_id: string; wrapped: Buffer; created_at: Stamped };
  incident_events: {
    incident_id: string;
    seq: number;
    at: Date;
    type: string;
    /** Salt and body, encrypted under the incident's key; null once erased. */
    body: Buffer | null;
    content_hash: Buffer;
    /** Null until the entry is sealed. */
    previous_hash: Buffer | null;
    hash: Buffer | null;
  };
  incidents: {
    id: string;
    status: string;
    mode: string;
    playbook: string;
    code_name: string;
    started_at: Date;
    closed_at: Date | null;
    last_seq: number;
    snapshot_seq: number;
    /** Encrypted under the incident's key; null once erased. */
    view: Buffer | null;
    updated_at: Stamped;
  };
  erasures: {
    incident_id: string;
    at: Stamped;
    requested_by: string;
    approved_by: string;
    reason: string;
    entries_erased: number;
    last_seq: number;
    head_hash: Buffer | null;
  };
  legal_holds: {
    incident_id: string;
    placed_at: Stamped;
    placed_by: string;
    released_at: Date | null;
    released_by: string | null;
  };
  people: { id: string; body: Buffer; revision: number };
  suppressed_people: { person_id: string; incident_id: string; since: Stamped };
  roster: {
    role: string;
    holders: Json;
    rotations: DefaultJson;
    /** The holders of whom running incidents were last told. */
    announced: Json;
    revision: number;
  };
  suppressions: {
    address_hash: Buffer;
    incident_id: string;
    address: Buffer;
    since: Stamped;
    restored_at: Date | null;
  };
  directory_changes: {
    revision: Generated<number>;
    kind: string;
    id: string;
    at: Stamped;
    fanned_out_at: Date | null;
  };
  playbook_versions: {
    playbook_id: string;
    version: number;
    hash: string;
    status: string;
    source: string;
    plan: ColumnType<unknown, string | null, string | null>;
    shipped: Generated<boolean>;
    authors: DefaultJson;
    created_at: Stamped;
    submitted_hash: string | null;
    submitted_by: string | null;
    published_at: Date | null;
    published_by: string | null;
  };
  api_keys: {
    id: string;
    key_hash: Buffer;
    person_id: string | null;
    access: string;
    created_at: Stamped;
    revoked_at: Date | null;
    last_used_at: Date | null;
  };
  key_claims: {
    claim_hash: Buffer;
    person_id: string;
    access: string;
    expires_at: Date;
    used_at: Date | null;
  };
  idempotency: {
    caller_hash: Buffer;
    key_hash: Buffer;
    body_hash: Buffer;
    status: number;
    headers: Json;
    body: Buffer;
    created_at: Stamped;
  };
  alarms: {
    id: Generated<number>;
    at: Stamped;
    code: string;
    severity: string;
    incident_id: string | null;
    subject: Generated<string>;
    detail: DefaultJson;
    cleared_at: Date | null;
    cleared_by: string | null;
  };
  reads: {
    id: Generated<number>;
    at: Stamped;
    reader: string;
    incident_id: string;
    compartments: string[];
    route: string;
  };
}
