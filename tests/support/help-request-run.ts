import { randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { afterAll, beforeAll, inject, onTestFinished } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import {
  type DecisionSignal,
  decidedSignal,
  type HelpRequestInput,
  importedSignal,
  undoneSignal,
  workflowIdOf,
  workflowType,
} from '../../workflows/contract.ts';
import { idOf } from './fake-activities.ts';
import { installQuietRuntime } from './quiet-runtime.ts';
import { bundleWorkflows } from './workflow-bundle.ts';

/** Days are milliseconds here; only the timer of a late request stays out of the way, unless a test is about it. */
export const quickPolicy = {
  volunteers: 5,
  lateAfterMs: 24 * 3_600_000,
  mailRetryMs: 1_000,
  mailFirstPauseMs: 20,
  heartbeatMs: 2_000,
};

export type TestWorker = { stop(): Promise<void> };

export type Run = {
  handle: WorkflowHandle;
  requestId: string;
  taskQueue: string;
  import(): Promise<void>;
  /** Signals a decision; the same name is the same decision. @returns its id */
  decide(kind: DecisionSignal['kind'], name?: string, undoForMs?: number): Promise<string>;
  undo(decisionId: string): Promise<void>;
  /** Resolves when the run is over; rejects where it failed. */
  ended(): Promise<unknown>;
  /** Starts the request's next run, as a restore does. */
  startNext(input?: Partial<HelpRequestInput>): Promise<Run>;
};

/** The real workflow on the run's real server, for all tests of a file. */
export function useTemporal() {
  let connection: Connection;
  let native: NativeConnection;
  let client: Client;
  let bundle: string;

  beforeAll(async () => {
    installQuietRuntime();
    const address = inject('temporalAddress');
    bundle = await bundleWorkflows();
    connection = await Connection.connect({ address });
    native = await NativeConnection.connect({ address });
    // Histories of tests are stored: they name no machine.
    client = new Client({ connection, identity: 'test' });
  });
  afterAll(async () => {
    await connection?.close();
    await native?.close();
  });

  /** Serves a task queue until it is stopped, at the latest at the end of the test. */
  async function startWorker(
    taskQueue: string,
    options: Partial<WorkerOptions>,
    serves: 'all' | 'activities' = 'all',
  ): Promise<TestWorker> {
    const worker = await Worker.create({
      connection: native,
      taskQueue,
      ...(serves === 'activities' ? {} : { workflowBundle: { codePath: bundle } }),
      identity: 'test worker',
      maxEagerActivityReservationsPerWorkflowTask: 6,
      ...options,
    });
    const running = worker.run();
    const stop = async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
    };
    onTestFinished(stop);
    return { stop };
  }

  /** Starts a run that nobody serves yet, on a task queue of its own. */
  async function startAlone(input: Partial<HelpRequestInput> = {}, taskQueue: string = randomUUID()): Promise<Run> {
    const { requestId = randomUUID(), municipalityId = idOf('comune'), ...rest } = input;
    const handle = await client.workflow.start(workflowType, {
      taskQueue,
      workflowId: workflowIdOf(requestId),
      args: [{ requestId, municipalityId, resumeFrom: 'submitted', policy: quickPolicy, ...rest }],
      // A task whose worker was killed is given to another one after this, not after 10 s.
      workflowTaskTimeout: '2 s',
    });
    return {
      handle,
      requestId,
      taskQueue,
      import: () => handle.signal(importedSignal),
      async decide(kind, name = kind, undoForMs) {
        const decisionId = idOf(`${requestId} ${name}`);
        const held = undoForMs === undefined ? {} : { undoForMs };
        await handle.signal(decidedSignal, { decisionId, kind, ...held });
        return decisionId;
      },
      undo: (decisionId) => handle.signal(undoneSignal, { decisionId }),
      ended: () => handle.result(),
      startNext: (next = {}) =>
        startAlone({ ...input, requestId, resumeFrom: 'awaiting_operator', ...next }, taskQueue),
    };
  }

  /** Starts a worker with these activities, then a run for it. */
  async function startRun(
    { activities }: { activities: Activities },
    input: Partial<HelpRequestInput> = {},
    options: Partial<WorkerOptions> = {},
  ): Promise<Run & { worker: TestWorker }> {
    const taskQueue = randomUUID();
    const worker = await startWorker(taskQueue, { activities, ...options });
    return { ...(await startAlone(input, taskQueue)), worker };
  }

  return { startAlone, startRun, startWorker, nativeConnection: () => native, client: () => client };
}

/** How many steps at hand are in the history: whatever followed from them in the same task is there, too. */
export async function countMarkers({ handle }: Run): Promise<number> {
  const { events } = await handle.fetchHistory();
  return events?.filter(({ markerRecordedEventAttributes: marker }) => marker != null).length ?? 0;
}
