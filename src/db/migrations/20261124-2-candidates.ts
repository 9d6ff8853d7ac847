import { type Kysely, sql } from 'kysely';

/**
 * The lists from which volunteers are chosen: of each Comune one with everybody and one for each skill, in order of
 * rank, so that the best five are the first that fit of the rarest list. Derived data: triggers keep it in step, and
 * `rebuild_candidates` makes it anew. Why it has this shape is told in docs/decisions/0013.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table volunteer
      -- How many offers were open when last counted; whoever counts holds the volunteer's row.
      add column open_offers smallint not null default 0,
      -- As precise as JavaScript's time, so that both sides order alike.
      alter column last_offered_at type timestamptz(3)`.execute(db);
  await sql`
    create table candidate (
      municipality_id uuid not null references municipality,
      -- The list: a skill of the volunteer, or '' for that of everybody.
      skill_code text not null,
      volunteer_id uuid not null,
      -- Approved, not paused, with a good address, below their cap.
      free boolean not null,
      open_offers smallint not null,
      -- '-infinity' where never.
      last_offered_at timestamptz(3) not null,
      -- When time alone changes the two above or whether they are free: an offer expires, a pause ends.
      changes_at timestamptz not null,
      skills text[] not null,
      -- None is all.
      needs text[] not null,
      zones text[] not null,
      languages text[] not null,
      vehicle boolean not null,
      availability integer not null,
      primary key (volunteer_id, skill_code)
    ) with (fillfactor = 85)`.execute(db);
  await sql`
    create index candidate_by_load on candidate
      (municipality_id, skill_code, open_offers, last_offered_at, volunteer_id) where free`.execute(db);
  await sql`
    create index candidate_by_rest on candidate
      (municipality_id, skill_code, last_offered_at, open_offers, volunteer_id) where free`.execute(db);
  await sql`
    create index candidate_due on candidate (municipality_id, changes_at)
      where skill_code = '' and changes_at < 'infinity'`.execute(db);
  // How long each list is: the sum of its changes. Rows are added and summed up, never updated, so nobody waits.
  await sql`
    create table candidate_count (
      municipality_id uuid not null references municipality,
      skill_code text not null,
      change integer not null
    )`.execute(db);
  await sql`create index candidate_count_list on candidate_count (municipality_id, skill_code)`.execute(db);
  await createLoad(db);
  await createRebuild(db);
  await createTriggers(db);
  await createScan(db, 'load', 'open_offers, last_offered_at');
  await createScan(db, 'rest', 'last_offered_at, open_offers');
  await sql`select rebuild_candidates(array(select id from volunteer))`.execute(db);
}

async function createLoad(db: Kysely<unknown>): Promise<void> {
  await sql`
    create view volunteer_load as
    select v.id, load.open_offers, coalesce(v.last_offered_at, '-infinity') as last_offered_at,
      v.approval = 'approved' and v.email_invalid_at is null and load.open_offers < v.max_open_offers
        and coalesce(v.paused_until::timestamp at time zone 'Europe/Rome' <= now(), true) as free,
      least(load.next_expiry, 'infinity', case
        when v.paused_until::timestamp at time zone 'Europe/Rome' > now()
        then v.paused_until::timestamp at time zone 'Europe/Rome' end) as changes_at
    from volunteer v cross join lateral (
      select count(*)::smallint as open_offers, min(expires_at) as next_expiry from offer
      where volunteer_id = v.id and state = 'open' and expires_at > now()) load`.execute(db);
  // The rows first, in the order of their ids, so that two at once count one after the other.
  await sql`
    create function refresh_load(ids uuid[]) returns void language plpgsql
    set plan_cache_mode = force_generic_plan as $$
    begin
      perform from volunteer where id = any (ids) order by id for no key update;
      update volunteer v set open_offers = l.open_offers from volunteer_load l
        where v.id = any (ids) and l.id = v.id and v.open_offers <> l.open_offers;
      update candidate c set open_offers = l.open_offers, last_offered_at = l.last_offered_at, free = l.free,
          changes_at = l.changes_at
        from volunteer_load l
        where l.id = any (ids) and c.volunteer_id = l.id and (c.open_offers, c.last_offered_at, c.free, c.changes_at)
          is distinct from (l.open_offers, l.last_offered_at, l.free, l.changes_at);
    end $$`.execute(db);
  // Counts again those whom time has changed. Who is locked is left out: a selection passes over them anyway.
  await sql`
    create function refresh_due(the_municipality uuid, at_most integer) returns void language plpgsql
    set plan_cache_mode = force_generic_plan as $$
    declare due uuid[] := array(
      select volunteer_id from candidate
      where municipality_id = the_municipality and skill_code = '' and changes_at < 'infinity' and changes_at <= now()
      order by changes_at limit at_most);
    begin
      if due = '{}' then return; end if;
      due := array(select id from volunteer where id = any (due) order by id for no key update skip locked);
      perform refresh_load(due);
    end $$`.execute(db);
}

async function createRebuild(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function rebuild_candidates(ids uuid[]) returns void language plpgsql as $$
    begin
      perform refresh_load(ids);
      with gone as (
        delete from candidate where volunteer_id = any (ids) returning municipality_id, skill_code
      )
      insert into candidate_count select municipality_id, skill_code, -count(*) from gone group by 1, 2;
      with has as materialized (
        select id, array(select skill_code from volunteer_skill where volunteer_id = id) as skills,
          array(select need_code from volunteer_need where volunteer_id = id) as needs,
          array(select zone_code from volunteer_zone where volunteer_id = id) as zones,
          array(select language_code from volunteer_language where volunteer_id = id) as languages
        from volunteer where id = any (ids)
      ), made as (
        insert into candidate
        select v.municipality_id, list.code, v.id, l.free, l.open_offers, l.last_offered_at, l.changes_at, has.skills,
          has.needs, has.zones, has.languages, v.vehicle, v.availability
        from has join volunteer v using (id) join volunteer_load l using (id)
        cross join lateral unnest(array_prepend('', has.skills)) list (code)
        returning municipality_id, skill_code
      )
      insert into candidate_count select municipality_id, skill_code, count(*) from made group by 1, 2;
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

/** Whoever changes many sets `easycare.candidates` to `later` and calls `rebuild_candidates` once. */
async function createTriggers(db: Kysely<unknown>): Promise<void> {
  const isLater = sql`current_setting('easycare.candidates', true) is not distinct from 'later'`;
  const define = async (name: string, body: ReturnType<typeof sql>) => {
    await sql`
      create function ${sql.id(name)}() returns trigger language plpgsql as $$
      begin
        if ${isLater} then return null; end if;
        ${body}
        return null;
      end $$`.execute(db);
  };
  const attach = async (on: string, operation: 'insert' | 'update' | 'delete', call: string) => {
    const rows = {
      insert: sql`new table as new_rows`,
      update: sql`old table as old_rows new table as new_rows`,
      delete: sql`old table as old_rows`,
    };
    await sql`
      create trigger ${sql.id(`${on}_candidates_${operation}`)} after ${sql.raw(operation)} on ${sql.table(on)}
      referencing ${rows[operation]} for each statement execute function ${sql.id(call)}()`.execute(db);
  };

  await define('count_offers_made', sql`perform refresh_load(array(select distinct volunteer_id from new_rows));`);
  await define(
    'count_offers_changed',
    sql`perform refresh_load(array(
      select volunteer_id from new_rows union select volunteer_id from old_rows));`,
  );
  await define('count_offers_gone', sql`perform refresh_load(array(select distinct volunteer_id from old_rows));`);
  await attach('offer', 'insert', 'count_offers_made');
  await attach('offer', 'update', 'count_offers_changed');
  await attach('offer', 'delete', 'count_offers_gone');

  await define('list_new_volunteers', sql`perform rebuild_candidates(array(select id from new_rows));`);
  await define(
    'list_changed_volunteers',
    sql`
      perform refresh_load(changed.ids) from (
        select array_agg(id) as ids from new_rows n join old_rows o using (id)
        where (n.approval, n.paused_until, n.email_invalid_at, n.max_open_offers, n.last_offered_at)
          is distinct from (o.approval, o.paused_until, o.email_invalid_at, o.max_open_offers, o.last_offered_at)
      ) changed where changed.ids is not null;
      perform rebuild_candidates(changed.ids) from (
        select array_agg(id) as ids from new_rows n join old_rows o using (id)
        where (n.vehicle, n.availability) is distinct from (o.vehicle, o.availability)
      ) changed where changed.ids is not null;`,
  );
  await attach('volunteer', 'insert', 'list_new_volunteers');
  await attach('volunteer', 'update', 'list_changed_volunteers');
  await sql`
    create function drop_candidates() returns trigger language plpgsql as $$
    begin
      with gone as (
        delete from candidate where volunteer_id in (select id from old_rows) returning municipality_id, skill_code
      )
      insert into candidate_count select municipality_id, skill_code, -count(*) from gone group by 1, 2;
      return null;
    end $$`.execute(db);
  await attach('volunteer', 'delete', 'drop_candidates');

  await define('list_added', sql`perform rebuild_candidates(array(select distinct volunteer_id from new_rows));`);
  await define('list_removed', sql`perform rebuild_candidates(array(select distinct volunteer_id from old_rows));`);
  await define(
    'list_moved',
    sql`perform rebuild_candidates(array(
      select volunteer_id from new_rows union select volunteer_id from old_rows));`,
  );
  for (const characteristic of ['skill', 'zone', 'language', 'need']) {
    await attach(`volunteer_${characteristic}`, 'insert', 'list_added');
    await attach(`volunteer_${characteristic}`, 'delete', 'list_removed');
    await attach(`volunteer_${characteristic}`, 'update', 'list_moved');
  }
}

/**
 * The first of a list who fit, in one of the two orders, locked in passing or only looked at. A function for its
 * settings: the planner can't know how soon the first five fit, and would sort a whole list instead. What decides
 * whether somebody can be asked at all stands on the volunteer's row too: PostgreSQL looks at that again, in its newest
 * version, once it holds the lock, so whoever was asked meanwhile is passed over.
 */
async function createScan(db: Kysely<unknown>, name: 'load' | 'rest', order: string): Promise<void> {
  const first = sql`
    return query select c.volunteer_id, c.open_offers, c.last_offered_at
    from candidate c join volunteer v on v.id = c.volunteer_id
    where c.municipality_id = the_municipality and c.skill_code = list and c.free and c.last_offered_at <= rested_by
      and c.zones && in_zones and not c.zones && outside_zones and c.skills @> the_skills
      and (c.needs = '{}' or the_need = any (c.needs))
      and (the_languages = '{}' or case when any_language then c.languages && the_languages
        else c.languages @> the_languages end)
      and (c.vehicle or not with_vehicle) and c.availability & slot = slot and c.volunteer_id <> all (without)
      and v.approval = 'approved' and v.email_invalid_at is null and v.open_offers = c.open_offers
      and v.open_offers < v.max_open_offers
      and (v.paused_until is null or v.paused_until::timestamp at time zone 'Europe/Rome' <= now())
    order by ${sql.raw(
      order
        .split(', ')
        .map((column) => `c.${column}`)
        .join(', '),
    )}, c.volunteer_id
    limit at_most`;
  await sql`
    create function ${sql.id(`scan_by_${name}`)}(the_municipality uuid, list text, in_zones text[],
      outside_zones text[], the_skills text[], the_need text, the_languages text[], any_language boolean,
      with_vehicle boolean, slot integer, without uuid[], rested_by timestamptz, at_most integer, locking boolean)
    returns table (volunteer_id uuid, open_offers smallint, last_offered_at timestamptz) language plpgsql
    set plan_cache_mode = force_generic_plan set enable_sort = off set enable_seqscan = off
    set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
    set max_parallel_workers_per_gather = 0
    as $$
    #variable_conflict use_column
    begin
      if locking then ${first} for no key update of v skip locked; else ${first}; end if;
    end $$`.execute(db);
}
