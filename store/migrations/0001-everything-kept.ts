/** Names, numbers and incident content stand in `bytea` columns only, encrypted (store/envelope.ts). */
export const everythingKept = `
create table incident_keys (
  incident_id text primary key,
  wrapped bytea not null,
  created_at timestamptz not null default now()
);

create table incident_events (
  incident_id text not null,
  seq integer not null check (seq >= 1),
  at timestamptz not null,
  type text not null,
  body bytea,
  content_hash bytea not null check (octet_length(content_hash) = 32),
  previous_hash bytea,
  hash bytea,
  primary key (incident_id, seq),
  check ((hash is null) = (previous_hash is null))
);
create index incident_events_unsealed on incident_events (incident_id, seq) where hash is null;

create function protect_sealed_events() returns trigger language plpgsql as $$
begin
  if tg_op = 'TRUNCATE' then
    raise exception 'the log is append-only' using errcode = 'TS001', table = 'incident_events';
  end if;
  if old.hash is null then
    return case when tg_op = 'DELETE' then old else new end;
  end if;
  if tg_op = 'UPDATE' and new.body is null
     and current_setting('tocsin.erasing', true) = old.incident_id
     and (new.incident_id, new.seq, new.at, new.type, new.content_hash, new.previous_hash, new.hash)
       = (old.incident_id, old.seq, old.at, old.type, old.content_hash, old.previous_hash, old.hash)
  then
    return new;
  end if;
  raise exception 'a sealed entry cannot change' using errcode = 'TS001', table = 'incident_events';
end $$;
create trigger incident_events_sealed before update or delete on incident_events
  for each row execute function protect_sealed_events();
create trigger incident_events_whole before truncate on incident_events
  for each statement execute function protect_sealed_events();

create function erase_incident_content(wanted text) returns integer language plpgsql as $$
declare erased integer;
begin
  perform set_config('tocsin.erasing', wanted, true);
  update incident_events set body = null where incident_id = wanted and body is not null;
  get diagnostics erased = row_count;
  perform set_config('tocsin.erasing', '', true);
  update incidents set view = null where id = wanted;
  delete from incident_keys where incident_id = wanted;
  return erased;
end $$;

create table incidents (
  id text primary key,
  status text not null,
  mode text not null,
  playbook text not null,
  code_name text not null,
  started_at timestamptz not null,
  closed_at timestamptz,
  last_seq integer not null,
  snapshot_seq integer not null,
  view bytea,
  updated_at timestamptz not null default now()
);
create index incidents_by_start on incidents (started_at desc, id desc);
create index incidents_by_status on incidents (status, started_at desc, id desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows here are only ever added' using errcode = 'TS001', table = tg_table_name;
end $$;

create table erasures (
  incident_id text primary key,
  at timestamptz not null default now(),
  requested_by text not null,
  approved_by text not null,
  reason text not null,
  entries_erased integer not null,
  last_seq integer not null,
  head_hash bytea
);
create trigger erasures_append_only before update or delete or truncate on erasures
  for each statement execute function refuse_change();

create table legal_holds (
  incident_id text primary key,
  placed_at timestamptz not null default now(),
  placed_by text not null,
  released_at timestamptz,
  released_by text
);

create table people (
  id text primary key,
  body bytea not null,
  revision integer not null
);

create table roster (
  role text primary key,
  holders jsonb not null,
  rotations jsonb not null default '[]',
  announced jsonb not null,
  revision integer not null
);

create table suppressions (
  address_hash bytea not null,
  incident_id text not null,
  address bytea not null,
  since timestamptz not null default now(),
  restored_at timestamptz,
  primary key (address_hash, incident_id)
);

create table suppressed_people (
  person_id text not null,
  incident_id text not null,
  since timestamptz not null default now(),
  primary key (person_id, incident_id)
);

create table directory_changes (
  revision integer generated always as identity primary key,
  kind text not null,
  id text not null,
  at timestamptz not null default now(),
  fanned_out_at timestamptz
);
create index directory_changes_pending on directory_changes (revision) where fanned_out_at is null;

create table playbook_versions (
  playbook_id text not null,
  version integer not null check (version >= 1),
  hash text not null,
  status text not null check (status in ('draft', 'published', 'retired')),
  source text not null,
  plan json,
  shipped boolean not null default false,
  authors jsonb not null default '[]',
  created_at timestamptz not null default now(),
  submitted_hash text,
  submitted_by text,
  published_at timestamptz,
  published_by text,
  primary key (playbook_id, version)
);
create unique index playbook_one_draft on playbook_versions (playbook_id) where status = 'draft';
create unique index playbook_one_published on playbook_versions (playbook_id)
  where status = 'published';

create function protect_published() returns trigger language plpgsql as $$
begin
  if old.status = 'draft' then
    return case when tg_op = 'DELETE' then old else new end;
  end if;
  if tg_op = 'UPDATE' and new.status <> 'draft'
     and (new.playbook_id, new.version, new.hash, new.source, new.plan::text)
       = (old.playbook_id, old.version, old.hash, old.source, old.plan::text)
  then
    return new;
  end if;
  raise exception 'a published version cannot change'
    using errcode = 'TS001', table = 'playbook_versions';
end $$;
create trigger playbook_versions_published before update or delete on playbook_versions
  for each row execute function protect_published();

create table api_keys (
  id text primary key,
  key_hash bytea not null unique,
  person_id text,
  access text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index api_keys_by_person on api_keys (person_id);

create table key_claims (
  claim_hash bytea primary key,
  person_id text not null,
  access text not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table idempotency (
  caller_hash bytea not null,
  key_hash bytea not null,
  body_hash bytea not null,
  status integer not null,
  headers jsonb not null,
  body bytea not null,
  created_at timestamptz not null default now(),
  primary key (caller_hash, key_hash)
);
create index idempotency_by_age on idempotency (created_at);

create table alarms (
  id integer generated always as identity primary key,
  at timestamptz not null default now(),
  code text not null,
  severity text not null,
  incident_id text,
  subject text not null default '',
  detail jsonb not null default '{}',
  cleared_at timestamptz,
  cleared_by text
);
create unique index alarms_open on alarms (code, coalesce(incident_id, ''), subject)
  where cleared_at is null;

create table reads (
  id integer generated always as identity primary key,
  at timestamptz not null default now(),
  reader text not null,
  incident_id text not null,
  compartments text[] not null,
  route text not null
);
create index reads_by_incident on reads (incident_id, id);
create trigger reads_append_only before update or delete or truncate on reads
  for each statement execute function refuse_change();
`;
