import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Db, openDatabase, openPool } from '../../src/db/database.ts';
import { isConfined } from '../../src/db/health.ts';
import { listHelpRequests } from '../../src/db/help-request-table.ts';
import { listMunicipalities } from '../../src/db/municipalities.ts';
import { forMunicipality } from '../../src/db/municipality-scope.ts';
import { findMunicipalitiesOf } from '../../src/db/operators.ts';
import { selectVolunteers } from '../../src/db/selection.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, addSubmitted, decideFor, mailDomain } from '../support/request-fixture.ts';

let database: TestDatabase;
let owner: Db;
let app: Db;
let mine: Comune;
let theirs: Comune;
/** Those that say whose their rows are. */
let tables: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  owner = database.db;
  // One connection alone: whatever a Comune leaves on it, the next one finds.
  app = openDatabase(database.appUrl, { max: 1 });
  mine = await fill();
  theirs = await fill();
  tables = await namesOf(sql`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attname = 'municipality_id'
      and not a.attisdropped order by 1`);
});
afterAll(async () => {
  await app.destroy();
  await database.drop();
});

async function fill(): Promise<Comune> {
  const comune = await createComune(owner);
  await addVolunteer(owner, comune);
  const dispatched = await addAwaiting(owner, comune);
  const decisionId = await decideFor(owner, comune.anna, dispatched, { kind: 'dispatch' });
  await selectVolunteers(owner, { requestId: dispatched, decisionId, volunteers: 2, mailDomain });
  await addSubmitted(owner, comune);
  return comune;
}

async function namesOf(query: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`${query}`.execute(owner);
  return rows.map(({ name }) => name);
}

async function ownersIn(db: Db, table: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct municipality_id as id from ${sql.table(table)} order by 1`.execute(db);
  return rows.map(({ id }) => id);
}

describe('every table', () => {
  it('says whose its rows are, but for the Comuni themselves, the limits and the schema’s own', async () => {
    const others = await namesOf(sql`
      select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
        and relname <> all (${tables}::text[]) order by 1`);
    expect(others).toEqual(['kysely_migration', 'kysely_migration_lock', 'municipality', 'submission_limit']);
  });

  it('has a policy, and the tables of others than our owner none', async () => {
    const confined = await namesOf(sql`
      select c.relname as name from pg_class c join pg_policy p on p.polrelid = c.oid
      where c.relrowsecurity and p.polname = 'own_municipality' order by 1`);
    expect(confined).toEqual([...tables, 'municipality'].sort());
  });
});

it('no view shows more than the tables do', async () => {
  const views = await namesOf(sql`
    select relname as name from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace
      and not coalesce('security_invoker=true' = any (reloptions), false)`);
  expect(views).toEqual([]);
});

describe('the role of web and worker', () => {
  it('owns nothing, can’t bypass a policy, and can’t see sign-in’s tables', async () => {
    expect(await isConfined(app)).toBe(true);
    expect(await isConfined(owner)).toBe(false);
    const { rows } = await sql<{ owned: number; bypasses: boolean }>`
      select (select count(*)::int from pg_class where relowner = current_user::regrole) as owned,
        (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as bypasses`.execute(app);
    expect(rows).toEqual([{ owned: 0, bypasses: false }]);
    await expect(sql`select 1 from auth."user"`.execute(app)).rejects.toThrow(/permission denied/);
    await expect(sql`set row_security = off; select 1 from help_request`.execute(app)).rejects.toThrow(/policy/);
    await expect(sql`insert into municipality (slug) values ('nuovo')`.execute(app)).rejects.toThrow(
      /permission denied/,
    );
  });

  it('is not sign-in’s, which sees sign-in’s tables alone', async () => {
    const pool = openPool(database.appUrl, { schema: 'auth', max: 1 });
    try {
      await pool.query('select 1 from "user"');
      await expect(pool.query('select 1 from public.help_request')).rejects.toThrow(/permission denied/);
    } finally {
      await pool.end();
    }
  });
});

describe('a query that forgets its Comune', () => {
  it('finds nothing in any table', async () => {
    const found = await Promise.all(tables.map((table) => ownersIn(app, table)));
    expect(found.flat()).toEqual([]);
    expect((await Promise.all(tables.map((table) => ownersIn(owner, table)))).flat()).toContain(mine.id);
  });

  it('finds nothing either on a connection that has just worked for one', async () => {
    expect(await forMunicipality(mine.id, () => ownersIn(app, 'help_request'))).toEqual([mine.id]);
    expect(await ownersIn(app, 'help_request')).toEqual([]);
  });

  it('writes nothing', async () => {
    await expect(
      app.insertInto('zone').values({ municipality_id: mine.id, code: 'altra', label: 'Altra', position: 9 }).execute(),
    ).rejects.toThrow(/row-level security/);
  });

  it('still finds which Comuni there are, for whoever chooses one or signs in', async () => {
    expect(await listMunicipalities(app)).toHaveLength(2);
    const { user_id } = await owner
      .selectFrom('operator')
      .select('user_id')
      .where('id', '=', mine.anna.id)
      .executeTakeFirstOrThrow();
    expect(await findMunicipalitiesOf(app, user_id)).toEqual([
      { slug: mine.slug, name: mine.name, role: 'administrator', secondFactorRequired: false },
    ]);
  });
});

describe('a query for one Comune', () => {
  it('sees its own rows in every table, and nobody else’s', async () => {
    const found = await forMunicipality(mine.id, () => Promise.all(tables.map((table) => ownersIn(app, table))));
    expect([...new Set(found.flat())]).toEqual([mine.id]);
  });

  it('sees nothing of another’s, even where it asks for it', async () => {
    const asked = { municipalityId: theirs.id, limit: 10 };
    expect((await forMunicipality(mine.id, () => listHelpRequests(app, asked))).items).toEqual([]);
    expect((await forMunicipality(theirs.id, () => listHelpRequests(app, asked))).items).not.toEqual([]);
  });

  it('changes nothing of another’s, and makes nothing its own', async () => {
    await forMunicipality(mine.id, async () => {
      const changed =
        await sql`update help_request set address = 'altrove' where municipality_id = ${theirs.id}`.execute(app);
      expect(changed.numAffectedRows).toBe(0n);
      await expect(sql`update help_request set municipality_id = ${theirs.id}`.execute(app)).rejects.toThrow();
      await expect(
        app
          .insertInto('zone')
          .values({ municipality_id: theirs.id, code: 'altra', label: 'Altra', position: 9 })
          .execute(),
      ).rejects.toThrow(/row-level security/);
    });
  });

  it('keeps to it while others work for another on the same connection', async () => {
    const each = Array.from({ length: 40 }, (_, index) => (index % 3 === 0 ? mine : theirs));
    const found = await Promise.all(
      each.map(({ id }) =>
        forMunicipality(id, async () => {
          const before = await ownersIn(app, 'volunteer');
          const within = await app.transaction().execute((tx) => ownersIn(tx, 'offer'));
          return [...before, ...within];
        }),
      ),
    );
    expect(found).toEqual(each.map(({ id }) => [id, id]));
  });
});

describe('the ways across Comuni', () => {
  it('are these, tell ids alone, and no others run as the owner', async () => {
    const { rows } = await sql<{ name: string; gives: string; path: string[]; by: string[] }>`
      select p.proname as name, pg_get_function_result(p.oid) as gives, p.proconfig as path,
        array(select a.grantee::regrole::text from aclexplode(p.proacl) a where a.grantee <> p.proowner) as by
      from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace
        -- They tell nothing: one tidies an index and one seals the Comune's own audit trail, which only the owner may.
        and p.proname not in ('tidy_volunteer_search', 'seal_audit') order by 1`.execute(owner);
    expect(rows.map(({ name }) => name)).toEqual([
      'anchor_audit',
      'found_municipality',
      'letters_without_run',
      'municipalities_of',
      'municipalities_to_anchor',
      'municipalities_to_seal',
      'municipalities_to_sum',
      'municipalities_to_tidy',
      'municipalities_with_changes',
      'municipalities_with_old_comments',
      'municipality_of_email',
      'municipality_of_invitation',
      'requests_to_erase',
      'requests_without_run',
      'unsignalled_decisions',
      'unsignalled_imports',
      'unsignalled_undos',
    ]);
    for (const way of rows) {
      expect(way.gives).toMatch(/^(SETOF uuid|TABLE\(municipality_id uuid, id uuid\))$/);
      expect(way.path).toEqual(['search_path=public, pg_temp']);
      expect(way.by).toEqual(['easycare_app']);
    }
  });
});
