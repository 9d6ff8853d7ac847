import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { EmailState } from '../domain/mail.ts';
import type { EmailContent } from '../mail/content.ts';
import type { SendResult } from '../mail/mailer.ts';
import type { Db } from './database.ts';
import { type ContentRow, contentColumns, contentJoins, toContent } from './email-content.ts';
import { markDispatched } from './status.ts';
import { record } from './timeline.ts';

/** How an email ended. `uncertain`: the server may have taken it, twice it did not say. */
export type EmailOutcome = 'accepted' | 'failed' | 'uncertain';

export type ClaimedEmail = { messageId: string; requestId: string | null; content: EmailContent };

export type Claim =
  | { kind: 'settled'; outcome: EmailOutcome }
  | { kind: 'claimed'; claim: string; email: ClaimedEmail };

/** An email may be uncertain once and be sent again; after the second time nobody sends it any more. */
const mostUncertain = 2;

type EmailRow = NonNullable<Awaited<ReturnType<typeof lockEmail>>>;

/**
 * Claims an email before the connection is opened. A row that is still claimed belongs to an attempt that never came
 * back: the server may have that email, so it is marked ambiguous and sent once more, never a third time.
 */
export async function claimEmail(db: Db, emailId: string): Promise<Claim> {
  // As a rule nobody has tried it: one statement claims it and reads what it says.
  const taken = await take(db, { id: emailId, state: 'queued', uncertain: 0 });
  if (taken !== undefined) return taken;
  return await db.transaction().execute(async (tx): Promise<Claim> => {
    const email = await lockEmail(tx, emailId);
    // A row that was erased meanwhile has nobody left to write to.
    if (email === undefined) return { kind: 'settled', outcome: 'failed' };
    const outcome = outcomeOf(email);
    if (outcome !== undefined) return { kind: 'settled', outcome };

    const uncertain = email.state === 'sending' ? email.uncertain + 1 : email.uncertain;
    if (email.state === 'sending') await recordAmbiguous(tx, email);
    if (uncertain >= mostUncertain) {
      await update(tx, emailId, { state: 'ambiguous', uncertain, claim: null });
      return { kind: 'settled', outcome: 'uncertain' };
    }
    return (await take(tx, { id: emailId, state: email.state, uncertain })) ?? { kind: 'settled', outcome: 'failed' };
  });
}

/**
 * Claims an email that is in this state, in one statement with what it says; `failed` where it has nothing to say.
 * @returns undefined where it is in another state
 */
async function take(db: Db, from: { id: string; state: EmailState; uncertain: number }): Promise<Claim | undefined> {
  const claim = randomUUID();
  const { rows } = await sql<ContentRow & { messageId: string; requestId: string | null }>`
    with e as (
      update email set state = 'sending', claim = ${claim}, uncertain = ${from.uncertain}, attempts = attempts + 1,
        first_attempt_at = coalesce(first_attempt_at, now())
      where id = ${from.id} and state = ${from.state}
      returning municipality_id, kind, recipient_id, request_id, digest_id, offer_id, round, message_id
    )
    select e.message_id as "messageId", e.request_id as "requestId", ${contentColumns} from e ${contentJoins}`.execute(
    db,
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const content = toContent(row);
  if (content === undefined) {
    // Should this process die before it says so, the next attempt says it instead.
    await update(db, from.id, { state: 'failed', claim: null });
    return { kind: 'settled', outcome: 'failed' };
  }
  return { kind: 'claimed', claim, email: { messageId: row.messageId, requestId: row.requestId, content } };
}

/**
 * Marks what the server answered, with all that follows from it, in one transaction: an accepted email to a volunteer
 * moves the request to `dispatched`; a failed one makes the offer undeliverable.
 * @returns `again` where another attempt is due
 */
export async function settleEmail(
  db: Db,
  settled: { emailId: string; claim: string; result: SendResult; giveUpAfterMs: number },
): Promise<EmailOutcome | 'again'> {
  if (settled.result.kind === 'accepted' && (await acceptAlone(db, settled))) return 'accepted';
  return await db.transaction().execute(async (tx) => {
    if (settled.result.kind === 'accepted' && (await acceptFirst(tx, settled))) return 'accepted';
    const email = await lockEmail(tx, settled.emailId);
    if (email === undefined) return 'failed';
    // Claimed anew meanwhile, after this attempt was taken for dead: that one counts it as uncertain and goes on.
    if (email.claim !== settled.claim) return 'again';
    switch (settled.result.kind) {
      case 'accepted':
        throw new Error('an accepted email that holds its claim was not marked');
      case 'refused':
        return await fail(tx, email, settled.result.reply);
      case 'not_now':
        if (isPutOff(settled.result) && email.tried_for_ms >= settled.giveUpAfterMs) {
          return await fail(tx, email, settled.result.reply);
        }
        await update(tx, email.id, {
          state: email.uncertain > 0 ? 'ambiguous' : 'queued',
          claim: null,
          last_reply: settled.result.reply ?? null,
        });
        return 'again';
      case 'uncertain': {
        const uncertain = email.uncertain + 1;
        await update(tx, email.id, { state: 'ambiguous', claim: null, uncertain });
        await recordAmbiguous(tx, email);
        return uncertain >= mostUncertain ? 'uncertain' : 'again';
      }
    }
  });
}

/**
 * Whether the server itself put this email off (4xx). A server that can't be reached, or does not let us in, says nothing
 * of the recipient: nobody else would be reached either, so the email waits until the server is back.
 */
function isPutOff(result: { reply?: number }): result is { reply: number } {
  return result.reply !== undefined && result.reply < 500;
}

/** An accepted email is sent, or ambiguous where an earlier attempt may have sent it too. */
const accepted = {
  state: sql<'sent' | 'ambiguous'>`case when uncertain > 0 then 'ambiguous' else 'sent' end`,
  claim: null,
};

/** Marks an accepted email from which nothing else follows: it is to no volunteer, or not the first of its request. */
async function acceptAlone(db: Db, { emailId, claim }: { emailId: string; claim: string }): Promise<boolean> {
  const marked = await db
    .updateTable('email')
    .set({ ...accepted, sent_at: sql`now()` })
    .where('id', '=', emailId)
    .where('claim', '=', claim)
    .where(
      sql<boolean>`(offer_id is null or exists (
        select from help_request r where r.id = email.request_id and r.status = 'dispatched'))`,
    )
    .executeTakeFirst();
  return marked.numUpdatedRows > 0n;
}

/** Marks an accepted email and, in the same transaction, what follows from the first one to a volunteer. */
async function acceptFirst(tx: Db, { emailId, claim }: { emailId: string; claim: string }): Promise<boolean> {
  const marked = await tx
    .updateTable('email')
    .set({ ...accepted, sent_at: sql`now()` })
    .where('id', '=', emailId)
    .where('claim', '=', claim)
    .returning((eb) => [
      'request_id',
      eb.selectFrom('offer').select('decision_id').whereRef('offer.id', '=', 'email.offer_id').as('decision_id'),
    ])
    .executeTakeFirst();
  if (marked === undefined) return false;
  if (marked.request_id !== null && marked.decision_id !== null) {
    await markDispatched(tx, marked.request_id, marked.decision_id);
  }
  return true;
}

async function lockEmail(tx: Db, emailId: string) {
  return await tx
    .selectFrom('email')
    .select([
      'id',
      'municipality_id',
      'request_id',
      'offer_id',
      'state',
      'claim',
      'uncertain',
      'sent_at',
      sql<number>`coalesce(extract(epoch from clock_timestamp() - first_attempt_at) * 1000, 0)::float8`.as(
        'tried_for_ms',
      ),
    ])
    .where('id', '=', emailId)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

function outcomeOf(email: EmailRow): EmailOutcome | undefined {
  if (email.sent_at !== null) return 'accepted';
  if (email.state === 'failed') return 'failed';
  return email.state === 'ambiguous' && email.uncertain >= mostUncertain ? 'uncertain' : undefined;
}

async function update(
  tx: Db,
  emailId: string,
  values: {
    state: 'queued' | 'failed' | 'ambiguous';
    claim: null;
    uncertain?: number;
    last_reply?: number | null;
  },
): Promise<void> {
  await tx.updateTable('email').set(values).where('id', '=', emailId).execute();
}

async function fail(tx: Db, email: EmailRow, reply: number | null): Promise<'failed'> {
  await update(tx, email.id, { state: 'failed', claim: null, last_reply: reply });
  if (email.offer_id !== null && email.request_id !== null) {
    await tx.updateTable('offer').set({ state: 'undeliverable' }).where('id', '=', email.offer_id).execute();
    await record(
      tx,
      { municipality_id: email.municipality_id, request_id: email.request_id },
      'volunteer_undeliverable',
    );
  }
  return 'failed';
}

async function recordAmbiguous(tx: Db, email: EmailRow): Promise<void> {
  if (email.request_id === null) return;
  await record(tx, { municipality_id: email.municipality_id, request_id: email.request_id }, 'email_ambiguous');
}
