import { expect, test } from 'vitest';
import { createFakes, idOf } from '../support/fake-activities.ts';
import { useTemporal } from '../support/help-request-run.ts';
import { until } from '../support/until.ts';

const { startRun } = useTemporal();

// Nobody of ours cancels a run; an administrator can, with Temporal's own tools. It must end, not fail for ever.

test('a run that somebody cancels while it waits ends cancelled, and no task of it fails', async () => {
  const fakes = createFakes();
  const run = await startRun(fakes);
  await run.import();
  await until(() => fakes.steps().includes('openForDecision'));
  await run.handle.cancel();
  await until(async () => (await run.handle.describe()).status.name !== 'RUNNING', 10_000);

  expect((await run.handle.describe()).status.name).toBe('CANCELLED');
  const { events } = await run.handle.fetchHistory();
  expect(events?.filter(({ workflowTaskFailedEventAttributes: failed }) => failed != null)).toEqual([]);
});

test('a run that somebody cancels in the middle of its emails ends cancelled, and no task of it fails', async () => {
  const accepted = Promise.withResolvers<'accepted'>();
  const fakes = createFakes({ sendEmail: () => accepted.promise });
  const run = await startRun(fakes, { receiptEmailId: idOf('receipt') });
  await until(() => fakes.steps().includes('sendEmail'));
  await run.handle.cancel();
  const hasEnded = until(async () => (await run.handle.describe()).status.name !== 'RUNNING', 10_000);
  // A worker ends only when its activities have, whatever became of the run.
  await hasEnded.finally(() => accepted.resolve('accepted'));

  expect((await run.handle.describe()).status.name).toBe('CANCELLED');
});
