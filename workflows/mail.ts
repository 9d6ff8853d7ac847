import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { MailPolicy } from '../src/domain/policy.ts';

/** An SMTP server that answers slowly at every step may need two minutes; the mailer gives up before that. */
const mailTimeout = '2 minutes';

/** How a run sends emails of the ledger, with the Comune's timeouts and retries. */
export function createMail({ municipalityId, policy }: { municipalityId: string; policy: MailPolicy }) {
  const mail = proxyActivities<Pick<Activities, 'sendEmail'>>({
    startToCloseTimeout: mailTimeout,
    heartbeatTimeout: policy.heartbeatMs,
    retry: {
      initialInterval: policy.mailFirstPauseMs,
      backoffCoefficient: 2,
      maximumInterval: Math.max(policy.mailFirstPauseMs, policy.mailRetryMs / 10),
    },
  });
  return {
    sendEmail: (emailId: string) =>
      mail.sendEmail({ municipalityId, emailId, giveUpAfterMs: policy.mailRetryMs, heartbeatMs: policy.heartbeatMs }),
  };
}
