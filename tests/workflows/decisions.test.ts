import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createFakes, idOf } from '../support/fake-activities.ts';
import { createFakeLedger } from '../support/fake-ledger.ts';
import { useTemporal } from '../support/help-request-run.ts';
import { keepHistory } from '../support/stored-histories.ts';
import { until } from '../support/until.ts';

const { startAlone, startRun, startWorker } = useTemporal();

test.for([
  { first: 'dispatch', second: 'discard', path: 'dispatch-before-discard', status: 'dispatched' },
  { first: 'discard', second: 'dispatch', path: 'discard-before-dispatch', status: 'discarded' },
] as const)(
  'of two decisions at once the $first that comes first is carried out, the $second is not',
  async (given) => {
    const requestId = randomUUID();
    const [winner, loser] = [idOf(`${requestId} ${given.first}`), idOf(`${requestId} ${given.second}`)];
    const ledger = createFakeLedger({ decisions: [winner, loser] });
    const run = await startAlone({ requestId });
    await run.import();
    await run.decide(given.first);
    await run.decide(given.second);
    // Only now somebody looks: both are there.
    await startWorker(run.taskQueue, ledger);
    await run.ended();

    expect(ledger.status).toBe(given.status);
    expect(ledger.outcomes).toEqual(
      new Map([
        [winner, given.status],
        [loser, 'superseded'],
      ]),
    );
    expect(ledger.selections).toBe(given.first === 'dispatch' ? 1 : 0);
    await keepHistory(given.path, run);
  },
);

test('a decision that another one made void leaves the run waiting for the next', async () => {
  const fakes = createFakes({
    discardRequest: async ({ decisionId }) => (decisionId === voidDecision ? 'superseded' : 'discarded'),
  });
  const run = await startRun(fakes);
  const voidDecision = idOf(`${run.requestId} void`);
  await run.import();
  await run.decide('discard', 'void');
  await until(() => fakes.steps().includes('discardRequest'));
  await run.decide('discard', 'real');
  await run.ended();
  expect(fakes.steps().filter((step) => step === 'discardRequest')).toHaveLength(2);
});

test('a decision on a request that turns out to be closed ends the run', async () => {
  const fakes = createFakes({ selectVolunteers: async () => ({ kind: 'closed' }) });
  const run = await startRun(fakes);
  await run.import();
  await run.decide('dispatch');
  await run.ended();
  expect(fakes.emails()).toEqual([]);
});

test('a decision without the news of the import stands for it', async () => {
  const fakes = createFakes();
  const run = await startRun(fakes);
  await until(() => fakes.steps().includes('announceRequest'));
  await run.decide('dispatch');
  await run.ended();

  expect(fakes.steps().slice(1, 3)).toEqual(['openForDecision', 'selectVolunteers']);
  expect(fakes.emails()).toHaveLength(6);
  await keepHistory('decided-before-import', run);
});

test('the same decision signalled again and again is carried out once', async () => {
  const fakes = createFakes({ discardRequest: async () => 'superseded' });
  const run = await startRun(fakes);
  await run.import();
  await run.decide('discard');
  await run.decide('discard');
  await until(() => fakes.steps().includes('discardRequest'));
  await run.decide('discard');
  // A later decision comes after all of them: when it is carried out, they were looked at.
  await run.decide('dispatch');
  await run.ended();
  expect(fakes.steps().filter((step) => step === 'discardRequest')).toHaveLength(1);
});

test('the news of the import told twice opens the request once', async () => {
  const fakes = createFakes();
  const run = await startRun(fakes);
  await run.import();
  await until(() => fakes.steps().includes('openForDecision'));
  await run.import();
  await run.decide('discard');
  await run.ended();
  expect(fakes.steps().filter((step) => step === 'openForDecision')).toHaveLength(1);
});
