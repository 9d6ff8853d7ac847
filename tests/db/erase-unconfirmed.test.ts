import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eraseUnconfirmed } from '../../src/db/address-confirmations.ts';
import type { Db } from '../../src/db/database.ts';
import { storeRegistration } from '../../src/db/registrations.ts';
import { always } from '../../src/domain/availability.ts';
import type { Registration } from '../../src/domain/volunteer.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { explainQueries } from '../support/query-plan.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
});
beforeEach(async () => {
  await sql`delete from volunteer`.execute(db);
});
afterAll(() => database.drop());

const aRegistration = (email: string): Registration => ({
  givenName: 'Vanda',
  familyName: 'Volpi',
  email,
  telephone: '+393337654321',
  birthDate: '1980-02-29',
  skills: ['guida'],
  needs: [],
  zones: ['centro'],
  languages: [],
  vehicle: false,
  availability: always,
  maxOpenOffers: 3,
  privacyNoticeRead: true,
});

const register = (email: string) =>
  storeRegistration(db, {
    municipalityId: comune.id,
    registration: aRegistration(email),
    mailDomain: 'comune.example',
  });

const pass = (days: number) =>
  sql`with moved as (
    update volunteer_link set created_at = created_at - make_interval(days => ${days}::int),
      expires_at = expires_at - make_interval(days => ${days}::int))
    update volunteer set created_at = created_at - make_interval(days => ${days}::int)`.execute(db);

const emails = async () =>
  (await db.selectFrom('volunteer').select('email').orderBy('email').execute()).map(({ email }) => email);

test('who never confirmed is erased two weeks after the last email, with all that was written of them', async () => {
  await register('vecchia@prova.example');
  await register('ritentata@prova.example');
  await pass(13);
  expect(await eraseUnconfirmed(db)).toBe(0);
  await register('ritentata@prova.example');
  await pass(2);
  expect(await eraseUnconfirmed(db)).toBe(1);
  expect(await emails()).toEqual(['ritentata@prova.example']);
  const left = await sql<{ count: number }>`select count(*)::int from email where recipient_id not in
    (select id from volunteer)`.execute(db);
  expect(left.rows).toEqual([{ count: 0 }]);
});

test('who confirmed, whom an operator decided of, and whom the Comune added itself all stay', async () => {
  for (const name of ['confermata', 'accettata', 'importata']) await register(`${name}@prova.example`);
  await sql`update volunteer set confirmed_at = now() where email like 'confermata%'`.execute(db);
  await sql`update volunteer set approval = 'refused' where email like 'accettata%'`.execute(db);
  await sql`update volunteer set privacy_notice_read_at = null where email like 'importata%'`.execute(db);
  await addVolunteer(db, comune, { approval: 'pending' });
  await pass(100);
  expect(await eraseUnconfirmed(db)).toBe(0);
  expect(await emails()).toHaveLength(4);
});

test('those to erase are found by their index, however many volunteers there are', async () => {
  const nodes = await db.connection().execute(async (one) => {
    // An empty table is read whole: what counts is that the index can be used.
    await sql`set enable_seqscan = off`.execute(one);
    const found = await explainQueries(one, eraseUnconfirmed);
    await sql`reset enable_seqscan`.execute(one);
    return found;
  });
  expect(nodes.map(({ index }) => index)).toContain('volunteer_unconfirmed');
});
