import { type Kysely, type QueryExecutorProvider, sql } from 'kysely';

/**
 * What the statistics are made of: for each day how many, and nothing of anybody. Triggers note every change in a log,
 * where writers only add rows and so never wait for each other; `sumDailyChanges` adds it to the counts. Why not
 * counted when asked: docs/decisions/0029.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTables(db);
  await createWaitBucket(db);
  await countRequests(db);
  await countDecisions(db);
  await countEmails(db);
  await countOffers(db);
  await countWhatIsThere(db);
  await createWayToSum(db);
}

async function createTables(db: Kysely<unknown>): Promise<void> {
  // What is counted, as `day`, the Comune's calendar day on which the request came in, the email was queued or the offer
  // was made; `code`, of the need, the zone, the channel, the kind of email or the wait; and what became of it.
  const what = sql`
    municipality_id uuid not null,
    day date not null,
    subject text not null,
    code text not null,
    outcome text not null,
    check ((subject in ('need', 'zone', 'channel') and outcome in ('received', 'dispatched', 'discarded'))
      or (subject in ('import_wait', 'decision_wait') and outcome = 'waited' and code ~ '^[0-9]+$')
      or (subject = 'email' and outcome in ('sent', 'failed'))
      or (subject = 'offer' and outcome = 'made'))`;
  await sql`
    create table daily_count (
      ${what},
      counted integer not null,
      primary key (municipality_id, subject, day, code, outcome),
      foreign key (municipality_id) references municipality
    )`.execute(db);
  // Without a reference to the Comune: the row that is noted has one, and its check would cost more than the note.
  await sql`create table daily_change (${what}, change integer not null check (change <> 0))`.execute(db);
  await sql`create index daily_change_municipality on daily_change (municipality_id, day)`.execute(db);
  for (const table of ['daily_count', 'daily_change']) {
    await sql`call confine_to_municipality(${sql.lit(table)})`.execute(db);
  }
  await sql`revoke delete on daily_count from easycare_app`.execute(db);
  await sql`revoke update on daily_change from easycare_app`.execute(db);
  await sql`
    create function day_in_italy(instant timestamptz) returns date language sql immutable parallel safe
    return (instant at time zone 'Europe/Rome')::date`.execute(db);
}

/** Eight steps for each doubling of the minutes, so that a wait is told to within 5 per cent: `toWaitMinutes`. */
async function createWaitBucket(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function wait_bucket(since timestamptz, until timestamptz) returns text language sql immutable parallel safe
    return round(8 * ln(1 + greatest(0, extract(epoch from until - since)::float8 / 60)) / ln(2::float8))::int::text`.execute(
    db,
  );
}

/** Of a request `r` what is counted: that it came in and, once it is decided, what was decided; thrice each. */
const facets = sql`
  cross join lateral (values ('need', r.need_code), ('zone', r.zone_code), ('channel', r.channel)) s (subject, code)
  cross join lateral (
    select 'received' as outcome union all select r.status where r.status in ('dispatched', 'discarded')) o`;

async function countRequests(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function note_new_requests() returns trigger language plpgsql as $$
    begin
      insert into daily_change (municipality_id, day, subject, code, outcome, change)
      select r.municipality_id, day_in_italy(r.submitted_at), s.subject, s.code, o.outcome, count(*)
      from new_rows r ${facets} group by 1, 2, 3, 4, 5
      union all
      select municipality_id, day_in_italy(submitted_at), 'import_wait', wait_bucket(submitted_at, imported_at), 'waited',
        count(*)
      from new_rows where imported_at is not null group by 1, 2, 3, 4, 5;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger help_request_counted after insert on help_request referencing new table as new_rows
      for each statement execute function note_new_requests()`.execute(db);
  // Where it stood it is taken out, and put in where it stands: a correction changes the need, a restoring the outcome.
  await sql`
    create function note_changed_request() returns trigger language plpgsql as $$
    begin
      insert into daily_change (municipality_id, day, subject, code, outcome, change)
      select r.municipality_id, day_in_italy(r.submitted_at), s.subject, s.code, o.outcome, sum(r.change)
      from (values
        (-1, old.municipality_id, old.submitted_at, old.need_code, old.zone_code, old.channel, old.status),
        (1, new.municipality_id, new.submitted_at, new.need_code, new.zone_code, new.channel, new.status)
      ) r (change, municipality_id, submitted_at, need_code, zone_code, channel, status) ${facets}
      group by 1, 2, 3, 4, 5 having sum(r.change) <> 0;
      if new.imported_at is not null and old.imported_at is null then
        insert into daily_change (municipality_id, day, subject, code, outcome, change)
        values (new.municipality_id, day_in_italy(new.submitted_at), 'import_wait',
          wait_bucket(new.submitted_at, new.imported_at), 'waited', 1);
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger help_request_counted_again after update on help_request for each row
      when (old.status <> new.status or old.need_code <> new.need_code or old.zone_code <> new.zone_code
        or (old.imported_at is null and new.imported_at is not null))
      execute function note_changed_request()`.execute(db);
}

/** The first decision alone: how long somebody waited until an operator had looked. */
async function countDecisions(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function note_first_decisions() returns trigger language plpgsql as $$
    begin
      insert into daily_change (municipality_id, day, subject, code, outcome, change)
      select r.municipality_id, day_in_italy(r.submitted_at), 'decision_wait', wait_bucket(r.submitted_at, d.decided_at),
        'waited', count(*)
      from new_rows d join help_request r on r.municipality_id = d.municipality_id and r.id = d.request_id
      where d.round = 1 group by 1, 2, 3, 4, 5;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger decision_counted after insert on decision referencing new table as new_rows
      for each statement execute function note_first_decisions()`.execute(db);
}

/** What is under way is not counted yet. */
async function countEmails(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function note_email() returns trigger language plpgsql as $$
    begin
      insert into daily_change (municipality_id, day, subject, code, outcome, change)
      select e.municipality_id, day_in_italy(e.created_at), 'email', e.kind, e.state, e.change
      from (values (-1, old.municipality_id, old.created_at, old.kind, old.state),
        (1, new.municipality_id, new.created_at, new.kind, new.state)) e (change, municipality_id, created_at, kind, state)
      where e.state in ('sent', 'failed');
      return null;
    end $$`.execute(db);
  await sql`
    create trigger email_counted after insert on email for each row
      when (new.state in ('sent', 'failed')) execute function note_email()`.execute(db);
  await sql`
    create trigger email_counted_again after update on email for each row
      when (old.state <> new.state and (old.state in ('sent', 'failed') or new.state in ('sent', 'failed')))
      execute function note_email()`.execute(db);
}

async function countOffers(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function note_offers() returns trigger language plpgsql as $$
    begin
      insert into daily_change (municipality_id, day, subject, code, outcome, change)
      select municipality_id, day_in_italy(created_at), 'offer', '', 'made', count(*) from new_rows group by 1, 2;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger offer_counted after insert on offer referencing new table as new_rows
      for each statement execute function note_offers()`.execute(db);
}

export async function countWhatIsThere(db: QueryExecutorProvider): Promise<void> {
  await sql`
    insert into daily_count (municipality_id, day, subject, code, outcome, counted)
    select r.municipality_id, day_in_italy(r.submitted_at), s.subject, s.code, o.outcome, count(*)
    from help_request r ${facets} group by 1, 2, 3, 4, 5
    union all
    select municipality_id, day_in_italy(submitted_at), 'import_wait', wait_bucket(submitted_at, imported_at), 'waited',
      count(*)
    from help_request where imported_at is not null group by 1, 2, 3, 4, 5
    union all
    select r.municipality_id, day_in_italy(r.submitted_at), 'decision_wait', wait_bucket(r.submitted_at, d.decided_at),
      'waited', count(*)
    from decision d join help_request r on r.id = d.request_id where d.round = 1 group by 1, 2, 3, 4, 5
    union all
    select municipality_id, day_in_italy(created_at), 'email', kind, state, count(*)
    from email where state in ('sent', 'failed') group by 1, 2, 3, 4, 5
    union all
    select municipality_id, day_in_italy(created_at), 'offer', '', 'made', count(*)
    from offer group by 1, 2, 3, 4, 5`.execute(db);
}

/** One more way across Comuni (`20261128-9-isolation.ts`): whose log has something to add up. */
async function createWayToSum(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function municipalities_to_sum() returns setof uuid
    language sql stable security definer set search_path = public, pg_temp as $$
      select id from municipality m where exists (select from daily_change c where c.municipality_id = m.id) $$`.execute(
    db,
  );
  await sql`revoke execute on function municipalities_to_sum() from public`.execute(db);
  await sql`grant execute on function municipalities_to_sum() to easycare_app`.execute(db);
}
