import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { clearSpentLinks } from '../../src/db/spent-links.ts';
import { findLink } from '../../src/db/volunteer-links.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { explainQueries } from '../support/query-plan.ts';
import { addLink, queueLink } from '../support/volunteer-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
let of: { municipalityId: string; volunteerId: string };
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
});
beforeEach(async () => {
  await sql`delete from volunteer`.execute(db);
  of = { municipalityId: comune.id, volunteerId: await addVolunteer(db, comune) };
});
afterAll(() => database.drop());

const pass = (days: number) =>
  sql`update volunteer_link set created_at = created_at - make_interval(days => ${days}::int),
    expires_at = expires_at - make_interval(days => ${days}::int)`.execute(db);

const follow = (secret: string) => findLink(db, { municipalityId: comune.id, secret, purpose: 'enter' });

const addSession = (holds: string) =>
  db
    .insertInto('volunteer_session')
    .values({
      secret_hash: randomBytes(32),
      municipality_id: of.municipalityId,
      volunteer_id: of.volunteerId,
      expires_at: sql<Date>`now() + ${holds}::interval`,
    })
    .execute();

test('a link that is over says so for a month, and then goes with its letter', async () => {
  const { secret } = await addLink(db, of);
  const used = await addLink(db, of);
  await sql`update volunteer_link set used_at = now() where id = ${used.linkId}`.execute(db);
  const email = await queueLink(db, of);
  await pass(29);
  expect(await clearSpentLinks(db)).toBe(0);
  expect([await follow(secret), await follow(used.secret)]).toEqual(['expired', 'used']);
  const young = await addLink(db, of);
  await pass(2);
  expect(await clearSpentLinks(db)).toBe(3);
  expect([await follow(secret), await follow(used.secret), await follow(young.secret)]).toEqual([
    'unknown',
    'unknown',
    'expired',
  ]);
  const left = await db.selectFrom('email').select('id').where('id', '=', email).execute();
  expect(left).toEqual([]);
});

test('a session goes as soon as it is over, and no other', async () => {
  await addSession('-1 second');
  await addSession('1 hour');
  expect(await clearSpentLinks(db)).toBe(1);
  expect(await clearSpentLinks(db)).toBe(0);
});

test('one round takes on some hundreds, and the next one the rest', async () => {
  await sql`
    insert into volunteer_session (secret_hash, municipality_id, volunteer_id, expires_at)
    select sha256(n::text::bytea), ${of.municipalityId}, ${of.volunteerId}, now() - interval '1 day'
    from generate_series(1, 501) n`.execute(db);
  expect(await clearSpentLinks(db)).toBe(500);
  expect(await clearSpentLinks(db)).toBe(1);
});

test('both are found by their index, however many there are', async () => {
  const nodes = await db.connection().execute(async (one) => {
    // An empty table is read whole: what counts is that the index can be used.
    await sql`set enable_seqscan = off`.execute(one);
    const found = await explainQueries(one, clearSpentLinks);
    await sql`reset enable_seqscan`.execute(one);
    return found;
  });
  const indexes = nodes.map(({ index }) => index);
  expect(indexes).toContain('volunteer_link_expired');
  expect(indexes).toContain('volunteer_session_expired');
});
