import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { createMunicipality } from '../src/db/create-municipality.ts';
import { type Db, openDatabase } from '../src/db/database.ts';
import { migrate } from '../src/db/migrate.ts';
import { demoMunicipality } from '../src/demo/demo-data.ts';

/** A database with one Comune, as many volunteers as requests, and where a deep page of each begins. */
export type Tables = {
  db: Db;
  municipalityId: string;
  deep: { volunteer: string; request: string };
  drop(): Promise<void>;
};

const atOnce = 20_000;
/** To make and vacuum the rows on a machine that has other things to do too; in milliseconds. */
const longestStatement = 120_000;

/** Makes and fills the database; the indexes of the search, which no figure here asks, are left out. */
export async function createTables(serverUrl: string, rows: number): Promise<Tables> {
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  const server = openDatabase(serverUrl, { max: 1 });
  await sql`create database ${sql.id(name)}`.execute(server);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const db = openDatabase(url.href, { longestStatement });
  await migrate(db);
  const { id } = await createMunicipality(db, demoMunicipality);
  await sql`drop index volunteer_search, help_request_search`.execute(db);
  await leaveUnchecked(db);
  for (let from = 1; from <= rows; from += atOnce) await fill(db, id, from, Math.min(rows, from + atOnce - 1));
  for (const table of ['volunteer', 'volunteer_skill', 'volunteer_zone', 'help_request']) {
    await sql`vacuum analyze ${sql.table(table)}`.execute(db);
  }
  return {
    db,
    municipalityId: id,
    deep: await findDeep(db, id, rows),
    async drop() {
      await db.destroy();
      await sql`drop database ${sql.id(name)}`.execute(server);
      await server.destroy();
    },
  };
}

/** Neither triggers nor foreign keys, row by row: the rows are right by the way they are made. */
async function leaveUnchecked(db: Db): Promise<void> {
  const { rows: keys } = await sql<{ on: string; name: string }>`
    select conrelid::regclass::text as on, conname as name from pg_constraint
    where contype = 'f' and connamespace = 'public'::regnamespace`.execute(db);
  for (const { on, name } of keys) await sql`alter table ${sql.table(on)} drop constraint ${sql.id(name)}`.execute(db);
  for (const table of ['volunteer', 'volunteer_skill', 'volunteer_zone', 'help_request']) {
    await sql`alter table ${sql.table(table)} disable trigger user`.execute(db);
  }
}

/** The same people and requests at each run: of a hundred volunteers two wait, two are paused, one is unreachable. */
async function fill(db: Db, municipalityId: string, from: number, to: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`
      with made as (
        insert into volunteer (municipality_id, given_name, family_name, email, telephone, approval, confirmed_at,
          paused_until, email_invalid_at, last_offered_at)
        select ${municipalityId}, 'Nome' || i % 97, 'Cognome' || (i * 7919::bigint) % 1000003,
          'v' || i || '@volontari.example', '+3933' || 30000000 + i,
          case i % 50 when 1 then 'pending' when 2 then 'suspended' when 3 then 'refused' else 'approved' end, now(),
          case when i % 50 = 4 then date '2099-01-01' end, case when i % 100 = 5 then now() end,
          now() - make_interval(mins => i)
        from generate_series(${from}::int, ${to}::int) i
        returning id
      ), skilled as (
        insert into volunteer_skill (municipality_id, volunteer_id, skill_code)
        select ${municipalityId}, id, code from made cross join unnest(array['spesa', 'guida', 'ascolto']) code
      )
      insert into volunteer_zone (municipality_id, volunteer_id, zone_code)
      select ${municipalityId}, id, code from made cross join unnest(array['centro', 'collina']) code`.execute(tx);
    await sql`
      insert into help_request (municipality_id, reference, secret, idempotency_key, fingerprint, channel, need_code,
        given_name, family_name, telephone, address, zone_code, description, status, submitted_at, imported_at,
        imported_by, run_started_at, import_signalled_at)
      select ${municipalityId}, regexp_replace(translate(to_char(i, 'FM00000000'), '01', 'AB'), '(....)', '\\1-'),
        repeat('s', 32), i::text, sha256(i::text::bytea), 'citizen', 'spesa', 'Maria', 'Cognome' || i,
        '+3933' || 30000000 + i, 'Via Lunga', 'centro', 'Aiuto', status, now() - make_interval(mins => i),
        case when status <> 'submitted' then now() end,
        case when status <> 'submitted' then ${randomUUID()}::uuid end, now(), now()
      from generate_series(${from}::int, ${to}::int) i cross join lateral (
        select case when i <= 20 then 'submitted' when i % 12 = 0 then 'awaiting_operator'
          when i % 3 = 0 then 'discarded' else 'dispatched' end as status) s`.execute(tx);
  });
}

/** Where nine tenths of the rows are past a page that counted rows would have read nearly all of them. */
async function findDeep(db: Db, municipalityId: string, rows: number): Promise<Tables['deep']> {
  const { rows: found } = await sql<{ id: string }>`
    select id from volunteer where municipality_id = ${municipalityId} and family_name >= 'Cognome9'
    order by family_name, given_name, id limit 1`.execute(db);
  const { rows: oldest } = await sql<{ id: string; at: string }>`
    select id, to_char(submitted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from help_request
    where municipality_id = ${municipalityId} and status <> 'submitted'
      and submitted_at < now() - make_interval(mins => ${Math.floor(rows * 0.9)}::int)
    order by submitted_at desc, id desc limit 1`.execute(db);
  const cursor = JSON.stringify([oldest[0]?.at, oldest[0]?.id]);
  return { volunteer: found[0]?.id ?? '', request: Buffer.from(cursor).toString('base64url') };
}
