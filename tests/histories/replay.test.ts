import { Worker } from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import { installQuietRuntime } from '../support/quiet-runtime.ts';
import { type History, listStored, paths, readStored } from '../support/stored-histories.ts';
import { bundleWorkflows } from '../support/workflow-bundle.ts';

const secondsOfAMonth = 30 * 24 * 3600;

beforeAll(installQuietRuntime);

/** Replays the histories with the workflows of a module. @returns the paths that can't be replayed with it */
async function findUnreplayable(histories: { path: string; history: History }[], entry?: string): Promise<string[]> {
  const workflowBundle = { codePath: await bundleWorkflows(entry) };
  const all = histories.map(({ path, history }) => ({ workflowId: path, history }));
  const failed: string[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, all)) {
    if (error !== undefined) failed.push(workflowId);
  }
  return failed;
}

const stored = (secondsApart?: number) =>
  listStored().map((path) => ({ path, history: readStored(path, secondsApart) }));

test('every path of a request has its stored history, and every stored history is of a path', () => {
  expect(listStored()).toEqual(paths.toSorted());
});

test('runs of earlier releases replay with the workflow of today', async () => {
  expect(await findUnreplayable(stored())).toEqual([]);
});

test('a workflow that does things in another order is caught by every history', async () => {
  expect((await findUnreplayable(stored(), 'tests/support/other-workflow.ts')).sort()).toEqual(paths.toSorted());
});

test('runs that waited for months between every two events replay', async () => {
  expect(await findUnreplayable(stored(secondsOfAMonth))).toEqual([]);
});

test('stretching keeps the order of the events and brings years between the first and the last', () => {
  const events = readStored('sent', secondsOfAMonth).events ?? [];
  const times = events.map(({ eventTime }) => Number(eventTime?.seconds));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(Number(times.at(-1)) - Number(times[0])).toBeGreaterThan(3 * 365 * 24 * 3600);
});
