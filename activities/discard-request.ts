import { discard } from '../src/db/status.ts';
import type { ActivityDependencies } from './dependencies.ts';

export type OneDecision = { municipalityId: string; requestId: string; decisionId: string };

/** Carries out «ELIMINA RICHIESTA»; `superseded` where another decision was first, `closed` where that closed it. */
export function discardRequest({ db }: ActivityDependencies) {
  return ({ requestId, decisionId }: OneDecision): Promise<'discarded' | 'superseded' | 'closed'> =>
    discard(db, requestId, decisionId);
}
