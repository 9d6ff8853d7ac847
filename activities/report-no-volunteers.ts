import { reportNoVolunteers as report } from '../src/db/status.ts';
import type { ActivityDependencies } from './dependencies.ts';
import type { OneDecision } from './discard-request.ts';

/** Marks a request for which nobody could be told: it keeps waiting. @returns the emails to its operators */
export function reportNoVolunteers({ db, mailDomain }: ActivityDependencies) {
  return ({ requestId, decisionId }: OneDecision): Promise<string[]> =>
    report(db, { requestId, decisionId, mailDomain });
}
