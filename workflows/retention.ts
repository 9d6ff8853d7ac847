import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { RetentionInput } from './contract.ts';

/** A request takes milliseconds; five minutes leave room for a slow night of PostgreSQL and all of a batch. */
const batchTimeout = '5 minutes';
/** Each request is a sign of life; a worker that gave none for so long is dead, and another takes the batch over. */
const silence = '30 s';

/**
 * Erases what is kept longer than each Comune wants, in batches, until nothing is due. Started once a day by the
 * Schedule; what PostgreSQL's absence leaves undone is tried until it is back. It counts and knows nobody.
 */
export async function retention({ batchSize, mostBatches }: RetentionInput): Promise<{ erased: number }> {
  const { eraseDueRequests } = proxyActivities<Pick<Activities, 'eraseDueRequests'>>({
    startToCloseTimeout: batchTimeout,
    heartbeatTimeout: silence,
    retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '1 minute' },
  });
  let erased = 0;
  for (let batch = 0; batch < mostBatches; batch += 1) {
    const answer = await eraseDueRequests({ limit: batchSize });
    erased += answer.erased;
    if (!answer.more) break;
  }
  return { erased };
}
