import { expect, test } from 'vitest';
import { createFakes, idOf } from '../support/fake-activities.ts';
import { countMarkers, useTemporal } from '../support/help-request-run.ts';
import { keepHistory } from '../support/stored-histories.ts';
import { until } from '../support/until.ts';

const { startRun } = useTemporal();

test('a discarded request tells no volunteer, and its run ends', async () => {
  const fakes = createFakes();
  const run = await startRun(fakes);
  await until(() => fakes.steps().includes('announceRequest'));
  await run.import();
  await until(() => fakes.steps().includes('openForDecision'));
  const decisionId = await run.decide('discard');
  await run.ended();

  expect(fakes.steps()).toEqual(['announceRequest', 'openForDecision', 'discardRequest']);
  const input = { municipalityId: idOf('comune'), requestId: run.requestId, decisionId };
  expect(fakes.calls).toContainEqual({ step: 'discardRequest', input });
  await keepHistory('discarded', run);
});

test('a discarded request that is restored waits in its next run, unannounced, and can be sent', async () => {
  const fakes = createFakes();
  const first = await startRun(fakes);
  await first.import();
  await first.decide('discard');
  await first.ended();

  const announced = fakes.steps().filter((step) => step === 'announceRequest').length;
  const second = await first.startNext();
  await until(() => fakes.steps().filter((step) => step === 'openForDecision').length === 2);
  expect((await second.handle.describe()).status.name).toBe('RUNNING');
  await second.decide('dispatch');
  await second.ended();

  expect(second.handle.workflowId).toBe(first.handle.workflowId);
  expect(fakes.emails()).toHaveLength(6);
  expect(fakes.steps().filter((step) => step === 'announceRequest')).toHaveLength(announced);
  await keepHistory('restored-and-sent', second);
});

test('a run that finds its request closed ends without waiting for a decision', async () => {
  const fakes = createFakes({ openForDecision: async () => 'closed' });
  const run = await startRun(fakes, { resumeFrom: 'awaiting_operator' });
  await run.ended();

  expect(fakes.steps()).toEqual(['openForDecision']);
  await keepHistory('closed-when-opened', run);
});

test('a run that finds its request closed sends the receipt that is still due before it ends', async () => {
  const accepted = Promise.withResolvers<'accepted'>();
  const fakes = createFakes({ openForDecision: async () => 'closed', sendEmail: () => accepted.promise });
  const run = await startRun(fakes, { resumeFrom: 'awaiting_operator', receiptEmailId: idOf('receipt') });
  await until(async () => (await countMarkers(run)) === 1);
  expect((await run.handle.describe()).status.name).toBe('RUNNING');
  accepted.resolve('accepted');
  await run.ended();
  expect(fakes.emails()).toEqual([idOf('receipt')]);
});
