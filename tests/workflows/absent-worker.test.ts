import { expect, test } from 'vitest';
import { createFakes, leadEmailId } from '../support/fake-activities.ts';
import { quickPolicy, useTemporal } from '../support/help-request-run.ts';
import { until } from '../support/until.ts';

/** A worker that keeps nothing: otherwise its next task waits 10 s for it to come back. */
const notSticky = { maxCachedWorkflows: 0 };
const { startAlone, startRun, startWorker } = useTemporal();

test('what is submitted, imported and decided while no worker lives is done when one comes', async () => {
  const fakes = createFakes();
  const run = await startAlone();
  await run.import();
  await run.decide('dispatch');
  await startWorker(run.taskQueue, fakes);
  await run.ended();
  expect(new Set(fakes.emails())).toHaveProperty('size', 6);
  expect(fakes.emails().at(-1)).toBe(leadEmailId);
});

test('a request that waits outlives its worker, and another one carries the decision out', async () => {
  const before = createFakes();
  const run = await startRun(before, {}, notSticky);
  await run.import();
  await until(() => before.steps().includes('openForDecision'));
  await run.worker.stop();

  const decisionId = await run.decide('discard');
  const after = createFakes();
  await startWorker(run.taskQueue, after);
  await run.ended();
  expect(before.steps()).not.toContain('discardRequest');
  expect(after.calls.at(-1)).toMatchObject({ step: 'discardRequest', input: { decisionId } });
});

test('a request that became late while no worker lived is announced again when one comes', async () => {
  const before = createFakes();
  const run = await startRun(before, { policy: { ...quickPolicy, lateAfterMs: 1_000 } }, notSticky);
  await until(() => before.steps().includes('announceRequest'));
  await run.worker.stop();
  await until(async () => {
    const { events } = await run.handle.fetchHistory();
    return events?.some(({ timerFiredEventAttributes: fired }) => fired != null) ?? false;
  });

  const after = createFakes();
  await startWorker(run.taskQueue, after);
  await until(() => after.calls.some(({ step, input }) => step === 'announceRequest' && input.reason === 'late'));
  await run.decide('discard');
  await run.ended();
});
