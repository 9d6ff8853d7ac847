import { type Kysely, sql } from 'kysely';
import { widenCheck } from './widen-check.ts';

/** What an operator asks who made a request, and what they answer on its page. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table information_request (
      id uuid primary key default uuidv7(),
      municipality_id uuid not null,
      request_id uuid not null,
      question text not null check (char_length(question) between 1 and 500),
      asked_by uuid not null,
      asked_at timestamptz not null default now(),
      answer text check (char_length(answer) between 1 and 1000),
      answered_at timestamptz check (answered_at >= asked_at),
      foreign key (municipality_id, request_id) references help_request (municipality_id, id) on delete cascade,
      foreign key (municipality_id, asked_by) references operator (municipality_id, id),
      check ((answer is null) = (answered_at is null))
    )`.execute(db);
  await sql`create index information_request_of on information_request (request_id, asked_at)`.execute(db);
  await sql`call confine_to_municipality('information_request')`.execute(db);
  // What people write is not for the planner's samples, where it would outlive its row.
  for (const column of ['question', 'answer']) {
    await sql`alter table information_request alter column ${sql.ref(column)} set statistics 0`.execute(db);
  }
  await widenCheck(
    db,
    'timeline_entry',
    'timeline_entry_event_check',
    sql`event in ('information_asked', 'information_given')`,
  );
  await widenCheck(db, 'email', 'email_kind_check', sql`kind = 'question_to_requester'`);
  await giveARunOfItsOwn(db);
}

/** As the letters of a withdrawal: it leaves beside the request's run, which waits for a decision. */
async function giveARunOfItsOwn(db: Kysely<unknown>): Promise<void> {
  const isLetter = sql`((request_id is null and digest_id is null)
    or kind in ('withdrawn_to_volunteer', 'withdrawn_to_lead', 'question_to_requester'))`;
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
