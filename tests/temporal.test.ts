import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { DomainError } from '../src/domain/errors.ts';
import { connectRequestRuns, type RequestRuns } from '../src/temporal.ts';
import {
  type HelpRequestInput,
  type LetterInput,
  letterIdOf,
  retentionScheduleId,
  retentionType,
  taskQueue,
  workflowIdOf,
} from '../workflows/contract.ts';
import { quickPolicy } from './support/help-request-run.ts';

/** What a caller waits at most; the calls give up after 1.5 s. */
const patienceMs = 3_000;

function inputFor(requestId: string): HelpRequestInput {
  return { municipalityId: randomUUID(), requestId, resumeFrom: 'submitted', policy: quickPolicy };
}

function letterFor(emailId: string): LetterInput {
  const { mailRetryMs, mailFirstPauseMs, heartbeatMs } = quickPolicy;
  return { municipalityId: randomUUID(), emailId, policy: { mailRetryMs, mailFirstPauseMs, heartbeatMs } };
}

function openRuns(address: string, namespace = 'default'): RequestRuns {
  const runs = connectRequestRuns({ address, namespace });
  onTestFinished(() => runs.close());
  return runs;
}

const decision = { decisionId: randomUUID(), kind: 'dispatch' } as const;

describe('with Temporal there', () => {
  let connection: Connection;
  let client: Client;
  beforeAll(async () => {
    connection = await Connection.connect({ address: inject('temporalAddress') });
    client = new Client({ connection });
  });
  afterAll(async () => await connection?.close());

  /** Starts a run that no worker of ours takes, and ends it with the test. */
  async function startOne(runs: RequestRuns): Promise<string> {
    const requestId = randomUUID();
    expect(await runs.start(inputFor(requestId))).toBe('started');
    onTestFinished(
      async () =>
        void (await client.workflow
          .getHandle(workflowIdOf(requestId))
          .terminate()
          .catch(() => {})),
    );
    return requestId;
  }

  test('a request has one run at a time: to start it again says that it is running', async () => {
    const runs = openRuns(inject('temporalAddress'));
    const requestId = await startOne(runs);
    expect(await runs.start(inputFor(requestId))).toBe('running');
    const { runId } = await client.workflow.getHandle(workflowIdOf(requestId)).describe();
    await client.workflow.getHandle(workflowIdOf(requestId)).terminate();
    expect(await runs.start(inputFor(requestId))).toBe('started');
    expect((await client.workflow.getHandle(workflowIdOf(requestId)).describe()).runId).not.toBe(runId);
  });

  test('a letter has one run at a time, too', async () => {
    const runs = openRuns(inject('temporalAddress'));
    const emailId = randomUUID();
    expect(await runs.startLetter(letterFor(emailId))).toBe('started');
    expect(await runs.startLetter(letterFor(emailId))).toBe('running');
    await client.workflow.getHandle(letterIdOf(emailId)).terminate();
  });

  test('what is signalled reaches the run', async () => {
    const runs = openRuns(inject('temporalAddress'));
    const requestId = await startOne(runs);
    expect(await runs.signalImported(requestId)).toBe('signalled');
    expect(await runs.signalDecision(requestId, decision)).toBe('signalled');
    const { events } = await client.workflow.getHandle(workflowIdOf(requestId)).fetchHistory();
    const signals = events?.flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName ?? []);
    expect(signals).toEqual(['imported', 'decided']);
  });

  test('a signal for a request without a run, or whose run is over, says that there is none', async () => {
    const runs = openRuns(inject('temporalAddress'));
    expect(await runs.signalImported(randomUUID())).toBe('no_run');
    const requestId = await startOne(runs);
    await client.workflow.getHandle(workflowIdOf(requestId)).terminate();
    expect(await runs.signalImported(requestId)).toBe('no_run');
    expect(await runs.signalDecision(requestId, decision)).toBe('no_run');
  });

  test('a namespace that is not there is not taken for a run that is not there', async () => {
    const runs = openRuns(inject('temporalAddress'), 'nowhere');
    await expect(runs.signalImported(randomUUID())).rejects.toThrow();
    await expect(runs.start(inputFor(randomUUID()))).rejects.toThrow();
  });

  test('the Schedule of retention is created once, then kept as it should be, and one that is paused stays so', async () => {
    const runs = openRuns(inject('temporalAddress'));
    const handle = client.schedule.getHandle(retentionScheduleId);
    onTestFinished(async () => void (await handle.delete().catch(() => {})));
    await handle.delete().catch(() => {});
    expect(await runs.scheduleRetention()).toBe('created');
    await handle.pause('under repair');
    await handle.update((schedule) => ({ ...schedule, spec: { calendars: [{ hour: 12 }] } }));
    expect(await runs.scheduleRetention()).toBe('updated');
    const { spec, action, policies, state } = await handle.describe();
    expect(spec).toMatchObject({
      calendars: [{ hour: [{ start: 3 }], minute: [{ start: 30 }] }],
      timezone: 'Europe/Rome',
    });
    expect(action).toMatchObject({ type: 'startWorkflow', workflowType: retentionType, taskQueue });
    expect(policies.overlap).toBe('SKIP');
    expect(state.paused).toBe(true);
  });

  test('it is reachable', async () => {
    expect(await openRuns(inject('temporalAddress')).isReachable()).toBe(true);
  });
});

/** A port where nothing listens, or where whoever listens never says anything. */
async function openPort(kind: 'closed' | 'mute'): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => socket.destroy()));
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  if (kind === 'closed') close();
  else onTestFinished(close);
  return `127.0.0.1:${address.port}`;
}

describe.for(['closed', 'mute'] as const)('with Temporal away (its port is %s)', (kind) => {
  test.for(['start', 'startLetter', 'signalImported', 'signalDecision', 'scheduleRetention'] as const)(
    '%s says so before anybody loses patience',
    async (name) => {
      const runs = openRuns(await openPort(kind));
      const before = performance.now();
      const call = {
        start: () => runs.start(inputFor(randomUUID())),
        startLetter: () => runs.startLetter(letterFor(randomUUID())),
        signalImported: () => runs.signalImported(randomUUID()),
        signalDecision: () => runs.signalDecision(randomUUID(), decision),
        scheduleRetention: () => runs.scheduleRetention(),
      }[name];
      const error = await call().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(DomainError);
      expect(error).toMatchObject({ code: 'temporal_unavailable' });
      expect(performance.now() - before).toBeLessThan(patienceMs);
    },
  );

  test('it is not reachable, and that is known in time', async () => {
    const before = performance.now();
    expect(await openRuns(await openPort(kind)).isReachable()).toBe(false);
    expect(performance.now() - before).toBeLessThan(patienceMs);
  });
});
