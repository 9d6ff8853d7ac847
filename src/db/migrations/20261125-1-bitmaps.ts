import { type Kysely, sql } from 'kysely';

/**
 * Which volunteers have a trait, as bitmaps: «has all of these» of a million in a fraction of a millisecond, where each
 * trait is common and who has all of them is rare. They say who may fit, never who does: `candidate` decides. A block
 * is the volunteers of a range of ids, so a block is made anew by itself; whoever changed since stands in
 * `candidate_changed`. Why it has this shape is told in docs/decisions/0019.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // A block goes to the first id of the next; the first one starts at the least of all ids.
  await sql`
    create table candidate_block (
      municipality_id uuid not null references municipality,
      first_id uuid not null,
      -- Their ids one after the other, 16 bytes each: the place in here is the place in the bitmaps.
      volunteers bytea not null,
      primary key (municipality_id, first_id)
    )`.execute(db);
  // Uncompressed, so that one id is read without the others.
  await sql`alter table candidate_block alter column volunteers set storage external`.execute(db);
  await sql`
    create table candidate_trait (
      municipality_id uuid not null references municipality,
      -- As src/db/traits.ts writes it; '' is everybody's.
      trait text collate "C" not null,
      first_id uuid not null,
      bits bit varying not null,
      primary key (municipality_id, trait, first_id)
    )`.execute(db);
  // The bits of two blocks fit a page; reading them from elsewhere would cost more than they do.
  await sql`alter table candidate_trait alter column bits set storage plain`.execute(db);
  // Rows are added for each change and removed by who has seen them: a change that comes meanwhile has a row of its own.
  await sql`
    create table candidate_changed (
      municipality_id uuid not null references municipality,
      volunteer_id uuid not null
    )`.execute(db);
  await sql`create index candidate_changed_volunteer on candidate_changed (municipality_id, volunteer_id)`.execute(db);
  await createFindPossible(db);
}

/** The statements of these functions find their rows by keys, whatever the planner would think of a Comune's size. */
export const byKeys =
  sql.raw(`set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
  set enable_hashjoin = off set enable_mergejoin = off set max_parallel_workers_per_gather = 0 set jit = off`);

async function createFindPossible(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function list_places(bits bit varying) returns setof integer language plpgsql immutable as $$
    declare
      -- After the length, which is in front.
      rest bytea := substring(varbit_send(bits) from 5);
      total integer := octet_length(rest);
      byte integer;
    begin
      loop
        rest := ltrim(rest, '\\x00'::bytea);
        exit when octet_length(rest) = 0;
        byte := get_byte(rest, 0);
        for place in 0..7 loop
          if byte & (128 >> place) <> 0 then return next (total - octet_length(rest)) * 8 + place; end if;
        end loop;
        rest := substring(rest from 2);
      end loop;
    end $$`.execute(db);
  // Of each block, who has all of `every` and, where any are named, one of the zones, of the needs and of the languages.
  await sql`
    create function match_traits(the_municipality uuid, every text[], zone_traits text[], need_traits text[],
      language_traits text[]) returns table (first_id uuid, bits bit varying) language plpgsql volatile ${byKeys} as $$
    #variable_conflict use_column
    begin
      return query select first_id, bits::bit varying from (
        select first_id, bit_and(bits) filter (where trait = any (every))
          & case when zone_traits = '{}' then bit_and(bits) filter (where trait = any (every))
            else bit_or(bits) filter (where trait = any (zone_traits)) end
          & case when need_traits = '{}' then bit_and(bits) filter (where trait = any (every))
            else bit_or(bits) filter (where trait = any (need_traits)) end
          & case when language_traits = '{}' then bit_and(bits) filter (where trait = any (every))
            else bit_or(bits) filter (where trait = any (language_traits)) end as bits
        from candidate_trait
        where municipality_id = the_municipality
          and trait = any (every || zone_traits || need_traits || language_traits)
        group by first_id having count(*) filter (where trait = any (every)) = cardinality(every)) blocks
      where bit_count(bits) > 0;
    end $$`.execute(db);
  // Those that changed are read first: who is no longer among them at that moment stands in the bitmaps read after it.
  await sql`
    create function find_possible(the_municipality uuid, every text[], zone_traits text[], need_traits text[],
      language_traits text[], at_most integer) returns uuid[] language plpgsql volatile ${byKeys} as $$
    declare
      changed uuid[] := array(
        select volunteer_id from candidate_changed where municipality_id = the_municipality limit at_most + 1);
      found record;
    begin
      if cardinality(changed) > at_most then return null; end if;
      -- As a rule those without whom nobody fits decide it, and the rest need not be read.
      for considered in 1..2 loop
        select coalesce(sum(bit_count(bits)), 0) as total, array_agg(first_id) as blocks, array_agg(bits) as hits
        into found from match_traits(the_municipality, every, case considered when 2 then zone_traits else '{}' end,
          case considered when 2 then need_traits else '{}' end,
          case considered when 2 then language_traits else '{}' end);
        exit when found.total <= at_most;
      end loop;
      if found.total > at_most then return null; end if;
      return changed || array(
        select encode(substring(b.volunteers from place * 16 + 1 for 16), 'hex')::uuid
        from unnest(found.blocks, found.hits) hit (first_id, bits) cross join lateral list_places(hit.bits) place
        join candidate_block b on b.municipality_id = the_municipality and b.first_id = hit.first_id);
    end $$`.execute(db);
}
