import { expect, test } from 'vitest';
import { createFakes, type Fakes } from '../support/fake-activities.ts';
import { type Run, useTemporal } from '../support/help-request-run.ts';
import { until } from '../support/until.ts';

const { startAlone, startWorker } = useTemporal();

/** The bar for a request that is submitted, imported, sent to five and to the head of operations. */
const mostEvents = 46;

async function listEvents({ handle }: Run): Promise<string[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).map((event) => {
    const attributes = Object.entries(event).find(([key, value]) => key.endsWith('EventAttributes') && value != null);
    return (attributes?.[0] ?? 'unknown').replace('EventAttributes', '');
  });
}

function countByType(events: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const event of events.toSorted()) counts[event] = (counts[event] ?? 0) + 1;
  return counts;
}

/**
 * Two workers take turns, so that each task sees exactly what came before it: one runs workflows and what they do at
 * hand, and keeps nothing in its cache (a task kept for it would time out while it is away, an event more); the other
 * runs activities only. Whatever is still to happen is not due before the other's turn.
 */
function takeTurns(run: Run, { activities }: Fakes) {
  const countOf = async (type: string) => (await listEvents(run)).filter((event) => event === type).length;
  return {
    async think(tasks: number) {
      const options = { activities, enableNonLocalActivities: false, maxCachedWorkflows: 0 };
      const worker = await startWorker(run.taskQueue, options);
      await until(async () => (await countOf('workflowTaskCompleted')) === tasks);
      await worker.stop();
    },
    async act(completed: number) {
      const worker = await startWorker(run.taskQueue, { activities }, 'activities');
      await until(async () => (await countOf('activityTaskCompleted')) === completed);
      await worker.stop();
    },
  };
}

test('a request sent to five and to the head of operations takes exactly 41 events', async () => {
  const fakes = createFakes();
  const run = await startAlone();
  const { think, act } = takeTurns(run, fakes);
  await think(1);
  await run.import();
  await think(2);
  await run.decide('dispatch');
  await think(3);
  await act(5);
  await think(4);
  await act(6);
  await think(5);
  await run.ended();

  expect(fakes.emails()).toHaveLength(6);
  const events = await listEvents(run);
  expect(countByType(events)).toMatchInlineSnapshot(`
    {
      "activityTaskCompleted": 6,
      "activityTaskScheduled": 6,
      "activityTaskStarted": 6,
      "markerRecorded": 3,
      "timerStarted": 1,
      "workflowExecutionCompleted": 1,
      "workflowExecutionSignaled": 2,
      "workflowExecutionStarted": 1,
      "workflowTaskCompleted": 5,
      "workflowTaskScheduled": 5,
      "workflowTaskStarted": 5,
    }
  `);
  expect(events).toHaveLength(41);
  expect(events.length).toBeLessThanOrEqual(mostEvents);
});
