import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { recordDecision } from '../src/db/decisions.ts';
import { markImported } from '../src/db/imports.ts';
import { createDelivery } from '../src/requests/delivery.ts';
import { submitRequest } from '../src/requests/submit.ts';
import { connectRequestRuns } from '../src/temporal.ts';
import { workflowIdOf } from '../workflows/contract.ts';
import { readClock } from './clock.ts';
import { listenTo } from './news.ts';
import type { BenchProcess } from './processes.ts';
import { atOnce, type Side, volunteersTold } from './side.ts';
import type { Stage } from './stage.ts';
import { aSubmission } from './submission.ts';
import { forEachAtOnce, waitUntil } from './wait-until.ts';

/**
 * The product's own requests. This process stands for the web: it submits, imports and decides through src/requests and
 * src/db as the pages do. INVIA is `decide` of src/requests/decide.ts but for its wait: the decision's row is committed,
 * then `deliverDecision` signals the run and marks the row.
 * @param sink where the worker's emails go
 */
export function createProduct(stage: Stage, sink: BenchProcess): Side & { close(): Promise<void> } {
  const { db, client, municipality, operator } = stage;
  const news = listenTo(sink);
  const signalledAt = new Map<string, number>();
  const connected = connectRequestRuns({ address: stage.temporalAddress, namespace: 'default' });
  const runs: typeof connected = {
    ...connected,
    signalDecision(requestId, decision) {
      signalledAt.set(requestId, readClock());
      return connected.signalDecision(requestId, decision);
    },
  };
  const delivery = createDelivery({ db, runs, log: pino({ level: 'silent' }) });
  const handleOf = (requestId: string) => client.workflow.getHandle(workflowIdOf(requestId));

  async function submit(): Promise<void> {
    const outcome = await submitRequest(
      { db, delivery, now: () => new Date(), config: { mailDomain: 'comune.example' } },
      { municipality, submission: aSubmission, idempotencyKey: randomUUID() },
    );
    if (outcome.kind !== 'submitted') throw new Error(`a request was ${outcome.kind}`);
  }

  /** In the table and announced, with every email of the announcements gone: nothing is left but the decision. */
  async function isQuiet(): Promise<boolean> {
    const [{ requests }, { emails }] = await Promise.all([
      db
        .selectFrom('help_request')
        .select(({ fn }) => fn.countAll<string>().as('requests'))
        .where((eb) => eb.or([eb('status', '=', 'submitted'), eb('announced_in', 'is', null)]))
        .executeTakeFirstOrThrow(),
      db
        .selectFrom('email')
        .select(({ fn }) => fn.countAll<string>().as('emails'))
        .where('sent_at', 'is', null)
        .executeTakeFirstOrThrow(),
    ]);
    return requests === '0' && emails === '0';
  }

  return {
    async prepare(count) {
      await endOffers(stage);
      await forEachAtOnce(Array.from({ length: count }), atOnce, submit);
      const ids = await markImported(db, operator);
      await forEachAtOnce(ids, atOnce, async (id) => void (await delivery.deliverImport(id)));
      await waitUntil('the requests to wait for decisions', isQuiet);
      await waitUntil('the announcements to be done', () => hasNoPendingActivities(stage, ids), 500);
      return ids;
    },
    async send(requestId) {
      const recorded = await recordDecision(db, operator, requestId, { kind: 'dispatch' });
      if (recorded.kind !== 'recorded') throw new Error(`a decision was ${recorded.kind}`);
      const delivered = await delivery.deliverDecision(recorded.decision.id);
      if (delivered !== 'delivered') throw new Error(`a decision was ${delivered}`);
      return signalledAt.get(requestId) ?? Number.NaN;
    },
    async untilCompleted(requestId) {
      await handleOf(requestId).result();
    },
    fifthEmailAt: (requestId) => news.timeOf('request_to_volunteer', requestId, volunteersTold),
    countEvents: async (requestId) => (await handleOf(requestId).fetchHistory()).events?.length ?? 0,
    close: () => connected.close(),
  };
}

/** An announcement that came too soon asks to be tried again when the interval since the last digest is over. */
async function hasNoPendingActivities({ client }: Stage, ids: readonly string[]): Promise<boolean> {
  const pending = await Promise.all(
    ids.map(async (id) => (await client.workflow.getHandle(workflowIdOf(id)).describe()).raw.pendingActivities?.length),
  );
  return pending.every((count) => count === 0 || count === undefined);
}

/** «Conclusa» for all that was sent, so that volunteers never have more open offers than one block gives them. */
async function endOffers({ db }: Stage): Promise<void> {
  await db.updateTable('offer').set({ state: 'closed' }).where('state', '=', 'open').execute();
}
