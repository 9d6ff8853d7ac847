import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { countNotYetAwaiting, markImported } from '../../src/db/imports.ts';
import { openForDecision } from '../../src/db/status.ts';
import { createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, addSubmitted, readStatus, readTimeline } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

describe('an import', () => {
  it('takes each request once, with two operators who press at the same instant, and their name on the timeline', async () => {
    const comune = await createComune(db);
    const ids: string[] = [];
    for (let i = 0; i < 30; i += 1) ids.push(await addSubmitted(db, comune));
    const taken = await Promise.all([
      markImported(db, comune.anna),
      markImported(db, comune.bruno),
      markImported(db, comune.anna),
    ]);
    expect(taken.flat().toSorted()).toEqual(ids.toSorted());
    for (const id of ids) {
      const { by } = await db
        .selectFrom('help_request')
        .innerJoin('operator', 'operator.id', 'imported_by')
        .select('operator.name as by')
        .where('help_request.id', '=', id)
        .executeTakeFirstOrThrow();
      expect((await readTimeline(db, id)).filter(({ event }) => event === 'imported')).toEqual([
        { event: 'imported', by },
      ]);
    }
    expect(await markImported(db, comune.anna)).toEqual([]);
  });

  it("leaves another Comune's requests, and those that were imported before", async () => {
    const [comune, other] = [await createComune(db), await createComune(db)];
    const theirs = await addSubmitted(db, other);
    await addAwaiting(db, comune);
    const mine = await addSubmitted(db, comune);
    expect(await markImported(db, comune.bruno)).toEqual([mine]);
    expect(await markImported(db, other.anna)).toEqual([theirs]);
  });

  it('moves no status: that is the workflow, which counts them as they come into the table', async () => {
    const comune = await createComune(db);
    const [one, two] = [await addSubmitted(db, comune), await addSubmitted(db, comune)];
    expect(await openForDecision(db, one)).toBe('open');
    expect(await readStatus(db, one)).toBe('submitted');
    const ids = await markImported(db, comune.anna);
    expect([await readStatus(db, one), await countNotYetAwaiting(db, ids)]).toEqual(['submitted', 2]);
    await openForDecision(db, one);
    await openForDecision(db, one);
    expect([await readStatus(db, one), await countNotYetAwaiting(db, ids)]).toEqual(['awaiting_operator', 1]);
    await openForDecision(db, two);
    expect(await countNotYetAwaiting(db, ids)).toBe(0);
  });
});
