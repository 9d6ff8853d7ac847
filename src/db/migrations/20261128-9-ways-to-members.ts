import { type Kysely, sql } from 'kysely';

/** The ways across Comuni (`20261128-9-isolation.ts`) that know of invitations: their letters, their end, their links. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace function letters_without_run(most integer) returns table (municipality_id uuid, id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
      select municipality_id, id from email
      where run_started_at is null
        and (volunteer_link_id is not null or volunteer_event_id is not null or invitation_id is not null)
        and created_at < now() - interval '3 seconds'
      order by created_at limit $1 $$`.execute(db);
  await sql`
    create or replace function municipalities_to_tidy(erase_after_days integer, kept_days integer) returns setof uuid
    language sql stable security definer set search_path = public, pg_temp as $$
      select municipality_id from (
        select municipality_id from volunteer
        where confirmed_at is null and approval = 'pending' and privacy_notice_read_at is not null
          and created_at < now() - make_interval(days => $1)
        order by created_at limit 500) v
      union select municipality_id from (
        select municipality_id from volunteer_link where expires_at < now() - make_interval(days => $2)
        order by expires_at limit 500) l
      union select municipality_id from (
        select municipality_id from invitation where expires_at < now() - make_interval(days => $2)
        order by expires_at limit 500) i
      union select municipality_id from (
        select municipality_id from volunteer_session where expires_at < now() order by expires_at limit 500) s $$`.execute(
    db,
  );
  // Whoever has the secret of a link may know for which Comune it is: the address does not say.
  await sql`
    create function municipality_of_invitation(the_hash bytea) returns setof uuid
    language sql stable security definer set search_path = public, pg_temp as $$
      select municipality_id from invitation where secret_hash = $1 $$`.execute(db);
  await sql`revoke execute on function municipality_of_invitation(bytea) from public`.execute(db);
  await sql`grant execute on function municipality_of_invitation(bytea) to easycare_app`.execute(db);
}
