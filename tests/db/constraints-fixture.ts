import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, addSubmitted, decideFor, discardNow, dispatchNow } from '../support/request-fixture.ts';

/** One of everything, as the system leaves it: a Comune with requests in every status, and another beside it. */
type Rows = {
  db: Db;
  comune: Comune;
  other: Comune;
  submitted: string;
  awaiting: string;
  dispatched: string;
  discarded: string;
  /** That of `dispatched`. */
  decision: string;
  /** Anna's, to dispatch `awaiting`. */
  pending: string;
  volunteer: string;
  strangeVolunteer: string;
  /** To `volunteer`, for `dispatched`. */
  offer: string;
};

/** The rows for a suite, once it runs. */
export function useRows(): () => Rows {
  let database: TestDatabase;
  let rows: Rows;
  beforeAll(async () => {
    database = await createTestDatabase();
    rows = await insertRows(database.db);
  });
  afterAll(() => database.drop());
  return () => rows;
}

async function insertRows(db: Db): Promise<Rows> {
  const comune = await createComune(db);
  const other = await createComune(db);
  const awaiting = await addAwaiting(db, comune);
  const dispatched = await addAwaiting(db, comune);
  const discarded = await addAwaiting(db, comune);
  const submitted = await addSubmitted(db, comune, { requester: { email: 'a@b.example' } });
  const decision = await dispatchNow(db, comune.anna, dispatched);
  await discardNow(db, comune.anna, discarded);
  const pending = await decideFor(db, comune.anna, awaiting, { kind: 'dispatch' });
  const volunteer = await addVolunteer(db, comune);
  const strangeVolunteer = await addVolunteer(db, other);
  const { id: offer } = await db
    .insertInto('offer')
    .values({
      municipality_id: comune.id,
      request_id: dispatched,
      volunteer_id: volunteer,
      decision_id: decision,
      rank: 1,
      reasons: '{}',
      expires_at: new Date('2099-01-01'),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const requests = { submitted, awaiting, dispatched, discarded };
  return { db, comune, other, ...requests, decision, pending, volunteer, strangeVolunteer, offer };
}

/** A change to one request, in SQL. */
export function setRequest(id: string, assignment: string): RawBuilder<unknown> {
  return sql`update help_request set ${sql.raw(assignment)} where id = ${id}`;
}

/** The name of the constraint that refuses a statement, or what happened instead. */
export async function refusalOf(db: Db, statement: RawBuilder<unknown>): Promise<unknown> {
  try {
    await statement.execute(db);
  } catch (error) {
    return error instanceof Error && 'constraint' in error ? error.constraint : error;
  }
  return 'not refused';
}
