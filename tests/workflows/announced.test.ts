import { ApplicationFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import { createFakes, type Fakes, idOf } from '../support/fake-activities.ts';
import { countMarkers, quickPolicy, type Run, useTemporal } from '../support/help-request-run.ts';
import { keepHistory } from '../support/stored-histories.ts';
import { until } from '../support/until.ts';

const { startRun } = useTemporal();
const digest = ['first operator', 'second operator'].map(idOf);

/** What the database says while the Comune's last digest is too recent: come again in a minute. */
const tooSoon = () => ApplicationFailure.create({ type: 'too_soon', nextRetryDelay: '60 s' });

/** How many attempts to announce have answered, failed or are under way; none of the one that asks. */
const attempts = (fakes: Fakes) => fakes.steps().filter((step) => step === 'announceRequest').length;

async function isCancelRequested({ handle }: Run): Promise<boolean> {
  const { events } = await handle.fetchHistory();
  return events?.some(({ activityTaskCancelRequestedEventAttributes: requested }) => requested != null) ?? false;
}

test('the emails of an announcement are seen through, though the request is decided meanwhile', async () => {
  const accepted = Promise.withResolvers<'accepted'>();
  const fakes = createFakes({
    announceRequest: async () => digest,
    sendEmail: async ({ emailId }) => (digest.includes(emailId) ? await accepted.promise : 'accepted'),
  });
  const run = await startRun(fakes);
  await until(() => fakes.emails().length === 2);
  await run.import();
  await run.decide('discard');
  await until(async () => (await countMarkers(run)) === 3);
  expect((await run.handle.describe()).status.name).toBe('RUNNING');

  accepted.resolve('accepted');
  await run.ended();
  expect(fakes.emails().toSorted()).toEqual(digest.toSorted());
  await keepHistory('announced', run);
});

test('a request that is decided while it waits for its place in a digest does not wait any more', async () => {
  const fakes = createFakes({
    announceRequest: async () => {
      if (!fakes.steps().includes('discardRequest')) throw tooSoon();
      return [];
    },
  });
  const run = await startRun(fakes);
  await until(() => fakes.steps().includes('announceRequest'));
  await run.import();
  await run.decide('discard');
  await run.ended();
  expect(fakes.emails()).toEqual([]);
  await keepHistory('decided-before-announced', run);
});

test('an attempt to announce that was under way when the request was decided does not fail the run', async () => {
  const underWay = Promise.withResolvers<string[]>();
  const fakes = createFakes({
    announceRequest: async () => {
      if (fakes.steps().includes('discardRequest')) return [];
      // The first attempt is the task's own; the second is the one that a decision meets.
      if (attempts(fakes) === 0) throw tooSoon();
      return await underWay.promise;
    },
  });
  const run = await startRun(fakes);
  await until(() => attempts(fakes) === 2);
  await run.import();
  await run.decide('discard');
  await until(() => isCancelRequested(run));
  underWay.reject(tooSoon());
  await run.ended();
  expect(fakes.emails()).toEqual([]);
});

test('a digest that was claimed when the request was decided is sent, though the claim was not answered', async () => {
  const fakes = createFakes({
    announceRequest: async () => {
      if (attempts(fakes) === 0) throw tooSoon();
      if (attempts(fakes) === 1) throw ApplicationFailure.create({ type: 'connection_lost', nextRetryDelay: '60 s' });
      return digest;
    },
  });
  const run = await startRun(fakes);
  await until(() => attempts(fakes) === 2);
  await run.import();
  await run.decide('discard');
  await run.ended();
  expect(fakes.emails().toSorted()).toEqual(digest.toSorted());
});

test('a request that becomes late after it was decided is not announced', async () => {
  const accepted = Promise.withResolvers<'accepted'>();
  const fakes = createFakes({ announceRequest: async () => digest, sendEmail: () => accepted.promise });
  const run = await startRun(fakes, { policy: { ...quickPolicy, lateAfterMs: 1_500 } });
  await run.import();
  await run.decide('discard');
  await until(async () => {
    const { events } = await run.handle.fetchHistory();
    return events?.some(({ timerFiredEventAttributes: fired }) => fired != null) ?? false;
  });
  accepted.resolve('accepted');
  await run.ended();
  expect(attempts(fakes)).toBe(1);
});
