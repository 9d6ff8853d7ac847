import { ActivityCancellationType, isCancellation, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { HelpRequestInput } from './contract.ts';
import { createMail } from './mail.ts';

/** A query takes milliseconds; 5 s without an answer is a PostgreSQL that is away. */
const queryTimeout = '5 s';

/** While PostgreSQL is away it is asked again after 1 s, then less often, at least twice a minute, for ever. */
const untilItIsBack = { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '30 s' } as const;

/**
 * The activities of a request's run, with their timeouts and retries.
 *
 * What is one short transaction is tried once in the workflow's own task (no round trip, one event); where that fails,
 * it becomes a normal activity that waits, for PostgreSQL or for the next digest's time. Every one of them may run twice
 * and does its work once.
 */
export function createSteps({ municipalityId, requestId, policy }: HelpRequestInput) {
  const here = proxyLocalActivities<Activities>({
    startToCloseTimeout: queryTimeout,
    retry: { maximumAttempts: 1 },
  });
  const patient = proxyActivities<Activities>({
    startToCloseTimeout: '15 s',
    retry: untilItIsBack,
    // An attempt that is under way when it is cancelled may have claimed a digest: its answer is waited for.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  const { sendEmail } = createMail({ municipalityId, policy });
  const request = { municipalityId, requestId };

  async function hereOrPatiently<T>(step: (activities: Activities) => Promise<T>): Promise<T> {
    try {
      return await step(here);
    } catch (error) {
      if (isCancellation(error)) throw error;
      return await step(patient);
    }
  }

  return {
    announce: (reason: 'new' | 'late') => hereOrPatiently((a) => a.announceRequest({ ...request, reason })),
    openForDecision: () => hereOrPatiently((a) => a.openForDecision(request)),
    discard: (decisionId: string) => hereOrPatiently((a) => a.discardRequest({ ...request, decisionId })),
    selectVolunteers: (decisionId: string) =>
      hereOrPatiently((a) => a.selectVolunteers({ ...request, decisionId, volunteers: policy.volunteers })),
    replaceVolunteer: (offerId: string) => hereOrPatiently((a) => a.replaceVolunteer({ ...request, offerId })),
    reportNoVolunteers: (decisionId: string) =>
      hereOrPatiently((a) => a.reportNoVolunteers({ ...request, decisionId })),
    sendEmail,
  };
}

export type Steps = ReturnType<typeof createSteps>;
