import { type Kysely, sql } from 'kysely';

/**
 * How easy people found the service to use: docs/decisions/0038. A rating says its day and nothing of who gave it; a
 * request says only that it has been rated.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table rating (
      -- No number in order: beside the requests' it would tell whose rating it is.
      id uuid primary key default gen_random_uuid(),
      municipality_id uuid not null references municipality,
      service text not null check (service in ('request', 'registration')),
      day date not null default (now() at time zone 'Europe/Rome')::date,
      stars smallint not null check (stars between 1 and 5),
      -- What was liked, with four stars or five, or where it was hard.
      answer text check (answer in ('clear', 'complete', 'oriented', 'no_problems', 'other')),
      -- Empty again once it is as old as a dispatched request may become.
      comment text check (comment ~ '\\S' and char_length(comment) <= 200)
    )`.execute(db);
  await sql`create index rating_of_days on rating (municipality_id, day)`.execute(db);
  await sql`create index rating_commented on rating (municipality_id, day) where comment is not null`.execute(db);
  await sql`
    create table rated_request (
      request_id uuid primary key,
      municipality_id uuid not null,
      foreign key (municipality_id, request_id) references help_request (municipality_id, id) on delete cascade
    )`.execute(db);
  for (const table of ['rating', 'rated_request'])
    await sql`call confine_to_municipality(${sql.lit(table)})`.execute(db);
  // What was given stays as it is, but for the words.
  await sql`revoke update, delete on rating from easycare_app`.execute(db);
  await sql`grant update (comment) on rating to easycare_app`.execute(db);
  await sql`revoke update, delete on rated_request from easycare_app`.execute(db);
  // One more way across Comuni (20261128-9-isolation): whose comments are over.
  await sql`
    create function municipalities_with_old_comments() returns setof uuid
    language sql stable security definer set search_path = public, pg_temp as $$
      select id from municipality m where exists (
        select from rating r where r.municipality_id = m.id and r.comment is not null
          and r.day < current_date - m.dispatched_kept_days) $$`.execute(db);
  await sql`revoke execute on function municipalities_with_old_comments() from public`.execute(db);
  await sql`grant execute on function municipalities_with_old_comments() to easycare_app`.execute(db);
}
