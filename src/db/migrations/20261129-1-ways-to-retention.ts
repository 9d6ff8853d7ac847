import { type Kysely, sql } from 'kysely';

/** The way across Comuni (`20261128-9-isolation.ts`) for the night's retention: ids of what is kept too long. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // What is under way is looked up for each request, which an anti-join would not: it reads all decisions and emails.
  await sql`
    create function requests_to_erase(most integer) returns table (municipality_id uuid, id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
      select m.id, due.id from municipality m
      cross join lateral (values ('discarded', m.discarded_kept_days), ('dispatched', m.dispatched_kept_days))
        as kept (status, days)
      cross join lateral (
        select r.id, r.kept_since from help_request r
        where r.municipality_id = m.id and r.status = kept.status
          and r.erased_at is null and r.status in ('dispatched', 'discarded')
          and r.kept_since < now() - make_interval(days => kept.days)
          and (select 1 from decision d where d.request_id = r.id and d.settled_at is null limit 1) is null
          and (select 1 from email e where e.request_id = r.id and (e.state in ('queued', 'sending')
            or (e.state = 'ambiguous' and e.sent_at is null and e.uncertain < 2)) limit 1) is null
        order by r.kept_since limit $1
      ) due
      order by due.kept_since limit $1 $$`.execute(db);
  await sql`revoke execute on function requests_to_erase(integer) from public`.execute(db);
  await sql`grant execute on function requests_to_erase(integer) to easycare_app`.execute(db);
}
