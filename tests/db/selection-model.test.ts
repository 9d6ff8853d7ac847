import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { findEligible, refreshCandidates } from '../../src/db/eligibility.ts';
import { countNarrowing } from '../../src/db/narrowing.ts';
import { previewSelection } from '../../src/db/preview.ts';
import { readRequirements } from '../../src/db/requirements.ts';
import { addSomeVolunteers, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { insertLists, insertPopulation, type PastRequest } from '../support/insert-population.ts';
import { expectChosen, expectNarrowing, type Population, populations } from '../support/population.ts';
import { addAwaiting, decideFor } from '../support/request-fixture.ts';

let database: TestDatabase;
let comune: Comune;
const requests: PastRequest[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  comune = await createComune(db);
  for (let i = 0; i < 4; i += 1) {
    const requestId = await addAwaiting(db, comune);
    requests.push({ requestId, decisionId: await decideFor(db, comune.anna, requestId, { kind: 'dispatch' }) });
  }
  await insertLists(db, comune);
  // Another Comune's volunteers fit every request and are never to be seen.
  await addSomeVolunteers(db, await createComune(db), 3);
});
afterAll(() => database.drop());

/** Looks at a population that is gone afterwards. */
async function look<T>(population: Population, see: (db: Db) => Promise<T>): Promise<T> {
  const tx = await database.db.startTransaction().execute();
  try {
    await insertPopulation(tx, comune, requests, population);
    return await see(tx);
  } finally {
    await tx.rollback().execute();
  }
}

async function readAll(db: Db) {
  await refreshCandidates(db, requests[0]?.requestId ?? '');
  const requirements = await readRequirements(db, requests[0]?.requestId ?? '');
  if (requirements === undefined) throw new Error('the request of the test is not there');
  return requirements;
}

describe('the volunteers chosen by PostgreSQL', () => {
  it('are those of the rule, in its order', async () => {
    let chosenInAll = 0;
    await fc.assert(
      fc.asyncProperty(populations, async (population) => {
        const chosen = await look(population, async (db) => findEligible(db, await readAll(db), population.limit));
        const expected = expectChosen(population);
        chosenInAll += expected.length;
        expect(chosen).toEqual(expected);
      }),
      { numRuns: 200 },
    );
    expect(chosenInAll).toBeGreaterThan(100);
  });

  it('are the same when they are locked in passing', async () => {
    await fc.assert(
      fc.asyncProperty(populations, async (population) => {
        const chosen = await look(population, async (db) =>
          findEligible(db, await readAll(db), population.limit, true),
        );
        expect(chosen).toEqual(expectChosen(population));
      }),
      { numRuns: 100 },
    );
  });

  it('are counted with and without each requirement as the rule counts them', async () => {
    await fc.assert(
      fc.asyncProperty(populations, async (population) => {
        const narrowing = await look(population, async (db) => countNarrowing(db, await readAll(db)));
        expect(narrowing).toEqual(expectNarrowing(population));
      }),
      { numRuns: 100 },
    );
  });

  it('are previewed as they would be chosen, as many as the Comune wants', async () => {
    await fc.assert(
      fc.asyncProperty(populations, async (population) => {
        const preview = await look(population, async (db) => {
          await db
            .updateTable('municipality')
            .set({ volunteers_per_request: population.limit })
            .where('id', '=', comune.id)
            .execute();
          return await previewSelection(db, comune.id, requests[0]?.requestId ?? '');
        });
        expect(preview.chosen.map((one) => one.volunteerId)).toEqual(
          expectChosen(population).map((one) => one.volunteerId),
        );
        for (const { reasons } of preview.chosen) {
          expect(reasons).toMatchObject({
            zone: population.zone,
            skills: population.skills,
            neighbouring: expect.any(Boolean),
          });
        }
        expect(preview.narrowing).toEqual(expectNarrowing(population));
      }),
      { numRuns: 50 },
    );
  });
});
