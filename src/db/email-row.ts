import { sql } from 'kysely';
import type { EmailState } from '../domain/mail.ts';
import type { Db } from './database.ts';
import { record } from './timeline.ts';

/** How an email ended. `uncertain`: the server may have taken it, twice it did not say. */
export type EmailOutcome = 'accepted' | 'failed' | 'uncertain';

/** An email may be uncertain once and be sent again; after the second time nobody sends it any more. */
export const mostUncertain = 2;

export type EmailRow = NonNullable<Awaited<ReturnType<typeof lockEmail>>>;

/** One email of the ledger, locked until the caller's transaction ends. */
export async function lockEmail(tx: Db, emailId: string) {
  return await tx
    .selectFrom('email')
    .select([
      'id',
      'municipality_id',
      'request_id',
      'offer_id',
      'recipient_id',
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

/** Gives a claim back, with what became of the email. */
export async function releaseEmail(
  tx: Db,
  emailId: string,
  values: {
    state: Extract<EmailState, 'queued' | 'failed' | 'ambiguous'>;
    uncertain?: number;
    last_reply?: number | null;
  },
): Promise<void> {
  await tx
    .updateTable('email')
    .set({ ...values, claim: null })
    .where('id', '=', emailId)
    .execute();
}

export async function recordAmbiguous(tx: Db, email: EmailRow): Promise<void> {
  if (email.request_id === null) return;
  await record(tx, { municipality_id: email.municipality_id, request_id: email.request_id }, 'email_ambiguous');
}
