import { type Kysely, sql } from 'kysely';

/** How long a Comune keeps what people wrote, since when each request is kept, and what an erased one looks like. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table municipality
      add column discarded_kept_days smallint not null default 30 check (discarded_kept_days between 1 and 365),
      add column dispatched_kept_days smallint not null default 365
        check (dispatched_kept_days between 30 and 3650)`.execute(db);
  await sql`alter table help_request add column kept_since timestamptz, add column erased_at timestamptz`.execute(db);

  // By a trigger, so that a worker of the release before, which doesn't know the column, sets it all the same.
  await sql`
    create function count_from_decision() returns trigger language plpgsql as $$
    begin
      if new.status in ('dispatched', 'discarded') then
        if tg_op = 'UPDATE' or new.kept_since is null then new.kept_since := now(); end if;
      else
        new.kept_since := null;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger help_request_kept_on_insert before insert on help_request
      for each row when (new.status in ('dispatched', 'discarded')) execute function count_from_decision()`.execute(db);
  await sql`
    create trigger help_request_kept_on_update before update of status on help_request
      for each row when (old.status is distinct from new.status) execute function count_from_decision()`.execute(db);
  await sql`
    update help_request r set kept_since = coalesce((
      select max(d.settled_at) from decision d
      where d.request_id = r.id and d.outcome in ('dispatched', 'discarded')), r.submitted_at)
    where r.status in ('dispatched', 'discarded')`.execute(db);

  // What only an erased request may lack. They allow what the old ones did, so the rows there are need no reading.
  await sql`
    alter table help_request
      drop constraint help_request_secret_check,
      drop constraint help_request_given_name_check,
      drop constraint help_request_family_name_check,
      drop constraint help_request_telephone_check,
      drop constraint help_request_address_check,
      drop constraint help_request_description_check,
      add constraint help_request_secret_check
        check (erased_at is not null or length(secret) >= 32) not valid,
      add constraint help_request_given_name_check
        check (erased_at is not null or char_length(given_name) between 1 and 100) not valid,
      add constraint help_request_family_name_check
        check (erased_at is not null or char_length(family_name) between 1 and 100) not valid,
      add constraint help_request_telephone_check
        check (erased_at is not null or telephone ~ '^\\+[0-9]{4,15}$') not valid,
      add constraint help_request_address_check
        check (erased_at is not null or char_length(address) between 1 and 200) not valid,
      add constraint help_request_description_check
        check (erased_at is not null or char_length(description) between 1 and 1000) not valid,
      add constraint help_request_kept check ((kept_since is not null) = (status in ('dispatched', 'discarded'))),
      -- The key is the client's own text, and a fingerprint can be tried out: neither stays.
      add constraint help_request_erased check (erased_at is null or (
        status in ('dispatched', 'discarded') and secret = '' and given_name = '' and family_name = ''
        and telephone = '' and email is null and address = '' and description = '' and preferred_date is null
        and idempotency_key = 'erased:' || id::text and fingerprint = decode(repeat('00', 32), 'hex')))`.execute(db);
  await sql`
    create index help_request_to_erase on help_request (municipality_id, status, kept_since)
      where erased_at is null and status in ('dispatched', 'discarded')`.execute(db);
  await sql`
    alter table timeline_entry drop constraint timeline_entry_event_check,
      add constraint timeline_entry_event_check check (event in (
        'submitted', 'announced', 'announced_late', 'imported', 'corrected', 'volunteer_excluded',
        'volunteer_included', 'choice_taken_back', 'dispatch_decided', 'discard_decided', 'restore_decided',
        'volunteers_selected', 'volunteer_replaced', 'volunteer_undeliverable', 'email_ambiguous', 'dispatched',
        'no_volunteers', 'discarded', 'restored', 'decision_superseded', 'closed', 'erased')) not valid`.execute(db);
  // One duty a request; a month as the law counts it, from the day it was asked.
  await sql`
    create table erasure_request (
      request_id uuid primary key,
      municipality_id uuid not null,
      asked_at timestamptz not null default now(),
      due_at timestamptz not null default now() + interval '1 month' check (due_at > asked_at),
      done_at timestamptz,
      -- Null also where the night's retention was first.
      done_by uuid,
      foreign key (municipality_id, request_id) references help_request (municipality_id, id) on delete cascade,
      foreign key (municipality_id, done_by) references operator (municipality_id, id),
      check (done_by is null or done_at is not null)
    )`.execute(db);
  await sql`
    create index erasure_request_to_do on erasure_request (municipality_id, due_at) where done_at is null`.execute(db);
  await sql`call confine_to_municipality('erasure_request')`.execute(db);
  await keepOutOfSamples(db);
}

/** What says who somebody is and what no query looks for. */
const unsampled = [
  ['help_request', 'given_name'],
  ['help_request', 'family_name'],
  ['help_request', 'email'],
  ['help_request', 'address'],
  ['help_request', 'description'],
  ['help_request', 'preferred_date'],
  ['help_request', 'secret'],
  ['help_request', 'idempotency_key'],
  ['help_request', 'fingerprint'],
  ['decision', 'note'],
  ['request_choice', 'note'],
] as const;

/**
 * ANALYZE copies values out of the rows for the planner, where they outlive them. It takes none of what no query looks
 * for; of what is searched the night's retention takes a sample anew (`src/db/planner-samples.ts`).
 */
async function keepOutOfSamples(db: Kysely<unknown>): Promise<void> {
  for (const [table, column] of unsampled) {
    await sql`alter table ${sql.table(table)} alter column ${sql.ref(column)} set statistics 0`.execute(db);
    await sql`select pg_clear_attribute_stats('public', ${table}, ${column}, false)`.execute(db);
  }
  await sql`grant maintain on help_request to easycare_app`.execute(db);
}
