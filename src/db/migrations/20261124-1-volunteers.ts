import { type Kysely, sql } from 'kysely';

/**
 * All that a Comune knows of its volunteers: what they can serve and when, how they came in and what was decided of them,
 * their links, and the emails that tell them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table language (
      municipality_id uuid not null references municipality,
      code text not null check (code ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
      label text not null check (label <> ''),
      position smallint not null,
      primary key (municipality_id, code)
    )`.execute(db);
  await sql`
    create table zone_neighbour (
      municipality_id uuid not null,
      zone_code text not null,
      neighbour_code text not null check (neighbour_code <> zone_code),
      primary key (municipality_id, zone_code, neighbour_code),
      foreign key (municipality_id, zone_code) references zone on delete cascade,
      foreign key (municipality_id, neighbour_code) references zone on delete cascade,
      -- Each pair stands both ways round.
      constraint zone_neighbour_mutual foreign key (municipality_id, neighbour_code, zone_code)
        references zone_neighbour (municipality_id, zone_code, neighbour_code) deferrable initially deferred
    )`.execute(db);
  await sql`
    alter table municipality
      add column cool_off_seconds integer not null default 0 check (cool_off_seconds >= 0),
      -- The criteria by which volunteers are ranked, the first one first; ties fall to the id.
      add column ranking text[] not null default '{open_offers,last_offered,zone}'
        check (ranking @> '{open_offers,last_offered,zone}' and cardinality(ranking) = 3)`.execute(db);
  await sql`
    alter table need
      add column vehicle boolean not null default false,
      add column languages_match text not null default 'any' check (languages_match in ('any', 'all'))`.execute(db);
  await sql`
    create table need_language (
      municipality_id uuid not null,
      need_code text not null,
      language_code text not null,
      primary key (municipality_id, need_code, language_code),
      foreign key (municipality_id, need_code) references need on delete cascade,
      foreign key (municipality_id, language_code) references language
    )`.execute(db);

  await sql`
    alter table help_request
      add column vehicle boolean not null default false,
      add column languages_match text not null default 'any' check (languages_match in ('any', 'all')),
      -- Whether only volunteers are asked who are free at the preferred time, where there is one.
      add column time_required boolean not null default true`.execute(db);
  await sql`
    create table help_request_language (
      municipality_id uuid not null,
      request_id uuid not null,
      language_code text not null,
      primary key (request_id, language_code),
      foreign key (municipality_id, request_id) references help_request (municipality_id, id) on delete cascade,
      foreign key (municipality_id, language_code) references language
    )`.execute(db);

  await sql`
    alter table volunteer
      add column birth_date date check (birth_date between '1900-01-01' and '2100-01-01'),
      add column vehicle boolean not null default false,
      -- A bit for each part of each day of the week: Monday morning is the first, Sunday evening the 21st.
      add column availability integer not null default 2097151 check (availability between 1 and 2097151),
      add column paused_until date,
      add column confirmed_at timestamptz,
      add column privacy_notice_read_at timestamptz,
      add column email_invalid_at timestamptz,
      add column updated_at timestamptz not null default now(),
      add column version integer not null default 1,
      add column search text not null generated always as
        (lower(family_name || ' ' || given_name || ' ' || telephone || ' ' || email)) stored,
      drop constraint volunteer_approval_check,
      add constraint volunteer_approval_check check (approval in ('pending', 'approved', 'refused', 'suspended')),
      drop constraint volunteer_max_open_offers_check,
      add constraint volunteer_max_open_offers_check check (max_open_offers between 1 and 100)`.execute(db);
  // Those whom the Comune added itself needed no link; who was not active pauses until somebody says otherwise.
  await sql`update volunteer set confirmed_at = created_at`.execute(db);
  await sql`update volunteer set paused_until = 'infinity' where not active`.execute(db);
  await sql`alter table volunteer drop column active`.execute(db);
  await sql`create index volunteer_name on volunteer (municipality_id, family_name, given_name, id)`.execute(db);
  await sql`
    create index volunteer_search on volunteer using gin (municipality_id, search gin_trgm_ops)`.execute(db);
  await sql`create index volunteer_telephone on volunteer (municipality_id, telephone)`.execute(db);
  await sql`create index volunteer_born on volunteer (municipality_id, birth_date) where birth_date is not null`.execute(
    db,
  );
  await sql`
    create index volunteer_waiting on volunteer (municipality_id, created_at, id) where approval = 'pending'`.execute(
    db,
  );
  await sql`
    create index volunteer_unreachable on volunteer (municipality_id, email_invalid_at, id)
      where email_invalid_at is not null`.execute(db);

  await sql`
    create table volunteer_language (
      municipality_id uuid not null,
      volunteer_id uuid not null,
      language_code text not null,
      primary key (municipality_id, language_code, volunteer_id),
      foreign key (municipality_id, volunteer_id) references volunteer (municipality_id, id) on delete cascade,
      foreign key (municipality_id, language_code) references language
    )`.execute(db);
  await sql`create index volunteer_language_volunteer on volunteer_language (volunteer_id)`.execute(db);
  // The needs that a volunteer serves; one who names none serves them all.
  await sql`
    create table volunteer_need (
      municipality_id uuid not null,
      volunteer_id uuid not null,
      need_code text not null,
      primary key (municipality_id, need_code, volunteer_id),
      foreign key (municipality_id, volunteer_id) references volunteer (municipality_id, id) on delete cascade,
      foreign key (municipality_id, need_code) references need
    )`.execute(db);
  await sql`create index volunteer_need_volunteer on volunteer_need (volunteer_id)`.execute(db);

  // What happened to a volunteer, newest first on the operators' page; a note is one of these too.
  await sql`
    create table volunteer_event (
      id uuid primary key default uuidv7(),
      municipality_id uuid not null,
      volunteer_id uuid not null,
      at timestamptz not null default clock_timestamp(),
      event text not null check (event in ('registered', 'added', 'imported', 'confirmed', 'approved', 'refused',
        'suspended', 'noted', 'changed', 'paused', 'resumed', 'email_invalid', 'email_valid', 'merged')),
      note text check (char_length(note) between 1 and 2000),
      by_operator uuid,
      unique (municipality_id, id),
      check (event <> 'noted' or note is not null),
      foreign key (municipality_id, volunteer_id) references volunteer (municipality_id, id) on delete cascade,
      foreign key (municipality_id, by_operator) references operator (municipality_id, id)
    )`.execute(db);
  await sql`create index volunteer_event_volunteer on volunteer_event (volunteer_id, id desc)`.execute(db);

  // A link in an email: it shows a page with a button, and the button uses it up.
  await sql`
    create table volunteer_link (
      id uuid primary key default uuidv7(),
      municipality_id uuid not null,
      volunteer_id uuid not null,
      purpose text not null check (purpose in ('confirm', 'enter')),
      secret text not null unique check (length(secret) >= 32),
      created_at timestamptz not null default now(),
      expires_at timestamptz not null check (expires_at > created_at),
      used_at timestamptz,
      unique (municipality_id, id),
      foreign key (municipality_id, volunteer_id) references volunteer (municipality_id, id) on delete cascade
    )`.execute(db);
  await sql`create index volunteer_link_volunteer on volunteer_link (volunteer_id)`.execute(db);
  await sql`create index volunteer_link_expired on volunteer_link (expires_at)`.execute(db);

  // Who entered by a link stays a while: the cookie holds the secret, this its SHA-256.
  await sql`
    create table volunteer_session (
      secret_hash bytea primary key check (length(secret_hash) = 32),
      municipality_id uuid not null,
      volunteer_id uuid not null,
      expires_at timestamptz not null,
      foreign key (municipality_id, volunteer_id) references volunteer (municipality_id, id) on delete cascade
    )`.execute(db);
  await sql`create index volunteer_session_volunteer on volunteer_session (volunteer_id)`.execute(db);
  await sql`create index volunteer_session_expired on volunteer_session (expires_at)`.execute(db);

  // Who leaves is erased; their offers stay counted, without them.
  await sql`
    alter table offer
      alter column volunteer_id drop not null,
      drop constraint offer_municipality_id_volunteer_id_fkey,
      add constraint offer_municipality_id_volunteer_id_fkey foreign key (municipality_id, volunteer_id)
        references volunteer (municipality_id, id) on delete set null (volunteer_id),
      add constraint offer_open_has_volunteer check (state <> 'open' or volunteer_id is not null)`.execute(db);
  await sql`create index offer_volunteer on offer (volunteer_id, created_at desc)`.execute(db);

  await sql`
    alter table email
      add column volunteer_link_id uuid references volunteer_link on delete cascade,
      add column volunteer_event_id uuid references volunteer_event on delete cascade,
      add column run_started_at timestamptz,
      drop constraint email_kind_check,
      add constraint email_kind_check check (kind in ('new_requests_to_operator', 'request_to_volunteer',
        'dispatch_to_lead', 'receipt_to_requester', 'no_volunteer_to_operator', 'confirm_to_volunteer',
        'link_to_volunteer', 'approved_to_volunteer', 'refused_to_volunteer', 'suspended_to_volunteer')),
      drop constraint email_check,
      drop constraint email_check1,
      add constraint email_subject check (
        subject_id = coalesce(request_id, digest_id, volunteer_link_id, volunteer_event_id)),
      add constraint email_one_subject check (
        num_nonnulls(request_id, digest_id, volunteer_link_id, volunteer_event_id) = 1),
      add constraint email_of_link check (
        (volunteer_link_id is not null) = (kind in ('confirm_to_volunteer', 'link_to_volunteer'))),
      add constraint email_of_event check ((volunteer_event_id is not null)
        = (kind in ('approved_to_volunteer', 'refused_to_volunteer', 'suspended_to_volunteer')))`.execute(db);
  await sql`create index email_recipient on email (recipient_id, created_at desc)`.execute(db);
  await sql`create index email_link on email (volunteer_link_id) where volunteer_link_id is not null`.execute(db);
  await sql`create index email_event on email (volunteer_event_id) where volunteer_event_id is not null`.execute(db);
  await sql`
    create index email_without_run on email (created_at)
      where run_started_at is null and (volunteer_link_id is not null or volunteer_event_id is not null)`.execute(db);
}
