import { expect, test } from 'vitest';
import { createFakes, idOf } from '../support/fake-activities.ts';
import { quickPolicy, useTemporal } from '../support/help-request-run.ts';
import { keepHistory } from '../support/stored-histories.ts';
import { until } from '../support/until.ts';

const { startAlone, startRun, startWorker } = useTemporal();
const soonLate = { ...quickPolicy, lateAfterMs: 300 };

function countLate(fakes: ReturnType<typeof createFakes>): number {
  return fakes.calls.filter(({ step, input }) => step === 'announceRequest' && input.reason === 'late').length;
}

test('a request that nobody decides in time is announced again, once, and its emails are sent', async () => {
  const fakes = createFakes({
    announceRequest: async ({ reason }) => (reason === 'late' ? [idOf('late, to an operator')] : []),
  });
  const run = await startRun(fakes, { policy: soonLate });
  await run.import();
  await until(() => fakes.emails().includes(idOf('late, to an operator')));
  await run.decide('discard');
  await run.ended();

  expect(countLate(fakes)).toBe(1);
  const { events } = await run.handle.fetchHistory();
  expect(events?.filter(({ timerStartedEventAttributes: timer }) => timer != null)).toHaveLength(1);
  await keepHistory('late', run);
});

test('a request that is not even imported in time is announced again, too', async () => {
  const fakes = createFakes();
  const run = await startRun(fakes, { policy: soonLate });
  await until(() => countLate(fakes) === 1);
  await run.import();
  await run.decide('discard');
  await run.ended();
});

test('a request that is decided in time is never late', async () => {
  const fakes = createFakes();
  const run = await startAlone({ policy: { ...quickPolicy, lateAfterMs: 4_000 } });
  await run.import();
  await run.decide('discard');
  await startWorker(run.taskQueue, fakes);
  await run.ended();
  expect(countLate(fakes)).toBe(0);
});
