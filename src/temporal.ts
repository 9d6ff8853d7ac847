import {
  Client,
  Connection,
  isGrpcServiceError,
  ScheduleAlreadyRunning,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import {
  type DecisionSignal,
  decidedSignal,
  type HelpRequestInput,
  importedSignal,
  type LetterInput,
  letterIdOf,
  letterType,
  type RetentionInput,
  retentionScheduleId,
  retentionType,
  taskQueue,
  undoneSignal,
  workflowIdOf,
  workflowType,
} from '../workflows/contract.ts';
import { DomainError } from './domain/errors.ts';

/** The runs of requests and of letters, as web and monitor start and signal them. Each call throws `temporal_unavailable` if it is. */
export type RequestRuns = {
  /** `running` where a run of this request is there already: it is the same request, so nothing is lost. */
  start(input: HelpRequestInput): Promise<'started' | 'running'>;
  /** The run that sends one email to a volunteer, about no request. */
  startLetter(input: LetterInput): Promise<'started' | 'running'>;
  signalImported(requestId: string): Promise<'signalled' | 'no_run'>;
  signalDecision(requestId: string, decision: DecisionSignal): Promise<'signalled' | 'no_run'>;
  signalUndone(requestId: string, decisionId: string): Promise<'signalled' | 'no_run'>;
  /** Creates the daily Schedule of retention, or makes the one that is there as this release wants it. */
  scheduleRetention(): Promise<'created' | 'updated'>;
  isReachable(): Promise<boolean>;
  close(): Promise<void>;
};

/** A citizen's page waits for this call: after 1.5 s it does without, and the monitor starts the run. */
const deadlineMs = 1_500;

/** While Temporal is away its address is tried this often; by default it would be every two minutes in the end. */
const reconnectMs = 5_000;

/**
 * Half past three at night, when nobody works on a request and backups of midnight are over; between two and three the
 * clocks change, so that hour comes twice or not at all.
 */
const retentionSpec = {
  calendars: [{ hour: 3, minute: 30, comment: 'every night' }],
  timezone: 'Europe/Rome',
};

/** A batch is seconds of work; a hundred thousand requests a night are more than any Comune decides in a year. */
const retentionInput: RetentionInput = { batchSize: 200, mostBatches: 500 };

const retentionSchedule = {
  spec: retentionSpec,
  policies: {
    // A run still under way erases all that is due: another beside it has nothing to do.
    overlap: ScheduleOverlapPolicy.SKIP,
    // A night for which Temporal was away is made up for within the day; one missed longer is done by the next.
    catchupWindow: '1 day',
  },
  action: {
    type: 'startWorkflow',
    workflowType: retentionType,
    workflowId: retentionScheduleId,
    taskQueue,
    args: [retentionInput],
  },
} as const satisfies Omit<ScheduleOptions, 'scheduleId'>;

/** Connects when first needed, so a Temporal that is away does not keep a process from starting. */
export function connectRequestRuns({ address, namespace }: { address: string; namespace: string }): RequestRuns {
  const connection = Connection.lazy({
    address,
    connectTimeout: deadlineMs,
    channelArgs: { 'grpc.max_reconnect_backoff_ms': reconnectMs },
  });
  const client = new Client({ connection, namespace });

  async function call<T>(operation: () => Promise<T>): Promise<T> {
    try {
      return await connection.withDeadline(Date.now() + deadlineMs, operation);
    } catch (error) {
      throw isUnavailable(error) ? new DomainError('temporal_unavailable', {}, { cause: error }) : error;
    }
  }

  async function signal(requestId: string, send: (workflowId: string) => Promise<void>) {
    try {
      await call(() => send(workflowIdOf(requestId)));
      return 'signalled';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'no_run';
      throw error;
    }
  }

  async function start(type: string, workflowId: string, input: HelpRequestInput | LetterInput) {
    try {
      await call(() =>
        client.workflow.start(type, {
          taskQueue,
          workflowId,
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
          args: [input],
        }),
      );
      return 'started';
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return 'running';
      throw error;
    }
  }

  return {
    start: (input) => start(workflowType, workflowIdOf(input.requestId), input),
    startLetter: (input) => start(letterType, letterIdOf(input.emailId), input),
    signalImported: (requestId) => signal(requestId, (id) => client.workflow.getHandle(id).signal(importedSignal)),
    signalDecision: (requestId, decision) =>
      signal(requestId, (id) => client.workflow.getHandle(id).signal(decidedSignal, decision)),
    signalUndone: (requestId, decisionId) =>
      signal(requestId, (id) => client.workflow.getHandle(id).signal(undoneSignal, { decisionId })),
    async scheduleRetention() {
      try {
        await call(() => client.schedule.create({ scheduleId: retentionScheduleId, ...retentionSchedule }));
        return 'created';
      } catch (error) {
        if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      }
      // Its state stays: one that an administrator paused is not set going by a restart.
      const handle = client.schedule.getHandle(retentionScheduleId);
      await call(() => handle.update(({ state }) => ({ ...retentionSchedule, state })));
      return 'updated';
    },
    async isReachable() {
      try {
        await call(() => connection.workflowService.getSystemInfo({}));
        return true;
      } catch {
        return false;
      }
    },
    close: () => connection.close(),
  };
}

/** Every way in which gRPC says that nobody could be asked, or that nobody answered in time. */
function isUnavailable(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (!isGrpcServiceError(cause)) return cause instanceof Error && /connect/i.test(cause.message);
  const unavailable = 14;
  const deadlineExceeded = 4;
  const cancelled = 1;
  const resourceExhausted = 8;
  return [unavailable, deadlineExceeded, cancelled, resourceExhausted].includes(cause.code);
}
