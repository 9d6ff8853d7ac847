import { expect, onTestFinished, test } from 'vitest';
import { type Call, idOf, leadEmailId, offerTo } from '../support/fake-activities.ts';
import { createFakeLedger, type FakeLedger } from '../support/fake-ledger.ts';
import { quickPolicy, useTemporal } from '../support/help-request-run.ts';
import { until } from '../support/until.ts';
import { perform, startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';

const { startAlone } = useTemporal();
const digestEmail = idOf('digest email');
const emails = [digestEmail, ...[1, 2, 3, 4, 5].map((rank) => offerTo(rank).emailId), leadEmailId];
const steps = ['announceRequest', 'openForDecision', 'selectVolunteers', ...emails];

const nameOf = ({ step, input }: Call) => (step === 'sendEmail' ? input.emailId : step);

/**
 * Runs a worker that is killed the first time it comes to each mortal step, and replaced by another one.
 * @param moment `before`: the step is due and nothing was done; `after`: it was done, and nobody will be told so
 * @returns the steps at which a worker died, in order
 */
async function runMortalWorkers(
  taskQueue: string,
  ledger: FakeLedger,
  { moment, mortal }: { moment: 'before' | 'after'; mortal: string[] },
): Promise<string[]> {
  const deaths: string[] = [];
  let worker: WorkerProcess;
  let generation = 0;
  let isOver = false;
  onTestFinished(async () => {
    isOver = true;
    await worker.kill();
  });

  async function startNext(): Promise<void> {
    generation += 1;
    const own = generation;
    worker = await startWorkerProcess(taskQueue, async (call) => {
      // The last words of a process that is being killed.
      if (own !== generation || isOver) return await new Promise(() => undefined);
      const name = nameOf(call);
      if (deaths.includes(name) || !mortal.includes(name)) return await perform(ledger.activities, call);
      deaths.push(name);
      generation += 1;
      if (moment === 'after') await perform(ledger.activities, call);
      await worker.kill();
      if (!isOver) await startNext();
      return await new Promise(() => undefined);
    });
  }

  await startNext();
  return deaths;
}

test.for([
  // Before the very first step there is nothing that could be lost; its answer takes 15 s to be missed.
  { moment: 'before', mortal: steps.slice(1) },
  { moment: 'after', mortal: steps },
] as const)(
  'a worker that is killed $moment each step of a request that is sent, and replaced, does everything once',
  { timeout: 180_000 },
  async (plan) => {
    const ledger = createFakeLedger();
    const run = await startAlone({ policy: { ...quickPolicy, heartbeatMs: 1_000 } });
    const deaths = await runMortalWorkers(run.taskQueue, ledger, plan);

    await until(() => ledger.sent.has(digestEmail), 60_000);
    await run.import();
    await until(() => ledger.status === 'awaiting_operator', 60_000);
    const decisionId = await run.decide('dispatch');
    await run.ended();

    expect(deaths.toSorted()).toEqual(plan.mortal.toSorted());
    expect([...ledger.sent].toSorted()).toEqual(emails.toSorted());
    expect(ledger.selections).toBe(1);
    expect(ledger.outcomes).toEqual(new Map([[decisionId, 'dispatched']]));
    expect(ledger.status).toBe('dispatched');
  },
);
