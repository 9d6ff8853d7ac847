import { openForDecision as open } from '../src/db/status.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Brings an imported or restored request into the operators' table; `closed` where there is nothing to decide. */
export function openForDecision({ db }: ActivityDependencies) {
  return ({ requestId }: { municipalityId: string; requestId: string }): Promise<'open' | 'closed'> =>
    open(db, requestId);
}
