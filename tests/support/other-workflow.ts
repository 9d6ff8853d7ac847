import { condition, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import {
  decidedSignal,
  type HelpRequestInput,
  importedSignal,
  type LetterInput,
  type RetentionInput,
} from '../../workflows/contract.ts';

/**
 * Another workflow under the name of ours, as a careless release would bring it: it sends the receipt before it tells
 * the operators. Replaying a stored history with it must fail, or replaying proves nothing.
 */
export async function helpRequest({ municipalityId, requestId, resumeFrom }: HelpRequestInput): Promise<void> {
  const { announceRequest, sendEmail } = proxyActivities<Activities>({ startToCloseTimeout: '15 s' });
  let decided = false;
  setHandler(importedSignal, () => undefined);
  setHandler(decidedSignal, () => {
    decided = true;
  });
  await sendEmail({ municipalityId, emailId: requestId, giveUpAfterMs: 1, heartbeatMs: 1 });
  if (resumeFrom === 'submitted') await announceRequest({ municipalityId, requestId, reason: 'new' });
  await condition(() => decided);
}

/** The same for a letter: it waits before it sends. */
export async function letter({ municipalityId, emailId }: LetterInput): Promise<void> {
  const { sendEmail } = proxyActivities<Activities>({ startToCloseTimeout: '15 s' });
  await sleep('1 s');
  await sendEmail({ municipalityId, emailId, giveUpAfterMs: 1, heartbeatMs: 1 });
}

/** The same for a night of retention: it waits before it erases. */
export async function retention({ batchSize }: RetentionInput): Promise<void> {
  const { eraseDueRequests } = proxyActivities<Activities>({ startToCloseTimeout: '15 s' });
  await sleep('1 s');
  await eraseDueRequests({ limit: batchSize });
}
