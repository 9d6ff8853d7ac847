import type { Changes } from '../db/changes.ts';
import type { Db } from '../db/database.ts';
import { type Erasure, eraseRequest } from '../db/erase-request.ts';
import type { Operator } from '../db/operators.ts';
import { decide } from './decide.ts';
import type { Delivery } from './delivery.ts';

/** What an operator who erases is told; `not_imported` is a request that can't be decided yet. */
export type ErasureAnswer = Erasure | 'not_imported';

/**
 * Erases what a request says of its requester, for an operator. One that is still open is discarded first, as withdrawn
 * and through its run like every other, if the operator was told so.
 * @param withdraw whether the operator knew that nobody will come any more
 * @throws DomainError request_not_found
 */
export async function erase(
  deps: { db: Db; delivery: Delivery; changes: Changes },
  { operator, requestId, withdraw }: { operator: Operator; requestId: string; withdraw: boolean },
): Promise<ErasureAnswer> {
  const whose = { municipalityId: operator.municipalityId, requestId, byOperator: operator.id };
  const erasure = await eraseRequest(deps.db, whose);
  if (erasure !== 'still_open' || !withdraw) return erasure;
  const choice = { kind: 'discard', reason: 'withdrawn' } as const;
  const answer = await decide(deps, { operator, requestId, choice });
  switch (answer.kind) {
    case 'not_imported':
    case 'in_progress':
      return answer.kind;
    case 'discarded':
    case 'dispatched':
    case 'no_volunteers':
    case 'restored':
    case 'closed':
    case 'undone':
    case 'already_decided':
    case 'not_discarded':
    case 'not_dispatched':
    case 'request_erased':
    case 'original_missing':
    case 'stale':
      // Whoever was first, the request now stands as it stands.
      return await eraseRequest(deps.db, whose);
  }
}
