import { sql } from 'kysely';
import type { MailPolicy } from '../domain/policy.ts';
import type { Db } from './database.ts';
import { policyColumns, toPolicy } from './municipalities.ts';
import { unsettledEmail } from './undelivered.ts';

/** What a letter's run is started from. */
export type LetterSource = { municipalityId: string; emailId: string; policy: MailPolicy };

export async function findLetterSource(db: Db, emailId: string): Promise<LetterSource | undefined> {
  const row = await db
    .selectFrom('email')
    .innerJoin('municipality', 'municipality.id', 'email.municipality_id')
    .select(['email.municipality_id', ...policyColumns])
    .where('email.id', '=', emailId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { mailRetryMs, mailFirstPauseMs, heartbeatMs } = toPolicy(row);
  return { municipalityId: row.municipality_id, emailId, policy: { mailRetryMs, mailFirstPauseMs, heartbeatMs } };
}

export async function markLetterStarted(db: Db, emailId: string): Promise<void> {
  await db
    .updateTable('email')
    .set({ run_started_at: sql`now()` })
    .where('id', '=', emailId)
    .where('run_started_at', 'is', null)
    .execute();
}

/** The emails whose run is their own, as the index `email_without_run` has them. */
const isLetter = sql<boolean>`((request_id is null and digest_id is null)
  or kind in ('withdrawn_to_volunteer', 'withdrawn_to_lead', 'question_to_requester'))`;

/** Letters whose run was started and that are not settled, for the administrator who brings back runs. */
export async function findUnfinishedLetters(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select e.id from email e
    where e.run_started_at is not null and ${isLetter} and ${unsettledEmail}
    order by e.created_at`.execute(db);
  return rows.map(({ id }) => id);
}
