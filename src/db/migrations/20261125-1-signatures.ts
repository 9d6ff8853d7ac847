import { type Kysely, sql } from 'kysely';
import { byKeys } from './20261125-1-bitmaps.ts';

/**
 * The lists of candidates with what each has in their indexes, so that who can't fit costs next to nothing; and the
 * choice from them, which asks the bitmaps where the first of a list don't suffice.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addSignature(db);
  await createChoice(db, 'load', ['open_offers', 'last_offered_at']);
  await createChoice(db, 'rest', ['last_offered_at', 'open_offers']);
}

/**
 * What somebody has, in a number that the indexes carry: who can't fit is passed over without looking at their row. A
 * bit each for the 21 slots and the vehicle; 16 for the skills, 16 for the zones, 8 for the languages, where two codes
 * may share one. So it says who can't fit, never who does.
 */
const firstBits = { skill: sql.lit(22), zone: sql.lit(38), language: sql.lit(54) };

async function addSignature(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function sign_code(code text, first integer, mask integer) returns bigint language sql immutable
    return 1::bigint << first + (hashtextextended(code, 0) & mask)::integer`.execute(db);
  const orders = {
    candidate_by_load: sql`open_offers, last_offered_at`,
    candidate_by_rest: sql`last_offered_at, open_offers`,
  };
  await sql`
    create function sign_candidate(skills text[], zones text[], languages text[], vehicle boolean, availability integer)
    returns bigint language sql immutable
    return availability | (vehicle::integer::bigint << 21)
      | coalesce((select bit_or(sign_code(code, ${firstBits.skill}, 15)) from unnest(skills) code), 0)
      | coalesce((select bit_or(sign_code(code, ${firstBits.zone}, 15)) from unnest(zones) code), 0)
      | coalesce((select bit_or(sign_code(code, ${firstBits.language}, 7)) from unnest(languages) code), 0)`.execute(
    db,
  );
  for (const name of Object.keys(orders)) await sql`drop index ${sql.id(name)}`.execute(db);
  await sql`alter table candidate add column signature bigint not null default 0`.execute(db);
  await replaceRebuild(db);
  await sql`truncate candidate, candidate_count`.execute(db);
  await sql`select rebuild_candidates(array(select id from volunteer))`.execute(db);
  for (const [name, order] of Object.entries(orders)) {
    await sql`
      create index ${sql.id(name)} on candidate (municipality_id, skill_code, ${order}, volunteer_id)
      include (signature) where free`.execute(db);
  }
}

/** As 20261124-2-candidates has it, with the signature, and with who the bitmaps no longer know. */
async function replaceRebuild(db: Kysely<unknown>): Promise<void> {
  const codesOf = (what: 'skill' | 'zone' | 'language' | 'need') => sql`
          array(select ${sql.ref(`${what}_code`)} from ${sql.table(`volunteer_${what}`)} where volunteer_id = v.id)`;
  await sql`
    create or replace function rebuild_candidates(ids uuid[]) returns void language plpgsql as $$
    begin
      perform refresh_load(ids);
      with gone as (
        delete from candidate where volunteer_id = any (ids) returning municipality_id, skill_code
      )
      insert into candidate_count select municipality_id, skill_code, -count(*) from gone group by 1, 2;
      with has as materialized (
        select v.id, ${codesOf('skill')} as skills, ${codesOf('need')} as needs, ${codesOf('zone')} as zones,
          ${codesOf('language')} as languages
        from volunteer v where v.id = any (ids)
      ), signed as materialized (
        select has.*, sign_candidate(skills, zones, languages, v.vehicle, v.availability) as signature
        from has join volunteer v using (id)
      ), made as (
        insert into candidate
        select v.municipality_id, list.code, v.id, l.free, l.open_offers, l.last_offered_at, l.changes_at, s.skills,
          s.needs, s.zones, s.languages, v.vehicle, v.availability, s.signature
        from signed s join volunteer v using (id) join volunteer_load l using (id)
        cross join lateral unnest(array_prepend('', s.skills)) list (code)
        returning municipality_id, skill_code
      )
      insert into candidate_count select municipality_id, skill_code, count(*) from made group by 1, 2;
      insert into candidate_changed select municipality_id, id from volunteer where id = any (ids);
      with gone as (
        delete from candidate_count where ctid = any (array(
          select c.ctid from candidate_count c
          where municipality_id in (select municipality_id from volunteer where id = any (ids))
          for update skip locked))
        returning *
      )
      insert into candidate_count select municipality_id, skill_code, sum(change) from gone group by 1, 2;
    end $$`.execute(db);
}

/**
 * As the scan of 20261124-2-candidates, which stays for the old release: the first of a list who fit and come before a
 * rank, in one of the two orders, locked in passing or only looked at. Reads at most `reading` of the list; where too
 * few of those fit, those whom the bitmaps know to be possible if they are few, else the list to its end. Who fitted the
 * first time comes twice then.
 */
async function createChoice(
  db: Kysely<unknown>,
  name: 'load' | 'rest',
  [first, second]: [string, string],
): Promise<void> {
  const asked = sql.raw(`
          c.municipality_id = the_municipality and c.free and c.last_offered_at <= rested_by
          and (c.${first}, c.${second}) < (before_${first}, before_${second})`);
  const order = sql.raw(`c.${first}, c.${second}, c.volunteer_id`);
  const choose = (candidates: ReturnType<typeof sql>) => {
    const query = sql`
      return query select c.volunteer_id, c.open_offers, c.last_offered_at
      from ${candidates} join volunteer v on v.id = c.volunteer_id
      where c.zones && in_zones and not c.zones && outside_zones and c.skills @> the_skills
        and c.availability & slot = slot and (c.vehicle or not with_vehicle)
        and (c.needs = '{}' or the_need = any (c.needs))
        and (the_languages = '{}' or case when any_language then c.languages && the_languages
          else c.languages @> the_languages end)
        and c.volunteer_id <> all (without)
        and v.approval = 'approved' and v.email_invalid_at is null and v.open_offers = c.open_offers
        and v.open_offers < v.max_open_offers
        and (v.paused_until is null or v.paused_until::timestamp at time zone 'Europe/Rome' <= now())
      order by ${order} limit at_most`;
    return sql`if locking then ${query} for no key update of v skip locked; else ${query}; end if;`;
  };
  const read = choose(sql`(
          select c.volunteer_id, c.open_offers, c.last_offered_at, c.signature from candidate c
          where ${asked} and c.skill_code = list
          order by ${order} limit reading) listed
        join candidate c on c.volunteer_id = listed.volunteer_id and c.skill_code = list
          and c.open_offers = listed.open_offers and c.last_offered_at = listed.last_offered_at and c.free
          and listed.signature & all_of = all_of and listed.signature & one_zone <> 0
          and (one_language = 0 or listed.signature & one_language <> 0)`);
  const look = choose(sql`(
          select * from candidate c where ${asked} and c.skill_code = '' and c.volunteer_id = any (possible)) c`);
  await sql`
    create function ${sql.id(`choose_by_${name}`)}(the_municipality uuid, list text, in_zones text[],
      outside_zones text[], the_skills text[], the_need text, the_languages text[], any_language boolean,
      with_vehicle boolean, slot integer, without uuid[], rested_by timestamptz, before_open_offers smallint,
      before_last_offered_at timestamptz, reading integer, every text[], zone_traits text[], need_traits text[],
      language_traits text[], most_possible integer, at_most integer, locking boolean)
    returns table (volunteer_id uuid, open_offers smallint, last_offered_at timestamptz) language plpgsql ${byKeys}
    as $$
    #variable_conflict use_column
    declare
      all_of bigint := slot | (with_vehicle::integer::bigint << 21);
      one_zone bigint;
      one_language bigint := 0;
      spoken bigint := 0;
      found_first bigint;
      possible uuid[];
    begin
      select all_of | coalesce(bit_or(sign_code(code, ${firstBits.skill}, 15)), 0) into all_of from unnest(the_skills) code;
      select coalesce(bit_or(sign_code(code, ${firstBits.zone}, 15)), 0) into one_zone from unnest(in_zones) code;
      if the_languages <> '{}' then
        select bit_or(sign_code(code, ${firstBits.language}, 7)) into spoken from unnest(the_languages) code;
        if any_language then one_language := spoken; else all_of := all_of | spoken; end if;
      end if;
      ${read}
      get diagnostics found_first = row_count;
      if reading is null or found_first = at_most then return; end if;
      possible := find_possible(the_municipality, every, zone_traits, need_traits, language_traits, most_possible);
      if possible is null then
        reading := null;
        ${read}
      else
        ${look}
      end if;
    end $$`.execute(db);
}
