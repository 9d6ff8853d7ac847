import { type Kysely, sql } from 'kysely';

/**
 * The volunteers of an import are looked up one by one, by their ids. Of a Comune whose first file is being applied
 * PostgreSQL has no statistics yet: it took its volunteers for one or two and went through all rows of the file for each
 * of ten thousand.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace function list_imported_candidates(the_municipality uuid, the_import uuid) returns void
    language plpgsql as $$
    begin
      insert into candidate (municipality_id, skill_code, volunteer_id, free, open_offers, last_offered_at, changes_at,
        skills, needs, zones, languages, vehicle, availability, signature)
      select the_municipality, list.code, r.volunteer_id, v.free, v.open_offers, v.last_offered_at, v.changes_at,
        coalesce(r.skills, '{}'), '{}', r.zones, coalesce(r.languages, '{}'), v.vehicle, v.availability, v.signature
      from volunteer_import_row r
      cross join lateral (
        select own.vehicle, own.availability, l.free, l.open_offers, l.last_offered_at, l.changes_at,
          sign_candidate(r.skills, r.zones, r.languages, own.vehicle, own.availability) as signature
        from volunteer own join volunteer_load l using (id)
        -- The offset keeps this a look-up of its own for each row.
        where own.id = r.volunteer_id offset 0) v
      cross join lateral unnest(array_prepend('', r.skills)) list (code)
      where r.municipality_id = the_municipality and r.import_id = the_import and r.kind = 'new';
      insert into candidate_count
      select r.municipality_id, list.code, count(*)
      from volunteer_import_row r cross join lateral unnest(array_prepend('', r.skills)) list (code)
      where r.municipality_id = the_municipality and r.import_id = the_import and r.kind = 'new' group by 1, 2;
      insert into candidate_changed
      select municipality_id, volunteer_id from volunteer_import_row
      where municipality_id = the_municipality and import_id = the_import and kind = 'new';
    end $$`.execute(db);
}
