import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCharacteristics, storeCharacteristics } from '../../src/db/volunteer-characteristics.ts';
import { always } from '../../src/domain/availability.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let comune: Comune;
let other: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  comune = await createComune(database.db);
  other = await createComune(database.db);
});
afterAll(() => database.drop());

const few = {
  skills: ['lis', 'lis'],
  needs: ['spesa'],
  zones: ['collina'],
  languages: ['en', 'it'],
  vehicle: true,
  availability: 5,
  maxOpenOffers: 7,
};

test('what is stored takes the place of all that was there, and counts the version up', async () => {
  const { db } = database;
  const id = await addVolunteer(db, comune);
  const before = await readCharacteristics(db, comune.id, id);
  expect(before).toMatchObject({ zones: ['centro', 'collina'], needs: [], vehicle: false, availability: always });

  expect(await db.transaction().execute((tx) => storeCharacteristics(tx, comune.id, id, few))).toBe(true);
  // In the Comune's own order, each once.
  expect(await readCharacteristics(db, comune.id, id)).toEqual({ ...few, skills: ['lis'], languages: ['it', 'en'] });
  const { version, updated_at, created_at } = await db
    .selectFrom('volunteer')
    .select(['version', 'updated_at', 'created_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  expect(version).toBe(2);
  expect(updated_at.getTime()).toBeGreaterThan(created_at.getTime());
});

test('of two who save at once the last one stands whole', async () => {
  const { db } = database;
  const id = await addVolunteer(db, comune);
  const sets = ['centro', 'collina', 'centro', 'collina'].map((zone) => ({ ...few, zones: [zone], needs: [] }));
  await Promise.all(
    sets.map((given) => db.transaction().execute((tx) => storeCharacteristics(tx, comune.id, id, given))),
  );
  expect((await readCharacteristics(db, comune.id, id))?.zones).toHaveLength(1);
});

test('a volunteer of another Comune is not there', async () => {
  const { db } = database;
  const id = await addVolunteer(db, comune);
  expect(await readCharacteristics(db, other.id, id)).toBeUndefined();
  expect(await db.transaction().execute((tx) => storeCharacteristics(tx, other.id, id, few))).toBe(false);
  expect((await readCharacteristics(db, comune.id, id))?.zones).toEqual(['centro', 'collina']);
});
