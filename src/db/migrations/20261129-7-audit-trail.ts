import { type Kysely, sql } from 'kysely';

/** Who read or changed whose data: appended to by web and worker, sealed into a chain, anchored outside (ADR 0026). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTables(db);
  await grantLeast(db);
  await createSealing(db);
  await createAnchoring(db);
  await addAnchorEmails(db);
}

async function createTables(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_batch (
      municipality_id uuid not null references municipality,
      number integer not null check (number >= 1),
      sealed_at timestamptz not null,
      entry_ids bigint[] not null check (cardinality(entry_ids) >= 1),
      entry_hashes bytea[] not null,
      previous_hash bytea not null check (length(previous_hash) = 32),
      hash bytea not null check (length(hash) = 32),
      primary key (municipality_id, number),
      check (cardinality(entry_hashes) = cardinality(entry_ids))
    )`.execute(db);
  await sql`
    create table audit_entry (
      id bigint generated always as identity primary key,
      municipality_id uuid not null references municipality,
      at timestamptz not null default now(),
      actor_kind text not null
        check (actor_kind in ('operator', 'volunteer', 'api_key', 'anyone', 'installation', 'terminal', 'system')),
      actor_id uuid,
      action text not null check (action in ('list', 'search', 'read', 'export', 'create', 'correct', 'decide',
        'import', 'erase', 'settings', 'attempt')),
      subject_kind text
        check (subject_kind in ('request', 'volunteer', 'member', 'invitation', 'volunteer_import', 'audit')),
      -- Of no foreign key: who is erased stays an id that leads to nobody.
      subject_ids uuid[] not null default '{}',
      -- The call's id in the log of the web.
      call_id uuid,
      batch_number integer,
      foreign key (municipality_id, batch_number) references audit_batch,
      check ((actor_id is not null) = (actor_kind in ('operator', 'volunteer', 'api_key'))),
      check (subject_kind is not null or subject_ids = '{}')
    )`.execute(db);
  await sql`create index audit_entry_at on audit_entry (municipality_id, at, id)`.execute(db);
  await sql`create index audit_entry_batch on audit_entry (municipality_id, batch_number)`.execute(db);
  await sql`
    create index audit_entry_unsealed on audit_entry (municipality_id, id) where batch_number is null`.execute(db);
  // What was told outside. It refers to no batch: it stays where the batch is cut off.
  await sql`
    create table audit_anchor (
      id uuid primary key default uuidv7(),
      municipality_id uuid not null references municipality,
      day date not null,
      batch_number integer not null check (batch_number >= 1),
      hash bytea not null check (length(hash) = 32),
      created_at timestamptz not null default now(),
      unique (municipality_id, id),
      unique (municipality_id, day)
    )`.execute(db);
  await sql`
    alter table municipality add column privacy_officer_email text
      check (privacy_officer_email ~ '^[^[:space:]@,;<>()"]+@[^[:space:]@,;<>()"]+$')`.execute(db);
}

/** Nobody but the owner changes or removes anything; when an entry is made, and its number, say the tables. */
async function grantLeast(db: Kysely<unknown>): Promise<void> {
  for (const table of ['audit_entry', 'audit_batch', 'audit_anchor']) {
    await sql`revoke all on ${sql.table(table)} from easycare_app`.execute(db);
    await sql`grant select on ${sql.table(table)} to easycare_app`.execute(db);
    await sql`call confine_to_municipality(${sql.lit(table)}::regclass)`.execute(db);
  }
  await sql`
    grant insert (municipality_id, actor_kind, actor_id, action, subject_kind, subject_ids, call_id)
      on audit_entry to easycare_app`.execute(db);
}

/**
 * A batch takes whatever entries are there and in none: one whose transaction commits late goes into the next batch,
 * whatever its number. `src/audit/chain.ts` makes the same hashes.
 */
async function createSealing(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function audit_moment(moment timestamptz) returns text language sql stable
    return (extract(epoch from moment) * 1000000)::bigint::text`.execute(db);
  await sql`
    create function audit_entry_hash(entry audit_entry) returns bytea language sql stable
    return sha256(convert_to(array_to_string(array['entry', entry.id::text, entry.municipality_id::text,
      audit_moment(entry.at), entry.actor_kind, coalesce(entry.actor_id::text, '-'), entry.action,
      coalesce(entry.subject_kind, '-'), array_to_string(entry.subject_ids, ','),
      coalesce(entry.call_id::text, '-')], '|'), 'UTF8'))`.execute(db);
  await sql`
    create function seal_audit(most integer) returns integer
    language plpgsql security definer set search_path = public, pg_temp as $$
    declare
      comune constant uuid := current_municipality();
      sealed constant timestamptz := clock_timestamp();
      ids bigint[];
      hashes bytea[];
      head audit_batch;
      listed text;
    begin
      perform pg_advisory_xact_lock(hashtextextended('audit ' || comune, 0));
      select array_agg(id order by id) into ids from (
        select id from audit_entry where municipality_id = comune and batch_number is null order by id limit most) found;
      if ids is null then return 0; end if;
      select array_agg(audit_entry_hash(e) order by e.id),
          string_agg(e.id || ':' || encode(audit_entry_hash(e), 'hex'), ',' order by e.id)
        into hashes, listed from audit_entry e where id = any(ids);
      select * into head from audit_batch where municipality_id = comune order by number desc limit 1;
      head.number := coalesce(head.number, 0) + 1;
      head.previous_hash := coalesce(head.hash, decode(repeat('00', 32), 'hex'));
      head.hash := sha256(convert_to(array_to_string(array['batch', comune::text, head.number::text,
        audit_moment(sealed), encode(head.previous_hash, 'hex'), listed], '|'), 'UTF8'));
      insert into audit_batch values (comune, head.number, sealed, ids, hashes, head.previous_hash, head.hash);
      update audit_entry set batch_number = head.number where id = any(ids);
      return cardinality(ids);
    end $$`.execute(db);
  await permit(db, 'seal_audit(integer)');
  // A batch a minute at most.
  await sql`
    create function municipalities_to_seal() returns setof uuid
    language sql stable security definer set search_path = public, pg_temp as $$
      select m.id from municipality m where exists (
        select from audit_entry e
        where e.municipality_id = m.id and e.batch_number is null and e.at < now() - interval '1 minute') $$`.execute(
    db,
  );
  await permit(db, 'municipalities_to_seal()');
}

/** Each day's first head, once, unless it has been told before. */
async function createAnchoring(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function anchor_audit(the_day date) returns setof uuid
    language sql security definer set search_path = public, pg_temp as $$
      insert into audit_anchor (municipality_id, day, batch_number, hash)
      select municipality_id, the_day, number, hash from audit_batch
      where municipality_id = current_municipality() order by number desc limit 1
      on conflict (municipality_id, day) do nothing returning id $$`.execute(db);
  await permit(db, 'anchor_audit(date)');
  await sql`
    create function municipalities_to_anchor(the_day date) returns setof uuid
    language sql stable security definer set search_path = public, pg_temp as $$
      select m.id from municipality m
      cross join lateral (
        select hash from audit_batch where municipality_id = m.id order by number desc limit 1) head
      left join lateral (
        select day, hash from audit_anchor where municipality_id = m.id order by day desc limit 1) told on true
      where told.day is null or (told.day < the_day and told.hash <> head.hash) $$`.execute(db);
  await permit(db, 'municipalities_to_anchor(date)');
}

async function permit(db: Kysely<unknown>, name: string): Promise<void> {
  await sql`revoke execute on function ${sql.raw(name)} from public`.execute(db);
  await sql`grant execute on function ${sql.raw(name)} to easycare_app`.execute(db);
}

async function addAnchorEmails(db: Kysely<unknown>): Promise<void> {
  const subjects = sql`request_id, digest_id, volunteer_link_id, volunteer_event_id, invitation_id, audit_anchor_id`;
  const isLetter = sql`(volunteer_link_id is not null or volunteer_event_id is not null or invitation_id is not null
    or audit_anchor_id is not null)`;
  await sql`
    alter table email
      add column audit_anchor_id uuid,
      add constraint email_audit_anchor_fkey foreign key (municipality_id, audit_anchor_id)
        references audit_anchor (municipality_id, id),
      drop constraint email_kind_check,
      add constraint email_kind_check check (kind in ('new_requests_to_operator', 'request_to_volunteer',
        'dispatch_to_lead', 'receipt_to_requester', 'no_volunteer_to_operator', 'confirm_to_volunteer',
        'link_to_volunteer', 'approved_to_volunteer', 'refused_to_volunteer', 'suspended_to_volunteer',
        'invitation_to_member', 'audit_head_to_officer')),
      drop constraint email_subject,
      add constraint email_subject check (subject_id = coalesce(${subjects})),
      drop constraint email_one_subject,
      add constraint email_one_subject check (num_nonnulls(${subjects}) = 1),
      add constraint email_of_audit_anchor check ((audit_anchor_id is not null) = (kind = 'audit_head_to_officer'))`.execute(
    db,
  );
  await sql`drop index email_without_run`.execute(db);
  await sql`create index email_without_run on email (created_at) where run_started_at is null and ${isLetter}`.execute(
    db,
  );
  await sql`
    create or replace function letters_without_run(most integer) returns table (municipality_id uuid, id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
      select municipality_id, id from email
      where run_started_at is null and ${isLetter} and created_at < now() - interval '3 seconds'
      order by created_at limit $1 $$`.execute(db);
}
