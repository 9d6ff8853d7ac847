import { type Kysely, sql } from 'kysely';

/** What each person may do for a Comune, who administers the installation, and how people are invited. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addRoles(db);
  await keepAnAdministrator(db);
  await addInvitations(db);
  await addInvitationEmails(db);
  // What a clerk filled in, newest first.
  await sql`
    create index help_request_entered on help_request (municipality_id, submitted_by, submitted_at desc, id desc)
      where submitted_by is not null`.execute(db);
}

/**
 * Until now everybody could do everything. Each goes on as an operator; the settings go to one: who has been there
 * longest, and who shows the demonstration.
 */
async function addRoles(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table operator
      add column role text not null default 'operator'
        check (role in ('administrator', 'operator', 'clerk', 'operations_lead')),
      add column disabled_at timestamptz`.execute(db);
  await sql`
    update operator set role = 'administrator'
    where id in (select distinct on (municipality_id) id from operator order by municipality_id, created_at, id)
      or (email = 'operatore@comune.example'
        and municipality_id in (select id from municipality where demo))`.execute(db);
  // Nobody gets a role without somebody having chosen it.
  await sql`alter table operator alter column role drop default`.execute(db);
  await sql`
    create table auth.installation_administrator (
      user_id text primary key references auth."user" ("id") on delete cascade,
      created_at timestamptz not null default now()
    )`.execute(db);
}

/**
 * A Comune that has an administrator keeps one. The Comune's row is locked first, so that of two administrators who
 * take each other's place away at once, the second one is seen to be the last.
 */
async function keepAnAdministrator(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function keep_an_administrator() returns trigger language plpgsql as $$
    begin
      perform 1 from municipality where id = old.municipality_id for no key update;
      if not exists (
        select from operator
        where municipality_id = old.municipality_id and role = 'administrator' and disabled_at is null
      ) then
        raise exception 'a Comune keeps an administrator'
          using errcode = 'check_violation', constraint = 'operator_last_administrator', table = 'operator';
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger operator_keeps_administrator after update of role, disabled_at on operator for each row
      when (old.role = 'administrator' and old.disabled_at is null
        and (new.role <> 'administrator' or new.disabled_at is not null))
      execute function keep_an_administrator()`.execute(db);
  await sql`
    create trigger operator_leaves_administrator after delete on operator for each row
      when (old.role = 'administrator' and old.disabled_at is null)
      execute function keep_an_administrator()`.execute(db);
}

/** An invitation works once and not for long; what opens it stands nowhere, only its SHA-256 (ADR 0021). */
async function addInvitations(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table invitation (
      id uuid primary key,
      municipality_id uuid not null references municipality,
      email text not null check (email ~ '^[^[:space:]@,;<>()"]+@[^[:space:]@,;<>()"]+$'),
      name text not null check (char_length(name) between 1 and 100),
      role text not null check (role in ('administrator', 'operator', 'clerk', 'operations_lead')),
      secret_hash bytea not null unique check (length(secret_hash) = 32),
      -- Null where the invitation is from who administers the installation.
      invited_by uuid,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null check (expires_at > created_at),
      used_at timestamptz,
      withdrawn_at timestamptz,
      unique (municipality_id, id),
      check (num_nonnulls(used_at, withdrawn_at) <= 1),
      foreign key (municipality_id, invited_by) references operator (municipality_id, id)
    )`.execute(db);
  await sql`
    create unique index invitation_open on invitation (municipality_id, lower(email))
      where used_at is null and withdrawn_at is null`.execute(db);
  await sql`create index invitation_expired on invitation (expires_at)`.execute(db);
}

async function addInvitationEmails(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table email
      add column invitation_id uuid,
      add constraint email_invitation_fkey foreign key (municipality_id, invitation_id)
        references invitation (municipality_id, id) on delete cascade,
      drop constraint email_kind_check,
      add constraint email_kind_check check (kind in ('new_requests_to_operator', 'request_to_volunteer',
        'dispatch_to_lead', 'receipt_to_requester', 'no_volunteer_to_operator', 'confirm_to_volunteer',
        'link_to_volunteer', 'approved_to_volunteer', 'refused_to_volunteer', 'suspended_to_volunteer',
        'invitation_to_member')),
      drop constraint email_subject,
      add constraint email_subject check (
        subject_id = coalesce(request_id, digest_id, volunteer_link_id, volunteer_event_id, invitation_id)),
      drop constraint email_one_subject,
      add constraint email_one_subject check (
        num_nonnulls(request_id, digest_id, volunteer_link_id, volunteer_event_id, invitation_id) = 1),
      add constraint email_of_invitation check ((invitation_id is not null) = (kind = 'invitation_to_member'))`.execute(
    db,
  );
  await sql`create index email_invitation on email (invitation_id) where invitation_id is not null`.execute(db);
  await sql`drop index email_without_run`.execute(db);
  await sql`
    create index email_without_run on email (created_at)
      where run_started_at is null
        and (volunteer_link_id is not null or volunteer_event_id is not null or invitation_id is not null)`.execute(db);
}
