import { expect, onTestFinished, test } from 'vitest';
import { createFakes } from '../support/fake-activities.ts';
import { createFakeLedger } from '../support/fake-ledger.ts';
import { quickPolicy, type Run, useTemporal } from '../support/help-request-run.ts';
import { keepHistory } from '../support/stored-histories.ts';
import { until } from '../support/until.ts';
import { perform, startWorkerProcess } from '../support/worker-process.ts';

const { startAlone, startRun, startWorker } = useTemporal();

/** Longer than any test: who isn't undone would make the test's time run out. */
const never = 600_000;
/** Long enough to be seen waiting, short enough to be waited out. */
const soon = 300;

const eventsOf = async ({ handle }: Run) => (await handle.fetchHistory()).events ?? [];
const countTimers = async (run: Run, which: 'timerStartedEventAttributes' | 'timerFiredEventAttributes') =>
  (await eventsOf(run)).filter((event) => event[which] != null).length;
/** The timer of a late request is the first. */
const isHeld = async (run: Run) => (await countTimers(run, 'timerStartedEventAttributes')) === 2;

test('a decision that is undone in time is not carried out, and the next one is', async () => {
  const fakes = createFakes();
  const run = await startRun(fakes);
  await run.import();
  const decisionId = await run.decide('dispatch', 'held', never);
  await until(() => isHeld(run));
  expect(fakes.steps()).toEqual(['announceRequest', 'openForDecision']);
  await run.undo(decisionId);
  await run.decide('discard');
  await run.ended();

  expect(fakes.steps()).toEqual(['announceRequest', 'openForDecision', 'discardRequest']);
  await keepHistory('undone', run);
});

test('a decision that nobody undoes is carried out when its time is over, not before', async () => {
  const fakes = createFakes();
  const run = await startRun(fakes);
  await run.import();
  await run.decide('dispatch', 'held', soon);
  await run.ended();

  expect(fakes.emails()).toHaveLength(6);
  const events = await eventsOf(run);
  const fired = events.findIndex(({ timerFiredEventAttributes: timer }) => timer != null);
  const markers = events.flatMap(({ markerRecordedEventAttributes: marker }, index) =>
    marker?.markerName === 'core_local_activity' ? [index] : [],
  );
  // Announced and opened before it fired; the volunteers are chosen after.
  expect(markers.map((index) => index < fired)).toEqual([true, true, false]);
  await keepHistory('held-then-sent', run);
});

test('a decision that is undone too late is carried out once', async () => {
  const telling = Promise.withResolvers<'accepted'>();
  const fakes = createFakes({ sendEmail: async () => await telling.promise });
  const run = await startRun(fakes);
  await run.import();
  const decisionId = await run.decide('dispatch', 'held', soon);
  await until(() => fakes.emails().length === 5);
  await run.undo(decisionId);
  telling.resolve('accepted');
  await run.ended();

  expect(fakes.emails()).toHaveLength(6);
  expect(fakes.steps().filter((step) => step === 'selectVolunteers')).toHaveLength(1);
  await keepHistory('undone-too-late', run);
});

test('the news of an undoing that comes before its decision counts', async () => {
  const fakes = createFakes();
  const run = await startAlone();
  const decisionId = await run.decide('dispatch', 'held', never);
  await run.undo(decisionId);
  await run.decide('discard');
  await startWorker(run.taskQueue, fakes);
  await run.ended();
  expect(fakes.steps()).not.toContain('selectVolunteers');
});

test('while nobody works the time goes by, and a worker that died waiting is replaced', {
  timeout: 60_000,
}, async () => {
  const ledger = createFakeLedger();
  const run = await startAlone({ policy: { ...quickPolicy, heartbeatMs: 1_000 } });
  const first = await startWorkerProcess(run.taskQueue, (call) => perform(ledger.activities, call));
  await run.import();
  const decisionId = await run.decide('dispatch', 'held', 1_500);
  await until(() => isHeld(run));
  await first.kill();
  expect(ledger.selections).toBe(0);
  await until(async () => (await countTimers(run, 'timerFiredEventAttributes')) === 1);
  expect(ledger.selections).toBe(0);

  const second = await startWorkerProcess(run.taskQueue, (call) => perform(ledger.activities, call));
  onTestFinished(() => second.kill());
  await run.ended();
  expect(ledger.outcomes).toEqual(new Map([[decisionId, 'dispatched']]));
  expect(ledger.selections).toBe(1);
  await keepHistory('held-while-worker-died', run);
});
