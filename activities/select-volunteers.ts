import { type Selection, selectVolunteers as select } from '../src/db/selection.ts';
import type { ActivityDependencies } from './dependencies.ts';
import type { OneDecision } from './discard-request.ts';

/** Chooses the volunteers for a dispatched request and stores an offer and an email for each, once per decision. */
export function selectVolunteers({ db, mailDomain }: ActivityDependencies) {
  return ({ requestId, decisionId, volunteers }: OneDecision & { volunteers: number }): Promise<Selection> =>
    select(db, { requestId, decisionId, volunteers, mailDomain });
}
