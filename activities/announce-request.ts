import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { claimDigest } from '../src/db/digests.ts';
import type { ActivityDependencies } from './dependencies.ts';

export type Announcement = { municipalityId: string; requestId: string; reason: 'new' | 'late' };

/**
 * Puts the request, and all others of its Comune that nobody has announced yet, into one digest to the operators.
 * @returns the ids of the emails to send, one an operator; none where another run's digest has it already
 * @throws a retryable failure, to be tried when the Comune's interval since its last digest is over
 */
export function announceRequest({ db, mailDomain }: ActivityDependencies) {
  return async (announcement: Announcement): Promise<string[]> => {
    const claimed = await claimDigest(db, { ...announcement, mailDomain });
    if (claimed.kind === 'too_soon') {
      throw ApplicationFailure.create({
        message: 'the last digest is too recent',
        type: 'too_soon',
        // Waiting for the next digest is no trouble: neither a warning in the log nor a failure in the metrics.
        category: ApplicationFailureCategory.BENIGN,
        nextRetryDelay: claimed.waitMs,
      });
    }
    return claimed.emailIds;
  };
}
