import { randomUUID } from 'node:crypto';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Db, openDatabase, openPool } from '../src/db/database.ts';
import { migrate } from '../src/db/migrate.ts';
import type { Database } from '../src/db/schema.ts';
import { refreshTraitBlocks } from '../src/db/trait-blocks.ts';

/** A database of made-up volunteers and requests, the same ones at each run. */
export type World = { db: Db; url: string; volunteers: number; municipalities: string[]; operators: string[] };

/** How many skills of which each volunteer has exactly one: a selection for each of them chooses from its own people. */
export const ownSkills = 64;

const rows = (count: number) => sql`generate_series(0, ${sql.lit(count - 1)}) i`;
/** A number that looks random and is the same at each run, from 0 to below `below`. */
const dice = (salt: number, below: number) => sql`(abs(hashint8extended(g.n, ${sql.lit(salt)}) % ${sql.lit(below)}))`;

/**
 * Fills a new database. Of the volunteers 30 % have the skill `comune`, one in 10,000 `rara`, a third each of `p`, `q`
 * and `r` and nobody all three, and nobody `nessuno`; each covers two of six zones that lie in a ring.
 * @param serverUrl a database of the server, whose role may create others and leave constraints unchecked
 */
export async function createWorld(
  serverUrl: string,
  { volunteers, comuni, requests }: { volunteers: number; comuni: number; requests: number },
): Promise<World> {
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  const server = openDatabase(serverUrl, { max: 1 });
  await sql`create database ${sql.id(name)}`.execute(server);
  await server.destroy();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const db = openDatabase(url.href, { plannedOnce: true, max: 64 });
  await migrate(db);
  await inBulk(url.href, async (one) => {
    await addComuni(one, comuni);
    await withoutIndexes(one, ['volunteer_search'], () => addVolunteers(one, volunteers, comuni));
    await rebuildCandidates(one);
    await withoutIndexes(one, ['help_request_search'], () => addRequests(one, requests, comuni));
  });
  const { rows: found } = await sql<{ id: string; operator: string }>`
    select m.id, o.id as operator from municipality m join operator o on o.municipality_id = m.id order by m.slug
    `.execute(db);
  return {
    db,
    url: url.href,
    volunteers,
    municipalities: found.map((one) => one.id),
    operators: found.map((one) => one.operator),
  };
}

/** Without foreign keys looked up row by row, triggers, or a limit of time: minutes, not hours. */
export async function inBulk(url: string, fill: (one: Db) => Promise<void>): Promise<void> {
  const pool = openPool(url, { max: 1 });
  // A limit of the client's own, which no setting of a session lifts.
  pool.on('connect', (client) => Reflect.set(Reflect.get(client, 'connectionParameters'), 'query_timeout', 0));
  const one = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  try {
    await sql`set statement_timeout = 0`.execute(one);
    await sql`set synchronous_commit = off`.execute(one);
    await sql`set maintenance_work_mem = '512MB'`.execute(one);
    await sql`set easycare.candidates = 'later'`.execute(one);
    const { rows: keys } = await sql<{ on: string; name: string; definition: string }>`
      select conrelid::regclass::text as on, conname as name, pg_get_constraintdef(oid) as definition
      from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`.execute(one);
    for (const key of keys)
      await sql`alter table ${sql.table(key.on)} drop constraint ${sql.id(key.name)}`.execute(one);
    await fill(one);
    for (const key of keys) {
      const definition = sql.raw(key.definition.replace(/ NOT VALID$/, ''));
      await sql`alter table ${sql.table(key.on)} add constraint ${sql.id(key.name)} ${definition} not valid`.execute(
        one,
      );
    }
  } finally {
    await one.destroy();
  }
}

async function addComuni(db: Db, comuni: number): Promise<void> {
  await sql`insert into municipality (slug, name, office_telephone)
    select 'comune-' || to_char(i, 'FM0000'), 'Comune ' || i, '+390600000000' from ${rows(comuni)}`.execute(db);
  const lists: [string, string[]][] = [
    ['zone', Array.from({ length: 6 }, (_, at) => `z${at}`)],
    ['skill', ['comune', 'rara', 'nessuno', 'p', 'q', 'r', ...Array.from({ length: ownSkills }, (_, at) => `d${at}`)]],
    ['language', ['en', 'fr']],
    ['need', ['spesa']],
  ];
  for (const [list, codes] of lists) {
    await sql`insert into ${sql.table(list)} (municipality_id, code, label, position)
      select id, code, code, place from municipality, unnest(${codes}::text[]) with ordinality u (code, place)`.execute(
      db,
    );
  }
  await sql`insert into zone_neighbour select id, 'z' || i, 'z' || (i + beside) % 6 from municipality,
    generate_series(0, 5) i, unnest('{1,5}'::int[]) beside`.execute(db);
  await sql`insert into operator (municipality_id, user_id, name, email, role)
    select id, 'nobody', 'Olga', 'olga@comune.example', 'administrator' from municipality`.execute(db);
  await sql`insert into operations_lead (municipality_id, name, telephone, email)
    select id, 'Carla', '+390600000000', 'carla@comune.example' from municipality`.execute(db);
}

async function addVolunteers(db: Db, volunteers: number, comuni: number): Promise<void> {
  // Those of one Comune after those of another, as Comuni take the service up.
  await sql`
    create temp table g as
    select i as n, uuidv7() as id, m.id as municipality_id from ${rows(volunteers)}
    join (select id, row_number() over (order by slug) - 1 as at from municipality) m
      on m.at = i::bigint * ${sql.lit(comuni)} / ${sql.lit(volunteers)}`.execute(db);
  await sql`
    insert into volunteer (id, municipality_id, given_name, family_name, email, telephone, approval, confirmed_at,
      max_open_offers, last_offered_at, vehicle, availability, open_offers)
    select id, municipality_id, 'Nome' || ${dice(1, 997)}, 'Cognome' || n, 'v' || n || '@volontari.example',
      '+39333' || 1000000 + n, 'approved', now(), case when n % 10000 = 7 then 100 else 2 + ${dice(2, 3)} end,
      case when ${dice(3, 2)} = 0 then date_trunc('day', now()) - make_interval(mins => (14400 + ${dice(4, 60000)})::int) end,
      ${dice(5, 10)} < 6, 1 + ${dice(6, 2097151)}, 0
    from g order by n`.execute(db);
  await sql`
    insert into volunteer_skill select municipality_id, id, code from g cross join lateral (
      select 'comune' as code where ${dice(7, 10)} < 3
      union all select 'rara' where n % 10000 = 7
      union all select 'd' || n % ${sql.lit(ownSkills)}
      union all select code from unnest('{p,q,r}'::text[]) with ordinality u (code, at)
        where at % 3 <> n % 3 and abs(hashint8extended(n, 8 + at) % 2) = 0) s`.execute(db);
  await sql`
    insert into volunteer_zone select municipality_id, id, 'z' || (${dice(12, 6)} + plus) % 6
    from g, unnest('{0,1}'::int[]) plus`.execute(db);
  await sql`
    insert into volunteer_language select municipality_id, id, code from g cross join lateral (
      select 'en' as code where ${dice(13, 10)} < 4 union all select 'fr' where ${dice(14, 10)} < 2) l`.execute(db);
  await sql`drop table g`.execute(db);
  for (const table of ['volunteer', 'volunteer_skill', 'volunteer_zone', 'volunteer_language']) {
    await sql`vacuum analyze ${sql.table(table)}`.execute(db);
  }
}

/** Requests of the past, decided long ago. */
async function addRequests(db: Db, requests: number, comuni: number): Promise<void> {
  await sql`
    insert into help_request (municipality_id, reference, secret, idempotency_key, fingerprint, channel, need_code,
      given_name, family_name, telephone, address, zone_code, description, status, submitted_at, imported_at,
      imported_by, run_started_at, import_signalled_at)
    select m.id, regexp_replace(translate(to_char(i, 'FM00000000'), '01', 'AB'), '(....)', '\\1-'), repeat('s', 32),
      i::text, sha256('x'),
      'citizen', 'spesa', 'Maria', 'Cognome' || i, '+39333' || 1000000 + i, 'Via Lunga', 'z' || i % 6, 'Aiuto',
      case when i % 3 = 0 then 'discarded' else 'dispatched' end, now() - make_interval(mins => i), now(), m.operator,
      now(), now()
    from ${rows(requests)} join (
      select m.id, o.id as operator, row_number() over (order by slug) - 1 as at
      from municipality m join operator o on o.municipality_id = m.id) m
      on m.at = i::bigint * ${sql.lit(comuni)} / ${sql.lit(requests)}`.execute(db);
  await sql`vacuum analyze help_request`.execute(db);
}

/** Makes the candidates anew for everybody, and their bitmaps, as the worker does in the background. */
export async function rebuildCandidates(db: Db): Promise<void> {
  await sql`truncate candidate, candidate_count, candidate_changed`.execute(db);
  await withoutIndexes(db, ['candidate_by_load', 'candidate_by_rest', 'candidate_due'], async () => {
    await sql`select rebuild_candidates(array_agg(id)) from (
      select id, row_number() over (order by id) / 50000 as part from volunteer) v group by part`.execute(db);
  });
  while (await refreshTraitBlocks(db)) {
    // Some blocks at a time.
  }
  for (const table of ['candidate', 'candidate_count', 'candidate_changed', 'candidate_block', 'candidate_trait']) {
    await sql`vacuum analyze ${sql.table(table)}`.execute(db);
  }
}

/** A tree grows faster from sorted rows than one by one. */
async function withoutIndexes(db: Db, names: string[], fill: () => Promise<void>): Promise<void> {
  const { rows: indexes } = await sql<{ definition: string }>`
    select pg_get_indexdef(n::regclass) as definition from unnest(${names}::text[]) n`.execute(db);
  for (const name of names) await sql`drop index ${sql.id(name)}`.execute(db);
  await fill();
  for (const { definition } of indexes) await sql.raw(definition).execute(db);
}
