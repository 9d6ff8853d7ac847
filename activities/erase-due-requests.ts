import { Context } from '@temporalio/activity';
import { eraseRequest, findRequestsToErase } from '../src/db/erase-request.ts';
import { forMunicipality } from '../src/db/municipality-scope.ts';
import { resampleRequests } from '../src/db/planner-samples.ts';
import type { ActivityDependencies } from './dependencies.ts';

/**
 * Erases the requests that are kept longer than their Comune wants, one after the other and each in a transaction of its
 * own, so that a worker that stops has done what it has done and the next attempt goes on from there.
 * @param limit how many at most
 * @returns how many were erased, and whether there may be more
 */
export function eraseDueRequests({ db }: ActivityDependencies) {
  return async ({ limit }: { limit: number }): Promise<{ erased: number; more: boolean }> => {
    const { heartbeat, cancellationSignal } = Context.current();
    const due = await findRequestsToErase(db, limit);
    let erased = 0;
    for (const one of due) {
      cancellationSignal.throwIfAborted();
      // A decision that came since leaves the request for the next day.
      if ((await forMunicipality(one.municipalityId, () => eraseRequest(db, one))) === 'erased') erased += 1;
      heartbeat();
    }
    // Where nothing of a full batch could be erased, to ask again would go on for ever.
    const more = due.length === limit && erased > 0;
    // Every night, also for what operators erased in the day.
    if (!more) await resampleRequests(db);
    return { erased, more };
  };
}
