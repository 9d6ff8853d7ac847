import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Db, openDatabase } from '../../src/db/database.ts';
import { type Selection, selectVolunteers } from '../../src/db/selection.ts';
import { addSomeVolunteers, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, decideFor, mailDomain } from '../support/request-fixture.ts';

const atOnce = 30;

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { max: atOnce });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** Volunteers of another zone, whom a selection reads before those who fit: so its reading takes a while. */
async function addSomeInTheWay({ id }: Comune, count: number): Promise<void> {
  await sql`
    with added as (
      insert into volunteer (id, municipality_id, given_name, family_name, email, telephone, approval)
      select ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, ${id}, 'Vito', 'Lontano',
        i || '@volontari.example', '+393330000002', 'approved' from generate_series(1, ${sql.lit(count)}) i
      returning id
    )
    insert into volunteer_zone select ${id}, id, 'collina' from added`.execute(db);
}

const countOffers = (selection: Selection) => (selection.kind === 'selected' ? selection.offers.length : 0);

it('keeps every cap where others choose the same people while it is still reading', async () => {
  const comune = await createComune(db);
  await addSomeInTheWay(comune, 4_000);
  const few = await addSomeVolunteers(db, comune, 12);
  await db.updateTable('volunteer').set({ max_open_offers: 1 }).where('id', 'in', few).execute();
  const sent = [];
  for (let i = 0; i < atOnce; i += 1) {
    const requestId = await addAwaiting(db, comune);
    sent.push({ requestId, decisionId: await decideFor(db, comune.anna, requestId, { kind: 'dispatch' }) });
  }
  const selections = await Promise.all(sent.map((one) => selectVolunteers(db, { ...one, volunteers: 1, mailDomain })));
  expect(selections.map(countOffers).reduce((sum, count) => sum + count, 0)).toBe(few.length);
  const { rows } = await sql`
    select from volunteer_load l join volunteer v using (id) where l.open_offers > v.max_open_offers`.execute(db);
  expect(rows).toEqual([]);
});
