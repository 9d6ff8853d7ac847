import { type Kysely, sql } from 'kysely';
import { widenCheck } from './widen-check.ts';

/** Who asked can withdraw the request on its page: a decision that no operator took (ADR 0034). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table help_request add column withdrawn_at timestamptz`.execute(db);
  // Without an importer, or who closed it, only where who asked withdrew it first.
  await widenCheck(db, 'help_request', 'help_request_check3', sql`(closed_by is null and withdrawn_at is not null)`);
  await widenCheck(db, 'help_request', 'help_request_check4', sql`(status = 'discarded' and withdrawn_at is not null)`);
  await sql`
    alter table decision
      alter column decided_by drop not null,
      add constraint decision_by_citizen check (decided_by is not null
        or (kind = 'discard' and reason = 'withdrawn') or (kind = 'close' and outcome is not distinct from 'closed')),
      add constraint decision_citizen_at_once check (decided_by is not null or undo_until is null)`.execute(db);
  await sql`
    create unique index decision_withdrawal_pending on decision (request_id)
      where decided_by is null and settled_at is null`.execute(db);
  await widenCheck(db, 'timeline_entry', 'timeline_entry_event_check', sql`event = 'withdrawn'`);
  await widenCheck(db, 'email', 'email_kind_check', sql`kind in ('withdrawn_to_volunteer', 'withdrawn_to_lead')`);
  await giveRunsOfTheirOwn(db);
  await countOperatorsAlone(db);
}

/** The request's run is over when they are written: they leave by themselves, though they are about a request. */
async function giveRunsOfTheirOwn(db: Kysely<unknown>): Promise<void> {
  const isLetter = sql`((request_id is null and digest_id is null)
    or kind in ('withdrawn_to_volunteer', 'withdrawn_to_lead'))`;
  await sql`drop index email_without_run`.execute(db);
  await sql`
    create index email_without_run on email (created_at) where run_started_at is null and ${isLetter}`.execute(db);
  await sql`
    create or replace function letters_without_run(most integer) returns table (municipality_id uuid, id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
      select municipality_id, id from email
      where run_started_at is null and ${isLetter} and created_at < now() - interval '3 seconds'
      order by created_at limit $1 $$`.execute(db);
}

/** How long people wait until an operator has looked: their own withdrawing says nothing of it. */
async function countOperatorsAlone(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace function note_first_decisions() returns trigger language plpgsql as $$
    begin
      insert into daily_change (municipality_id, day, subject, code, outcome, change)
      select r.municipality_id, day_in_italy(r.submitted_at), 'decision_wait', wait_bucket(r.submitted_at, d.decided_at),
        'waited', count(*)
      from new_rows d join help_request r on r.municipality_id = d.municipality_id and r.id = d.request_id
      where d.round = 1 and d.decided_by is not null group by 1, 2, 3, 4, 5;
      return null;
    end $$`.execute(db);
}
