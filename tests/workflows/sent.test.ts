import { expect, test } from 'vitest';
import { createFakes, idOf, leadEmailId, offerTo } from '../support/fake-activities.ts';
import { useTemporal } from '../support/help-request-run.ts';
import { keepHistory } from '../support/stored-histories.ts';
import { until } from '../support/until.ts';

const { startRun } = useTemporal();
const volunteers = [1, 2, 3, 4, 5].map((rank) => offerTo(rank).emailId);

test('an imported request that is sent goes to five volunteers, then to the head of operations, and ends', async () => {
  const fakes = createFakes();
  const run = await startRun(fakes);
  await until(() => fakes.steps().includes('announceRequest'));
  await run.import();
  await until(() => fakes.steps().includes('openForDecision'));
  const decisionId = await run.decide('dispatch');
  await run.ended();

  expect(fakes.steps()).toEqual([
    'announceRequest',
    'openForDecision',
    'selectVolunteers',
    ...Array.from({ length: 6 }, () => 'sendEmail'),
  ]);
  expect(fakes.emails().slice(0, 5).sort()).toEqual(volunteers.toSorted());
  expect(fakes.emails()[5]).toBe(leadEmailId);
  const about = { municipalityId: idOf('comune'), requestId: run.requestId };
  expect(fakes.calls).toContainEqual({ step: 'announceRequest', input: { ...about, reason: 'new' } });
  expect(fakes.calls).toContainEqual({ step: 'selectVolunteers', input: { ...about, decisionId, volunteers: 5 } });
  await keepHistory('sent', run);
});

test('the head of operations is told only when the last volunteer has an answer', async () => {
  const last = Promise.withResolvers<'accepted'>();
  const fakes = createFakes({
    sendEmail: async ({ emailId }) => (emailId === offerTo(5).emailId ? await last.promise : 'accepted'),
  });
  const run = await startRun(fakes);
  await run.import();
  await run.decide('dispatch');
  await until(() => fakes.emails().length === 5);
  // All that happened so far is in the history and was looked at: nothing but the fifth answer is missing.
  await until(async () => (await run.handle.describe()).raw.pendingActivities?.length === 1);
  expect(fakes.emails()).not.toContain(leadEmailId);

  last.resolve('accepted');
  await run.ended();
  expect(fakes.emails().at(-1)).toBe(leadEmailId);
});

test('a requester with an address gets a receipt', async () => {
  const fakes = createFakes();
  const receiptEmailId = idOf('receipt');
  const run = await startRun(fakes, { receiptEmailId });
  await until(() => fakes.emails().includes(receiptEmailId));
  await run.import();
  await run.decide('dispatch');
  await run.ended();

  expect(fakes.emails().filter((id) => id === receiptEmailId)).toHaveLength(1);
  expect(fakes.emails()).toHaveLength(7);
  await keepHistory('sent-with-receipt', run);
});

test('a request that was imported before its first run could start gets its receipt all the same', async () => {
  const fakes = createFakes();
  const receiptEmailId = idOf('receipt');
  const run = await startRun(fakes, { receiptEmailId, resumeFrom: 'awaiting_operator' });
  await until(() => fakes.emails().includes(receiptEmailId));
  await run.decide('discard');
  await run.ended();
  expect(fakes.steps()).not.toContain('announceRequest');
});
