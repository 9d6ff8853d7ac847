import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { findEligible, refreshCandidates } from '../../src/db/eligibility.ts';
import { readRequirements } from '../../src/db/requirements.ts';
import { refreshTraitBlocks, remakeStalest } from '../../src/db/trait-blocks.ts';
import { addSomeVolunteers, addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { insertLists, insertPopulation, type PastRequest } from '../support/insert-population.ts';
import { expectChosen, populations } from '../support/population.ts';
import { addAwaiting, decideFor } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
const requests: PastRequest[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
  for (let i = 0; i < 4; i += 1) {
    const requestId = await addAwaiting(db, comune);
    requests.push({ requestId, decisionId: await decideFor(db, comune.anna, requestId, { kind: 'dispatch' }) });
  }
  await insertLists(db, comune);
  await addSomeVolunteers(db, await createComune(db), 3);
});
afterAll(() => database.drop());

async function readAll(tx: Db) {
  await refreshCandidates(tx, requests[0]?.requestId ?? '');
  const requirements = await readRequirements(tx, requests[0]?.requestId ?? '');
  if (requirements === undefined) throw new Error('the request of the test is not there');
  return requirements;
}

/** Whether the bitmaps know somebody, and whether they knew them otherwise: without skills, say. */
const knowledge = fc.record({
  known: fc.array(fc.constantFrom('as they are', 'otherwise', 'not at all'), { minLength: 14, maxLength: 14 }),
  members: fc.integer({ min: 1, max: 6 }),
  mostRead: fc.integer({ min: 1, max: 4 }),
  mostPossible: fc.constantFrom(0, 2, 5, 50),
  locking: fc.boolean(),
});

describe('the volunteers chosen with the help of bitmaps', () => {
  it('are those of the rule, whomever the bitmaps know', async () => {
    await fc.assert(
      fc.asyncProperty(populations, knowledge, async (population, { known, members, locking, ...pace }) => {
        const those = (how: string) =>
          population.volunteers.filter((_, at) => known[at] === how).map((volunteer) => volunteer.id);
        const tx = await db.startTransaction().execute();
        try {
          await insertPopulation(tx, comune, requests, population);
          // As they were before somebody edited them: with nothing of what is required.
          await sql`savepoint before`.execute(tx);
          await sql`create temp table kept on commit drop as select * from volunteer_skill
            where volunteer_id = any (${those('otherwise')}::uuid[])`.execute(tx);
          await sql`delete from volunteer_skill where volunteer_id = any (${those('otherwise')}::uuid[])`.execute(tx);
          await sql`delete from candidate where volunteer_id = any (${those('not at all')}::uuid[])`.execute(tx);
          while (await remakeStalest(tx, comune.id, { waiting: 0, members })) {
            // Until the bitmaps know all changes.
          }
          await sql`insert into volunteer_skill select * from kept`.execute(tx);
          await sql`select rebuild_candidates(${those('not at all')}::uuid[])`.execute(tx);
          const chosen = await findEligible(tx, await readAll(tx), population.limit, locking, pace);
          expect(chosen).toEqual(expectChosen(population));
        } finally {
          await tx.rollback().execute();
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('making bitmaps', () => {
  const findAll = async (requestId: string) => {
    const requirements = await readRequirements(db, requestId);
    if (requirements === undefined) throw new Error('the request of the test is not there');
    // Only the bitmaps, and who changed: one of the list is read.
    const found = await findEligible(db, { ...requirements, lists: longLists }, 50, false, {
      mostRead: 1,
      mostPossible: 1_000,
    });
    return found.map((one) => one.volunteerId);
  };
  const longLists = [{ code: '', length: 1_000_000 }];

  it('forgets nobody who is edited at that very moment', async () => {
    const here = await createComune(db);
    const requestId = await addAwaiting(db, here);
    const ids = await addSomeVolunteers(db, here, 4);
    await db
      .deleteFrom('volunteer_zone')
      .where('volunteer_id', '=', ids[0] ?? '')
      .execute();
    const edit = await db.startTransaction().execute();
    await edit
      .insertInto('volunteer_zone')
      .values({ municipality_id: here.id, volunteer_id: ids[0] ?? '', zone_code: 'centro' })
      .execute();
    await db.transaction().execute((tx) => remakeStalest(tx, here.id, { waiting: 0, members: 10 }));
    await edit.commit().execute();
    expect((await findAll(requestId)).sort()).toEqual(ids.toSorted());
    await db.transaction().execute((tx) => remakeStalest(tx, here.id, { waiting: 0, members: 10 }));
    expect(
      await db.selectFrom('candidate_changed').selectAll().where('municipality_id', '=', here.id).execute(),
    ).toEqual([]);
    expect((await findAll(requestId)).sort()).toEqual(ids.toSorted());
  });

  it('happens in the background where many have changed', async () => {
    const here = await createComune(db);
    const requestId = await addAwaiting(db, here);
    const ids = await addSomeVolunteers(db, here, 20);
    expect(await refreshTraitBlocks(db)).toBe(false);
    const waiting = async () =>
      (await db.selectFrom('candidate_changed').selectAll().where('municipality_id', '=', here.id).execute()).length;
    expect(await waiting()).toBeGreaterThan(0);
    for (let time = 0; time < 6; time += 1) {
      await db
        .updateTable('volunteer')
        .set({ vehicle: time % 2 === 0 })
        .where('id', 'in', ids)
        .execute();
    }
    expect(await waiting()).toBeGreaterThan(100);
    await refreshTraitBlocks(db);
    expect(await waiting()).toBe(0);
    ids.push(await addVolunteer(db, here, {}));
    expect((await findAll(requestId)).sort()).toEqual(ids.toSorted());
  });
});
