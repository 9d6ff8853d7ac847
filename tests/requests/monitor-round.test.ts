import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { markImported } from '../../src/db/imports.ts';
import { createDelivery, type Delivery } from '../../src/requests/delivery.ts';
import { deliverAll } from '../../src/requests/monitor.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createFakeRuns, type FakeRuns } from '../support/fake-runs.ts';
import { addAwaiting, addSubmitted, decideFor, discardNow } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
let runs: FakeRuns;
let delivery: Delivery;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());
beforeEach(async () => {
  // Each test alone: what an earlier one left undelivered is marked as delivered.
  await sql`update help_request set run_started_at = now(), import_signalled_at = now()`.execute(db);
  await sql`update decision set signalled_at = now()`.execute(db);
  comune = await createComune(db);
  runs = createFakeRuns();
  delivery = createDelivery({ db, runs, log: pino({ level: 'silent' }) });
});

/** One round of the monitor, once all rows are older than the time their own web process has for them. */
async function round(): Promise<void> {
  await sql`update help_request set submitted_at = submitted_at - interval '1 minute',
    imported_at = imported_at - interval '1 minute'`.execute(db);
  await sql`update decision set decided_at = decided_at - interval '1 minute'`.execute(db);
  await deliverAll(db, delivery, new AbortController().signal);
}

test('with Temporal away a round ends at the first that it can’t deliver, and loses nothing', async () => {
  const submitted = [await addSubmitted(db, comune), await addSubmitted(db, comune)];
  runs.isAway = true;
  await round();
  expect(runs.calls).toBe(1);

  runs.isAway = false;
  await round();
  expect([...runs.running.keys()].toSorted()).toEqual(submitted.toSorted());
  expect(runs.running.get(submitted[0] ?? '')).toMatchObject({ municipalityId: comune.id, resumeFrom: 'submitted' });
});

test('what was delivered is not delivered again', async () => {
  const requestId = await addAwaiting(db, comune);
  await decideFor(db, comune.anna, requestId, { kind: 'dispatch' });
  await round();
  await round();
  const { calls } = runs;
  await round();
  expect(runs.calls).toBe(calls);
});

test('a row that its own web process may still have in hand is left to it', async () => {
  await addSubmitted(db, comune);
  await deliverAll(db, delivery, new AbortController().signal);
  expect(runs.calls).toBe(0);
});

test('a request that was imported while Temporal was away starts where its row stands, with its receipt', async () => {
  const requestId = await addSubmitted(db, comune, { requester: { email: 'giuseppe@example.org' } });
  await markImported(db, comune.anna);
  await round();
  expect(runs.running.get(requestId)).toMatchObject({
    resumeFrom: 'awaiting_operator',
    receiptEmailId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(runs.signals).toContainEqual({ requestId, what: 'imported' });
});

test('an import and a decision that were not signalled reach the run that waits for them', async () => {
  const requestId = await addSubmitted(db, comune);
  await round();
  await markImported(db, comune.anna);
  const decisionId = await decideFor(db, comune.anna, requestId, { kind: 'dispatch' });
  await round();
  expect(runs.signals).toEqual([
    { requestId, what: 'imported' },
    { requestId, what: decisionId },
  ]);
});

test('a decision on a request whose run is gone starts another one, and is signalled to it', async () => {
  const requestId = await addAwaiting(db, comune);
  await round();
  runs.running.delete(requestId);
  const decisionId = await decideFor(db, comune.anna, requestId, { kind: 'discard', reason: 'duplicate' });
  await round();
  await round();
  expect(runs.running.get(requestId)).toMatchObject({ resumeFrom: 'awaiting_operator' });
  expect(runs.signals).toContainEqual({ requestId, what: decisionId });
});

test('a restore waits until the run that discarded the request is over, then starts the next one', async () => {
  const requestId = await addAwaiting(db, comune);
  await round();
  await discardNow(db, comune.anna, requestId);
  await decideFor(db, comune.bruno, requestId, { kind: 'restore' });
  const first = runs.running.get(requestId);
  await round();
  expect(runs.running.get(requestId)).toBe(first);

  runs.running.delete(requestId);
  await round();
  expect(runs.running.get(requestId)).toMatchObject({ resumeFrom: 'awaiting_operator' });
});

test('one that can’t be delivered now does not keep the others waiting', async () => {
  const ending = await addAwaiting(db, comune);
  await round();
  await discardNow(db, comune.anna, ending);
  await decideFor(db, comune.bruno, ending, { kind: 'restore' });
  const other = await addAwaiting(db, comune);
  const decisionId = await decideFor(db, comune.anna, other, { kind: 'dispatch' });
  await round();
  expect(runs.signals).toContainEqual({ requestId: other, what: decisionId });
});

test('a run that is recovered is told again of the decision that the lost one had not carried out', async () => {
  const requestId = await addAwaiting(db, comune);
  await round();
  const decisionId = await decideFor(db, comune.anna, requestId, { kind: 'dispatch' });
  await round();
  expect(runs.signals).toContainEqual({ requestId, what: decisionId });

  runs.running.clear();
  runs.signals.length = 0;
  await round();
  expect(runs.signals).toEqual([]);
  expect(await delivery.recoverRun(requestId)).toBe('started');
  await round();
  expect(runs.signals).toEqual([{ requestId, what: decisionId }]);
});
