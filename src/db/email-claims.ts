import { sql } from 'kysely';
import type { EmailState } from '../domain/mail.ts';
import type { EmailContent } from '../mail/content.ts';
import type { Db } from './database.ts';
import { type ContentRow, contentColumns, contentJoins, toContent } from './email-content.ts';
import {
  type EmailOutcome,
  type EmailRow,
  lockEmail,
  mostUncertain,
  recordAmbiguous,
  releaseEmail,
} from './email-row.ts';
import { eachOrError } from './grouped.ts';
import { markUndeliverable } from './undeliverable-offers.ts';

export type ClaimedEmail = { messageId: string; requestId: string | null; content: EmailContent };

export type Claim =
  | { kind: 'settled'; outcome: EmailOutcome }
  | { kind: 'claimed'; claim: string; email: ClaimedEmail };

/**
 * Claims emails before their connections are opened. A row that is still claimed belongs to an attempt that never came
 * back: the server may have that email, so it is marked ambiguous and sent once more, never a third time.
 * @returns for each, in the same order, its claim, or the error that concerns it alone
 */
export async function claimEmails(db: Db, emailIds: readonly string[]): Promise<(Claim | Error)[]> {
  // As a rule nobody has tried them: one statement claims them and reads what they say.
  const taken = await take(db, { ids: emailIds, state: 'queued' });
  return await eachOrError(emailIds, async (id) => {
    const row = taken.get(id);
    return row === undefined ? await claimTried(db, id) : await toClaim(db, row);
  });
}

/** An email that somebody has tried before. */
async function claimTried(db: Db, emailId: string): Promise<Claim> {
  return await db.transaction().execute(async (tx): Promise<Claim> => {
    const email = await lockEmail(tx, emailId);
    // A row that was erased meanwhile has nobody left to write to.
    if (email === undefined) return { kind: 'settled', outcome: 'failed' };
    const outcome = outcomeOf(email);
    if (outcome !== undefined) return { kind: 'settled', outcome };

    const uncertain = email.state === 'sending' ? email.uncertain + 1 : email.uncertain;
    if (email.state === 'sending') await recordAmbiguous(tx, email);
    if (uncertain >= mostUncertain) {
      await releaseEmail(tx, emailId, { state: 'ambiguous', uncertain });
      return { kind: 'settled', outcome: 'uncertain' };
    }
    const row = (await take(tx, { ids: [emailId], state: email.state, uncertain })).get(emailId);
    return row === undefined ? { kind: 'settled', outcome: 'failed' } : await toClaim(tx, row);
  });
}

type Taken = ContentRow & {
  id: string;
  claim: string;
  messageId: string;
  requestId: string | null;
  offerId: string | null;
};

/** Claims those that are in this state, in one statement with what they say. */
async function take(
  db: Db,
  from: { ids: readonly string[]; state: EmailState; uncertain?: number },
): Promise<Map<string, Taken>> {
  const { rows } = await sql<Taken>`
    with e as (
      update email set state = 'sending', claim = gen_random_uuid(), attempts = attempts + 1,
        uncertain = coalesce(${from.uncertain ?? null}::smallint, uncertain),
        first_attempt_at = coalesce(first_attempt_at, now())
      where id = any(${from.ids}::uuid[]) and state = ${from.state}
      returning id, claim, municipality_id, kind, recipient_id, request_id, digest_id, offer_id, round, message_id,
        volunteer_link_id, volunteer_event_id, invitation_id, audit_anchor_id
    )
    select e.id, e.claim, e.message_id as "messageId", e.request_id as "requestId", e.offer_id as "offerId",
      ${contentColumns}
    from e ${contentJoins}`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** `failed` where it has nothing to say any more. */
async function toClaim(db: Db, row: Taken): Promise<Claim> {
  const content = toContent(row);
  if (content === undefined) {
    // Should this process die before it says so, the next attempt says it instead.
    await db.transaction().execute(async (tx) => {
      await releaseEmail(tx, row.id, { state: 'failed' });
      // Still open: its volunteer's address has bounced since, and the place goes to the next in rank.
      if (row.offerId !== null) await markUndeliverable(tx, row.offerId);
    });
    return { kind: 'settled', outcome: 'failed' };
  }
  return {
    kind: 'claimed',
    claim: row.claim,
    email: { messageId: row.messageId, requestId: row.requestId, content },
  };
}

function outcomeOf(email: EmailRow): EmailOutcome | undefined {
  if (email.sent_at !== null) return 'accepted';
  if (email.state === 'failed') return 'failed';
  return email.state === 'ambiguous' && email.uncertain >= mostUncertain ? 'uncertain' : undefined;
}
