import { randomUUID } from 'node:crypto';
import { readPolicy } from '../src/db/municipalities.ts';
import {
  decidedSignal,
  type HelpRequestInput,
  importedSignal,
  workflowIdOf,
  workflowType,
} from '../workflows/contract.ts';
import { readClock } from './clock.ts';
import { listenTo } from './news.ts';
import type { BenchProcess } from './processes.ts';
import { atOnce, type Side, volunteersTold } from './side.ts';
import type { Stage } from './stage.ts';
import { twinQueue } from './twin-queue.ts';
import { forEachAtOnce, waitUntil } from './wait-until.ts';

/** Requests that are in no database: the workflow alone, started and signalled as the product does. */
export async function createTwin({ client, db, municipality }: Stage, worker: BenchProcess): Promise<Side> {
  const news = listenTo(worker);
  const policy = await readPolicy(db, municipality.id);
  const handleOf = (requestId: string) => client.workflow.getHandle(workflowIdOf(requestId));
  let prepared = 0;

  return {
    async prepare(count) {
      const ids = Array.from({ length: count }, () => randomUUID());
      await forEachAtOnce(ids, atOnce, async (requestId) => {
        const input: HelpRequestInput = { municipalityId: municipality.id, requestId, resumeFrom: 'submitted', policy };
        await client.workflow.start(workflowType, {
          taskQueue: twinQueue,
          workflowId: workflowIdOf(requestId),
          args: [input],
        });
      });
      await forEachAtOnce(ids, atOnce, (requestId) => handleOf(requestId).signal(importedSignal));
      prepared += count;
      await waitUntil('the twin to wait for decisions', () => news.countOf('opened') === prepared);
      return ids;
    },
    async send(requestId) {
      const at = readClock();
      await handleOf(requestId).signal(decidedSignal, { decisionId: randomUUID(), kind: 'dispatch' });
      return at;
    },
    async untilCompleted(requestId) {
      await handleOf(requestId).result();
    },
    fifthEmailAt: (requestId) => news.timeOf('request_to_volunteer', requestId, volunteersTold),
    countEvents: async (requestId) => (await handleOf(requestId).fetchHistory()).events?.length ?? 0,
  };
}
