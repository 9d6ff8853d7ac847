import { type Kysely, sql } from 'kysely';

/**
 * PostgreSQL keeps the Comuni apart: web and worker connect as `easycare_app`, which owns nothing, and see the rows of
 * the Comune that their connection has been told (`src/db/municipality-scope.ts`); of none, where none was told. The
 * owner of the tables, who migrates and administers, sees all of them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await requireRoles(db);
  await grantRights(db);
  await confineToMunicipality(db);
  await createWaysAcross(db);
}

/** Made with the server, with their passwords; where they are missing, whoever may creates them without. */
async function requireRoles(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      if to_regrole('easycare_app') is null then create role easycare_app nologin; end if;
      if to_regrole('easycare_sign_in') is null then
        create role easycare_sign_in nologin;
        grant easycare_sign_in to easycare_app with inherit false, set true;
      end if;
    exception when insufficient_privilege then
      raise exception 'The roles easycare_app and easycare_sign_in are missing: see docs/operations.md, «Roles».';
    end $$`.execute(db);
}

/** For the tables there are, and those that later migrations make. */
async function grantRights(db: Kysely<unknown>): Promise<void> {
  for (const [schema, role] of [
    ['public', 'easycare_app'],
    ['auth', 'easycare_sign_in'],
  ] as const) {
    const [where, who] = [sql.id(schema), sql.id(role)];
    const rights = sql`select, insert, update, delete`;
    await sql`grant usage on schema ${where} to ${who}`.execute(db);
    await sql`grant ${rights} on all tables in schema ${where} to ${who}`.execute(db);
    await sql`grant usage on all sequences in schema ${where} to ${who}`.execute(db);
    await sql`alter default privileges in schema ${where} grant ${rights} on tables to ${who}`.execute(db);
    await sql`alter default privileges in schema ${where} grant usage on sequences to ${who}`.execute(db);
  }
  // Of the rows of a file PostgreSQL has no statistics yet; whoever imports has them made.
  await sql`grant maintain on volunteer_import_row to easycare_app`.execute(db);
  // A view sees what its owner sees, unless it is told otherwise.
  await sql`alter view volunteer_load set (security_invoker = true)`.execute(db);
  // A Comune is made and ended by who administers, and so is the schema.
  await sql`revoke insert, delete on municipality from easycare_app`.execute(db);
  await sql`revoke all on kysely_migration, kysely_migration_lock from easycare_app`.execute(db);
}

/** Every table that says whose its rows are; tables that come later call `confine_to_municipality` themselves. */
async function confineToMunicipality(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function current_municipality() returns uuid language sql stable parallel safe
    return nullif(current_setting('easycare.municipality', true), '')::uuid`.execute(db);
  await sql`
    create procedure confine_to_municipality(the_table regclass) language plpgsql as $$
    begin
      execute format('alter table %s enable row level security', the_table);
      execute format('create policy own_municipality on %s using (municipality_id = current_municipality())', the_table);
    end $$`.execute(db);
  await sql`
    do $$ declare the_table regclass; begin
      for the_table in
        select a.attrelid::regclass from pg_attribute a join pg_class c on c.oid = a.attrelid
        where a.attname = 'municipality_id' and not a.attisdropped and c.relkind = 'r'
          and c.relnamespace = 'public'::regnamespace
      loop
        call confine_to_municipality(the_table);
      end loop;
    end $$`.execute(db);
  // Which Comuni there are is public, and the slug in an address has to find one.
  await sql`alter table municipality enable row level security`.execute(db);
  await sql`create policy anybody_finds_it on municipality for select using (true)`.execute(db);
  await sql`create policy own_municipality on municipality for update using (id = current_municipality())`.execute(db);
}

/**
 * The only ways across Comuni: they tell ids, of rows that the caller then asks for within their Comune. A row younger
 * than three seconds is still in the hands of the web process that wrote it, which delivers it itself.
 */
async function createWaysAcross(db: Kysely<unknown>): Promise<void> {
  await createWay(
    db,
    { name: 'requests_without_run', takes: 'most integer', gives: 'table (municipality_id uuid, id uuid)' },
    `select municipality_id, id from help_request
      where run_started_at is null and submitted_at < now() - interval '3 seconds' order by submitted_at limit $1`,
  );
  await createWay(
    db,
    { name: 'unsignalled_imports', takes: 'most integer', gives: 'table (municipality_id uuid, id uuid)' },
    `select municipality_id, id from help_request
      where imported_at is not null and import_signalled_at is null and imported_at < now() - interval '3 seconds'
      order by imported_at limit $1`,
  );
  await createWay(
    db,
    { name: 'unsignalled_decisions', takes: 'most integer', gives: 'table (municipality_id uuid, id uuid)' },
    `select municipality_id, id from decision
      where signalled_at is null and settled_at is null and decided_at < now() - interval '3 seconds'
      order by decided_at limit $1`,
  );
  await createWay(
    db,
    { name: 'letters_without_run', takes: 'most integer', gives: 'table (municipality_id uuid, id uuid)' },
    `select municipality_id, id from email
      where run_started_at is null and (volunteer_link_id is not null or volunteer_event_id is not null)
        and created_at < now() - interval '3 seconds'
      order by created_at limit $1`,
  );
  await createWay(
    db,
    { name: 'municipalities_with_changes', takes: 'waiting integer', gives: 'setof uuid' },
    `select id from municipality m
      where exists (select from candidate_changed c where c.municipality_id = m.id offset $1)`,
  );
  await createWay(
    db,
    { name: 'municipalities_to_tidy', takes: 'erase_after_days integer, kept_days integer', gives: 'setof uuid' },
    `select municipality_id from (
        select municipality_id from volunteer
        where confirmed_at is null and approval = 'pending' and privacy_notice_read_at is not null
          and created_at < now() - make_interval(days => $1)
        order by created_at limit 500) v
      union select municipality_id from (
        select municipality_id from volunteer_link where expires_at < now() - make_interval(days => $2)
        order by expires_at limit 500) l
      union select municipality_id from (
        select municipality_id from volunteer_session where expires_at < now() order by expires_at limit 500) s`,
  );
  await createWay(
    db,
    { name: 'municipalities_of', takes: 'the_user text', gives: 'setof uuid' },
    `select municipality_id from operator where user_id = $1`,
  );
  await createWay(
    db,
    { name: 'municipality_of_email', takes: 'the_message text', gives: 'setof uuid' },
    `select municipality_id from email where message_id = $1`,
  );
}

type Way = { name: string; takes: string; gives: string };

async function createWay(db: Kysely<unknown>, { name, takes, gives }: Way, query: string): Promise<void> {
  await sql`
    create function ${sql.id(name)}(${sql.raw(takes)}) returns ${sql.raw(gives)}
    language sql stable security definer set search_path = public, pg_temp
    as $$ ${sql.raw(query)} $$`.execute(db);
  await sql`revoke execute on function ${sql.id(name)} from public`.execute(db);
  await sql`grant execute on function ${sql.id(name)} to easycare_app`.execute(db);
}
