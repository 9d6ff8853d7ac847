import { setTimeout as pause } from 'node:timers/promises';
import { ApplicationFailure, Context } from '@temporalio/activity';
import pLimit from 'p-limit';
import { isDatabaseUnavailable } from '../src/db/availability.ts';
import { openContactLink } from '../src/db/contact-links.ts';
import type { Db } from '../src/db/database.ts';
import { claimEmails } from '../src/db/email-claims.ts';
import type { EmailOutcome } from '../src/db/email-row.ts';
import { type Answered, settleEmails } from '../src/db/email-settlements.ts';
import { grouped } from '../src/db/grouped.ts';
import { composeEmail } from '../src/mail/compose-email.ts';
import type { EmailContent } from '../src/mail/content.ts';
import type { ActivityDependencies } from './dependencies.ts';

export type EmailToSend = { municipalityId: string; emailId: string; giveUpAfterMs: number; heartbeatMs: number };

/** A claimed email is worth half a minute of waiting for PostgreSQL: left unmarked, it would go twice. */
const storeTries = 30;
const storePauseMs = 1_000;

/** Emails that leave together are answered some milliseconds apart; nobody notices that they are marked as much later. */
const gatherMs = 5;

/**
 * Sends one email of the ledger: claimed in the database before the connection, marked after the server's answer.
 * @returns `accepted`; `failed` (refused for good, or put off by the server for `giveUpAfterMs` since the first
 *   attempt); `uncertain` where the server may have taken it twice without saying so
 * @throws a retryable failure that carries a code only, while it is worth another attempt
 */
export function sendEmail({ db, mailer, links, contactSecret }: ActivityDependencies) {
  // Claimed is only what has a connection: a worker that dies leaves no more emails in doubt than it was sending.
  const whenConnectionIsFree = pLimit(mailer.atOnce);
  const ledgers = new Map<string, Ledger>();

  function ledgerOf(municipalityId: string): Ledger {
    const ledger = ledgers.get(municipalityId) ?? openLedger(db);
    ledgers.set(municipalityId, ledger);
    return ledger;
  }

  /** What the email's link is to open must be there when the email is. */
  async function prepareLinks(content: EmailContent): Promise<void> {
    if (content.kind !== 'request_to_volunteer' || content.contacts === 'email') return;
    const { offerId } = content;
    await untilStored(() => openContactLink(db, offerId, contactSecret(offerId)));
  }

  async function sendClaimed(
    { municipalityId, emailId, giveUpAfterMs }: EmailToSend,
    stopping: AbortSignal,
  ): Promise<EmailOutcome> {
    const { claimEmail, settleEmail } = ledgerOf(municipalityId);
    // An attempt that Temporal gave up while it waited for a connection has a successor: only one of them may send.
    if (stopping.aborted) throw ApplicationFailure.create({ message: 'stopping', type: 'stopping' });
    const claimed = await claimEmail(emailId);
    if (claimed.kind === 'settled') return claimed.outcome;
    const { email, claim } = claimed;
    await prepareLinks(email.content);
    const composed = composeEmail(email.content, links);
    const result = await mailer.send(
      {
        kind: email.content.kind,
        ...(email.requestId === null ? {} : { requestId: email.requestId }),
        messageId: email.messageId,
        ...composed,
      },
      stopping,
    );
    const settled = await untilStored(() =>
      settleEmail({ emailId, claim, address: composed.to.address, result, giveUpAfterMs }),
    );
    if (settled !== 'again') return settled;
    throw ApplicationFailure.create({ message: result.kind, type: result.kind });
  }

  return async (email: EmailToSend): Promise<EmailOutcome> => {
    const context = Context.current();
    // Four signs of life in the time after which Temporal takes this worker for dead.
    const heart = setInterval(() => context.heartbeat(), email.heartbeatMs / 4);
    try {
      return await whenConnectionIsFree(() => sendClaimed(email, context.cancellationSignal));
    } finally {
      clearInterval(heart);
    }
  };
}

/**
 * The emails of a request leave and are answered together: one statement claims them, another marks them. Each Comune
 * has its own, as a statement sees the rows of one.
 */
function openLedger(db: Db) {
  return {
    claimEmail: grouped((ids: readonly string[]) => claimEmails(db, ids)),
    settleEmail: grouped((answers: readonly Answered[]) => settleEmails(db, answers), { gatherMs }),
  };
}
type Ledger = ReturnType<typeof openLedger>;

async function untilStored<T>(store: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await store();
    } catch (error) {
      if (!isDatabaseUnavailable(error) || tries === storeTries) throw error;
      await pause(storePauseMs);
    }
  }
}
