import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Changes, listenForChanges } from '../../src/db/changes.ts';
import type { Db } from '../../src/db/database.ts';
import { createMonitorLock } from '../../src/db/monitor-lock.ts';
import { createDelivery } from '../../src/requests/delivery.ts';
import { startMonitor } from '../../src/requests/monitor.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createFakeRuns, type FakeRuns } from '../support/fake-runs.ts';
import { addSubmitted } from '../support/request-fixture.ts';
import { waitUntil } from '../support/wait-until.ts';

const log = pino({ level: 'silent' });
let database: TestDatabase;
let db: Db;
let comune: Comune;
let changes: Changes;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
  changes = listenForChanges(database.url, ['request_submitted'], (error) => {
    throw error;
  });
});
afterAll(async () => {
  await changes.close();
  await database.drop();
});

/** A monitor as a worker starts it, with runs of its own that show what it did. */
function startOne(): { runs: FakeRuns; stop(): Promise<void> } {
  const runs = createFakeRuns();
  const delivery = createDelivery({ db, runs, log });
  const createLock = (onLost: () => void) => createMonitorLock(database.url, onLost);
  const { stop } = startMonitor({ db, delivery, changes, keepAudits: async () => {}, createLock, log });
  onTestFinished(stop);
  return { runs, stop };
}

/** A request that its web process could not start, long ago. */
async function addForgotten(): Promise<string> {
  const id = await addSubmitted(db, comune);
  await sql`update help_request set submitted_at = submitted_at - interval '1 minute' where id = ${id}`.execute(db);
  return id;
}

async function findMonitors(granted: boolean): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`select pid from pg_locks
    where locktype = 'advisory' and granted = ${granted}
      and database = (select oid from pg_database where datname = current_database())`.execute(db);
  return rows.map(({ pid }) => pid);
}

test('of two monitors one works, and the other takes over when the connection of the first dies', async () => {
  const one = await addForgotten();
  const first = startOne();
  await waitUntil('the first monitor works', async () => (await findMonitors(true)).length === 1);
  await waitUntil('its first round is over', () => first.runs.running.has(one), 20);
  const second = startOne();
  await waitUntil('the second waits', async () => (await findMonitors(false)).length === 1);

  const two = await addForgotten();
  const [pid] = await findMonitors(true);
  await sql`select pg_terminate_backend(${pid})`.execute(db);
  await waitUntil('the second took over', () => second.runs.running.has(two), 20);
  expect([...first.runs.running.keys()]).toEqual([one]);
  expect([...second.runs.running.keys()]).toEqual([two]);
  // The first is not dead: it waits for its turn again.
  await waitUntil('the first waits', async () => (await findMonitors(false)).length === 1);
});

test('a monitor that is stopped leaves its place at once, and one that only waits stops waiting', async () => {
  const first = startOne();
  await waitUntil('the first works', async () => (await findMonitors(true)).length === 1);
  const second = startOne();
  const third = startOne();
  await waitUntil('two wait', async () => (await findMonitors(false)).length === 2);

  await second.stop();
  const id = await addForgotten();
  await first.stop();
  await waitUntil('the third works', () => third.runs.running.has(id), 20);
  expect(second.runs.calls).toBe(0);
});

test('a new request wakes the monitor, once its own web process had the time to start it', async () => {
  const { runs } = startOne();
  await waitUntil('the monitor works', async () => (await findMonitors(true)).length === 1);
  await waitUntil('the monitor listens', async () => {
    const { rows } = await sql`select from pg_stat_activity where datname = current_database()
      and query = 'listen request_submitted' and state = 'idle'`.execute(db);
    return rows.length === 1;
  });
  const from = performance.now();
  const id = await addSubmitted(db, comune);
  await waitUntil('it was started', () => runs.running.has(id), 20);
  // Without the news it would be the next round, 10 s after the first.
  expect(performance.now() - from).toBeLessThan(8_000);
  expect(performance.now() - from).toBeGreaterThan(3_000);
});
