import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Db, openDatabase } from '../../src/db/database.ts';
import { forMunicipality } from '../../src/db/municipality-scope.ts';
import { findDuplicates, listDuplicates } from '../../src/db/volunteer-duplicates.ts';
import { countVolunteers, listVolunteers, type VolunteerTableQuery } from '../../src/db/volunteer-table.ts';
import { listVolunteersToCall } from '../../src/db/volunteers-to-call.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { explainQueries } from '../support/query-plan.ts';

let database: TestDatabase;
let app: Db;
let comune: Comune;
let after: string;
const today = '2026-11-24';
const perComune = 12_000;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  // As web and worker ask: with a policy on every table.
  app = openDatabase(database.appUrl);
  comune = await createComune(db);
  await fill(db, comune.id);
  await fill(db, (await createComune(db)).id);
  await sql`vacuum analyze`.execute(db);
  after = (await listVolunteers(db, { municipalityId: comune.id, today, limit: 50 })).next ?? '';
});
afterAll(async () => {
  await app.destroy();
  await database.drop();
});

/** Almost all approved; one in a hundred waits, is paused or has a bad address; one in a thousand knows signs. */
async function fill(db: Db, municipalityId: string): Promise<void> {
  await sql`
    insert into volunteer (municipality_id, given_name, family_name, email, telephone, approval, confirmed_at,
      paused_until, email_invalid_at, birth_date)
    select ${municipalityId}, 'Nome' || i % 97, 'Cognome' || i, 'v' || i || '@volontari.example',
      '+39333' || 1000000 + i, case when i % 100 = 1 then 'pending' when i % 100 = 2 then 'suspended' else 'approved' end,
      now(), case when i % 100 = 3 then date '2027-01-01' end, case when i % 100 = 4 then now() end,
      date '1950-01-01' + i % 15000
    from generate_series(1, ${perComune}::int) i`.execute(db);
  for (const [code, oneIn] of [
    ['guida', 2],
    ['lis', 1000],
  ] as const) {
    await sql`
      insert into volunteer_skill (municipality_id, volunteer_id, skill_code)
      select municipality_id, id, ${code} from volunteer
      where municipality_id = ${municipalityId} and substr(email, 2, position('@' in email) - 2)::int % ${oneIn} = 0`.execute(
      db,
    );
  }
  await sql`
    insert into volunteer_zone (municipality_id, volunteer_id, zone_code)
    select municipality_id, id, 'centro' from volunteer where municipality_id = ${municipalityId}`.execute(db);
}

const list = (query: Partial<VolunteerTableQuery>) => (db: Db) =>
  listVolunteers(db, { municipalityId: comune.id, today, limit: 50, ...query });

describe('with twenty thousand volunteers, none of the operators’ pages reads them from end to end', () => {
  it.each<[string, string, (db: Db) => Promise<unknown>]>([
    ['the table', 'volunteer_name', list({})],
    ['its next page', 'volunteer_name', (db) => list({ after })(db)],
    ['the approved', 'volunteer_name', list({ approval: 'approved' })],
    ['who waits for approval', 'volunteer_not_approved', list({ approval: 'pending' })],
    ['the next page of the suspended', 'volunteer_not_approved', (db) => list({ approval: 'suspended', after })(db)],
    ['the paused', 'volunteer_paused', list({ paused: true })],
    ['whose address is invalid', 'volunteer_unreachable_name', list({ emailInvalid: true })],
    ['a skill of many', 'volunteer_name', list({ skill: 'guida' })],
    ['a skill of few', 'volunteer_skill_pkey', list({ skill: 'lis' })],
    ['a search by name', 'volunteer_search', list({ q: 'cognome4321' })],
    ['a search by telephone', 'volunteer_search', list({ q: '333 1004321' })],
    ['a search by email', 'volunteer_search', list({ q: 'v4321@volontari' })],
    ['the counts', 'volunteer_not_approved', (db) => countVolunteers(db, { municipalityId: comune.id, today })],
    ['the counts of many', 'volunteer_sample', (db) => countVolunteers(db, { municipalityId: comune.id, today })],
    [
      'the paused of many',
      'volunteer_sample_paused',
      (db) => countVolunteers(db, { municipalityId: comune.id, today }),
    ],
    [
      '«Da telefonare»',
      'volunteer_unreachable',
      (db) => listVolunteersToCall(db, { municipalityId: comune.id, limit: 50 }),
    ],
    ['duplicates of one', 'volunteer_telephone', (db) => findDuplicates(db, comune.id, after)],
    ['duplicates by day of birth', 'volunteer_born', (db) => findDuplicates(db, comune.id, after)],
    ['all duplicates', 'volunteer_telephone', (db) => listDuplicates(db, { municipalityId: comune.id, limit: 50 })],
  ])('%s (%s)', async (_, index, ask) => {
    const nodes = await forMunicipality(comune.id, () => explainQueries(app, ask));
    expect(nodes.filter(({ node, relation }) => node === 'Seq Scan' && relation === 'volunteer')).toEqual([]);
    expect(nodes.map((node) => node.index)).toContain(index);
  });

  it('reads a deep page from where it begins, with a policy on the table too', async () => {
    const tx = await database.db.startTransaction().execute();
    await sql`alter table volunteer enable row level security, force row level security`.execute(tx);
    await sql`
      create policy of_the_test on volunteer
      using (municipality_id = (select current_setting('easycare.municipality'))::uuid)`.execute(tx);
    await sql`select set_config('easycare.municipality', ${comune.id}, true)`.execute(tx);
    const nodes = await explainQueries(tx, list({ after }));
    await tx.rollback().execute();
    expect(nodes.find(({ index }) => index === 'volunteer_name')?.condition).toContain('ROW(family_name');
  });

  it('counts the approved without reading their rows', async () => {
    const nodes = await explainQueries(database.db, (db) => countVolunteers(db, { municipalityId: comune.id, today }));
    expect(nodes.filter(({ node }) => node === 'Index Only Scan').length).toBeGreaterThanOrEqual(12);
  });
});
