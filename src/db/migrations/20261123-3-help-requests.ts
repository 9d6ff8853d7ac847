import { type Kysely, sql } from 'kysely';

/** The request, what was decided, who was asked, what was written, and what happened. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create extension if not exists pg_trgm`.execute(db);
  await sql`create extension if not exists btree_gin`.execute(db);
  await sql`
    create table digest (
      id uuid primary key default uuidv7(),
      municipality_id uuid not null references municipality,
      -- The request whose run sends this digest, and for which of its two announcements.
      claimed_by uuid not null,
      reason text not null check (reason in ('new', 'late')),
      created_at timestamptz not null default now(),
      unique (municipality_id, id),
      unique (claimed_by, reason)
    )`.execute(db);
  await sql`create index digest_last on digest (municipality_id, created_at desc)`.execute(db);
  await sql`
    create table help_request (
      id uuid primary key default uuidv7(),
      municipality_id uuid not null references municipality,
      reference text not null check (reference ~ '^[2-9A-HJKMNPRSTV-Z]{4}-[2-9A-HJKMNPRSTV-Z]{4}$'),
      secret text not null check (length(secret) >= 32),
      idempotency_key text not null check (length(idempotency_key) between 1 and 200),
      fingerprint bytea not null check (length(fingerprint) = 32),
      channel text not null check (channel in ('citizen', 'office')),
      submitted_by uuid,
      need_code text not null,
      given_name text not null check (char_length(given_name) between 1 and 100),
      family_name text not null check (char_length(family_name) between 1 and 100),
      telephone text not null check (telephone ~ '^\\+[0-9]{4,15}$'),
      email text check (email ~ '^[^[:space:]@,;<>()"]+@[^[:space:]@,;<>()"]+$'),
      address text not null check (char_length(address) between 1 and 200),
      zone_code text not null,
      preferred_date date,
      preferred_part text check (preferred_part in ('morning', 'afternoon', 'evening')),
      description text not null check (char_length(description) between 1 and 1000),
      status text not null default 'submitted'
        check (status in ('submitted', 'awaiting_operator', 'dispatched', 'discarded')),
      version integer not null default 1,
      submitted_at timestamptz not null default now(),
      imported_at timestamptz,
      imported_by uuid,
      announced_in uuid,
      late_at timestamptz,
      announced_late_in uuid,
      no_volunteers_at timestamptz,
      closed_at timestamptz,
      closed_by uuid,
      run_started_at timestamptz,
      import_signalled_at timestamptz,
      search text not null generated always as
        (lower(family_name || ' ' || given_name || ' ' || telephone || ' ' || reference)) stored,
      unique (municipality_id, id),
      unique (municipality_id, reference),
      unique (municipality_id, idempotency_key),
      foreign key (municipality_id, need_code) references need,
      foreign key (municipality_id, zone_code) references zone,
      foreign key (municipality_id, announced_in) references digest (municipality_id, id),
      foreign key (municipality_id, announced_late_in) references digest (municipality_id, id),
      foreign key (municipality_id, submitted_by) references operator (municipality_id, id),
      foreign key (municipality_id, imported_by) references operator (municipality_id, id),
      foreign key (municipality_id, closed_by) references operator (municipality_id, id),
      check ((channel = 'office') = (submitted_by is not null)),
      check ((preferred_date is null) = (preferred_part is null)),
      check ((imported_at is null) = (imported_by is null)),
      check ((closed_at is null) = (closed_by is null)),
      check (status = 'submitted' or imported_at is not null),
      check (closed_at is null or status = 'dispatched')
    )`.execute(db);
  await sql`
    create index help_request_table on help_request (municipality_id, status, submitted_at, id)`.execute(db);
  await sql`
    create index help_request_all on help_request (municipality_id, submitted_at, id)
      where status <> 'submitted'`.execute(db);
  await sql`
    create index help_request_search on help_request using gin (municipality_id, search gin_trgm_ops)`.execute(db);
  await sql`
    create index help_request_telephone on help_request (municipality_id, telephone, submitted_at)`.execute(db);
  await sql`
    create index help_request_unannounced on help_request (municipality_id, submitted_at)
      where announced_in is null and status in ('submitted', 'awaiting_operator')`.execute(db);
  await sql`
    create index help_request_unannounced_late on help_request (municipality_id, late_at)
      where late_at is not null and announced_late_in is null and status in ('submitted', 'awaiting_operator')`.execute(
    db,
  );
  await sql`create index help_request_digest on help_request (announced_in)`.execute(db);
  await sql`
    create index help_request_late_digest on help_request (announced_late_in)
      where announced_late_in is not null`.execute(db);
  await sql`
    create index help_request_without_run on help_request (submitted_at) where run_started_at is null`.execute(db);
  await sql`
    create index help_request_unsignalled_import on help_request (imported_at)
      where imported_at is not null and import_signalled_at is null`.execute(db);

  await sql`
    create table help_request_skill (
      municipality_id uuid not null,
      request_id uuid not null,
      skill_code text not null,
      primary key (request_id, skill_code),
      foreign key (municipality_id, request_id) references help_request (municipality_id, id) on delete cascade,
      foreign key (municipality_id, skill_code) references skill
    )`.execute(db);

  await sql`
    create table decision (
      id uuid primary key default uuidv7(),
      municipality_id uuid not null,
      request_id uuid not null,
      round smallint not null check (round > 0),
      kind text not null check (kind in ('dispatch', 'discard', 'restore', 'close')),
      reason text check (reason in ('missing_data', 'not_pertinent', 'duplicate', 'withdrawn', 'other')),
      note text check (char_length(note) <= 500),
      decided_by uuid not null,
      decided_at timestamptz not null default now(),
      signalled_at timestamptz,
      settled_at timestamptz,
      outcome text
        check (outcome in ('dispatched', 'no_volunteers', 'discarded', 'restored', 'closed', 'superseded')),
      unique (request_id, round),
      unique (municipality_id, id),
      foreign key (municipality_id, request_id) references help_request (municipality_id, id) on delete cascade,
      foreign key (municipality_id, decided_by) references operator (municipality_id, id),
      check ((settled_at is null) = (outcome is null)),
      check ((kind = 'discard') = (reason is not null)),
      check (outcome is null or outcome = 'superseded'
        or (kind = 'dispatch' and outcome in ('dispatched', 'no_volunteers'))
        or (kind = 'discard' and outcome = 'discarded')
        or (kind = 'restore' and outcome = 'restored')
        or (kind = 'close' and outcome = 'closed'))
    )`.execute(db);
  await sql`
    create unique index decision_pending on decision (request_id, decided_by, kind)
      where settled_at is null`.execute(db);
  await sql`
    create index decision_unsignalled on decision (decided_at)
      where signalled_at is null and settled_at is null`.execute(db);

  await sql`
    create table offer (
      id uuid primary key default uuidv7(),
      municipality_id uuid not null,
      request_id uuid not null,
      volunteer_id uuid not null,
      decision_id uuid not null,
      rank smallint not null check (rank > 0),
      reasons jsonb not null,
      state text not null default 'open'
        check (state in ('open', 'accepted', 'declined', 'undeliverable', 'closed')),
      created_at timestamptz not null default now(),
      expires_at timestamptz not null check (expires_at > created_at),
      replaces_offer_id uuid unique references offer,
      unique (request_id, volunteer_id),
      unique (decision_id, rank),
      foreign key (municipality_id, request_id) references help_request (municipality_id, id) on delete cascade,
      foreign key (municipality_id, volunteer_id) references volunteer (municipality_id, id),
      foreign key (municipality_id, decision_id) references decision (municipality_id, id) on delete cascade
    )`.execute(db);
  await sql`create index offer_open on offer (volunteer_id, expires_at) where state = 'open'`.execute(db);

  await sql`
    create table email (
      id uuid primary key default uuidv7(),
      municipality_id uuid not null references municipality,
      kind text not null check (kind in ('new_requests_to_operator', 'request_to_volunteer', 'dispatch_to_lead',
        'receipt_to_requester', 'no_volunteer_to_operator')),
      subject_id uuid not null,
      recipient_id uuid not null,
      round smallint not null check (round >= 0),
      request_id uuid,
      digest_id uuid,
      offer_id uuid references offer on delete cascade,
      message_id text not null unique,
      state text not null default 'queued'
        check (state in ('queued', 'sending', 'sent', 'failed', 'ambiguous')),
      attempts smallint not null default 0 check (attempts >= 0),
      uncertain smallint not null default 0 check (uncertain between 0 and 2),
      claim uuid,
      last_reply smallint check (last_reply between 200 and 599),
      created_at timestamptz not null default now(),
      first_attempt_at timestamptz,
      sent_at timestamptz,
      unique (kind, subject_id, recipient_id, round),
      foreign key (municipality_id, request_id) references help_request (municipality_id, id) on delete cascade,
      foreign key (municipality_id, digest_id) references digest (municipality_id, id),
      check (subject_id = coalesce(request_id, digest_id)),
      check ((request_id is null) <> (digest_id is null)),
      check ((kind = 'request_to_volunteer') = (offer_id is not null)),
      check ((state = 'sending') = (claim is not null)),
      check (state <> 'sent' or sent_at is not null)
    )`.execute(db);
  await sql`create index email_request on email (request_id) where request_id is not null`.execute(db);
  await sql`create index email_digest on email (digest_id) where digest_id is not null`.execute(db);
  await sql`create index email_offer on email (offer_id) where offer_id is not null`.execute(db);

  await sql`
    create table timeline_entry (
      id bigint generated always as identity primary key,
      municipality_id uuid not null,
      request_id uuid not null,
      at timestamptz not null default clock_timestamp(),
      event text not null check (event in (
        'submitted', 'announced', 'announced_late', 'imported', 'corrected', 'dispatch_decided',
        'discard_decided', 'restore_decided', 'volunteers_selected', 'volunteer_replaced',
        'volunteer_undeliverable', 'email_ambiguous', 'dispatched', 'no_volunteers', 'discarded',
        'restored', 'decision_superseded', 'closed')),
      by_operator uuid,
      foreign key (municipality_id, request_id) references help_request (municipality_id, id) on delete cascade,
      foreign key (municipality_id, by_operator) references operator (municipality_id, id)
    )`.execute(db);
  await sql`create index timeline_entry_request on timeline_entry (request_id, id desc)`.execute(db);

  await sql`
    create table submission_limit (
      key text primary key,
      points integer not null default 0,
      expire bigint
    )`.execute(db);
}
