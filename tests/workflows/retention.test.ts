import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import { retentionType } from '../../workflows/contract.ts';
import { createFakes } from '../support/fake-activities.ts';
import { useTemporal } from '../support/help-request-run.ts';
import { keepHistory } from '../support/stored-histories.ts';

const { client, startWorker } = useTemporal();

/** A night's run, with a worker for it. */
async function startNight(activities: Activities, mostBatches = 10) {
  const taskQueue = randomUUID();
  await startWorker(taskQueue, { activities });
  return await client().workflow.start(retentionType, {
    taskQueue,
    workflowId: `retention-${randomUUID()}`,
    args: [{ batchSize: 2, mostBatches }],
  });
}

/** Batches that are there to be erased, by how many of each. */
function createBatches(sizes: number[]) {
  return createFakes({
    eraseDueRequests: async ({ limit }) => {
      const erased = sizes.shift() ?? 0;
      return { erased, more: erased === limit };
    },
  });
}

test('a night erases batch after batch until nothing is due', async () => {
  const fakes = createBatches([2, 2, 1, 7]);
  const handle = await startNight(fakes.activities);
  expect(await handle.result()).toEqual({ erased: 5 });
  const one = { step: 'eraseDueRequests', input: { limit: 2 } };
  expect(fakes.calls).toEqual([one, one, one]);
  await keepHistory('retention', { handle });
});

test('a night ends after its batches, and the next one goes on', async () => {
  const fakes = createBatches([2, 2, 2, 2]);
  expect(await (await startNight(fakes.activities, 3)).result()).toEqual({ erased: 6 });
  expect(fakes.calls).toHaveLength(3);
});

test('a batch that fails is tried again', async () => {
  let tries = 0;
  const fakes = createFakes({
    eraseDueRequests: async () => {
      tries += 1;
      if (tries === 1) throw new Error('PostgreSQL is away');
      return { erased: 1, more: false };
    },
  });
  expect(await (await startNight(fakes.activities)).result()).toEqual({ erased: 1 });
  expect(tries).toBe(2);
});
