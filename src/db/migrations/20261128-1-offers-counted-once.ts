import { type Kysely, sql } from 'kysely';

/**
 * Who is asked was counted twice: for the offer, and for the time of the last one on the volunteer's own row, which the
 * choice sets together with the number of open offers. Where both change, the offer's trigger has counted already.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace function list_changed_volunteers() returns trigger language plpgsql as $$
    begin
      if current_setting('easycare.candidates', true) is not distinct from 'later' then return null; end if;
      perform refresh_load(changed.ids) from (
        select array_agg(id) as ids from new_rows n join old_rows o using (id)
        where (n.approval, n.paused_until, n.email_invalid_at, n.max_open_offers)
          is distinct from (o.approval, o.paused_until, o.email_invalid_at, o.max_open_offers)
          or (n.last_offered_at is distinct from o.last_offered_at and n.open_offers = o.open_offers)
      ) changed where changed.ids is not null;
      perform rebuild_candidates(changed.ids) from (
        select array_agg(id) as ids from new_rows n join old_rows o using (id)
        where (n.vehicle, n.availability) is distinct from (o.vehicle, o.availability)
      ) changed where changed.ids is not null;
      return null;
    end $$`.execute(db);
}
