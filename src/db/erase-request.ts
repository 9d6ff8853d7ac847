import { sql } from 'kysely';
import { usualLanguage } from '../domain/language.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';
import { hasPendingDecision } from './pending-decision.ts';
import { type About, record } from './timeline.ts';
import { unsettledEmail } from './undelivered.ts';

/** What came of it; `still_open` is a request nobody has decided, `in_progress` one that emails or a decision still need. */
export type Erasure = 'erased' | 'already_erased' | 'request_not_found' | 'still_open' | 'in_progress';

/**
 * Erases what a decided request says of the person: the row, the operators' notes, what they asked and were told, and what they chose and why. It stays
 * as a row with its reference, need, zone, status and dates, its offers with their states, and its emails, which carry
 * ids only: so everything is still counted. The row is locked first, as a decision does, so that neither finds the
 * other half done. Its link opens nothing any more.
 * @param byOperator whose duty it was; without one it was the Comune's rule
 */
export async function eraseRequest(
  db: Db,
  {
    municipalityId,
    requestId,
    byOperator = null,
  }: { municipalityId: string; requestId: string; byOperator?: string | null },
): Promise<Erasure> {
  return await db.transaction().execute(async (tx): Promise<Erasure> => {
    const request = await tx
      .selectFrom('help_request')
      .select(['status', 'erased_at'])
      .where('municipality_id', '=', municipalityId)
      .where('id', '=', requestId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (request === undefined) return 'request_not_found';
    if (request.erased_at !== null) return 'already_erased';
    if (request.status !== 'dispatched' && request.status !== 'discarded') return 'still_open';
    if ((await hasPendingDecision(tx, requestId)) || (await hasUnsentEmail(tx, requestId))) return 'in_progress';
    await blankRow(tx, requestId);
    await blankAround(tx, requestId);
    const about: About = { municipality_id: municipalityId, request_id: requestId };
    await settleDuty(tx, requestId, byOperator);
    await record(tx, about, 'erased', byOperator);
    await appendAudit(tx, municipalityId, { action: 'erase', of: { kind: 'request', ids: [requestId] } });
    return 'erased';
  });
}

/** Whoever erases it, a citizen who asked for it has got it. */
async function settleDuty(tx: Db, requestId: string, byOperator: string | null): Promise<void> {
  await tx
    .updateTable('erasure_request')
    .set({ done_at: sql<Date>`now()`, done_by: byOperator })
    .where('request_id', '=', requestId)
    .where('done_at', 'is', null)
    .execute();
}

async function hasUnsentEmail(tx: Db, requestId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from email e where e.request_id = ${requestId} and ${unsettledEmail} limit 1`.execute(tx);
  return rows.length > 0;
}

async function blankRow(tx: Db, requestId: string): Promise<void> {
  await tx
    .updateTable('help_request')
    .set((eb) => ({
      erased_at: sql<Date>`now()`,
      version: eb('version', '+', 1),
      secret: '',
      idempotency_key: `erased:${requestId}`,
      fingerprint: Buffer.alloc(32),
      given_name: '',
      family_name: '',
      telephone: '',
      email: null,
      address: '',
      description: '',
      preferred_date: null,
      preferred_part: null,
      language: usualLanguage,
    }))
    .where('id', '=', requestId)
    .execute();
}

/** What stands about the person in other tables: notes, what was asked of them, the languages they need, and when they wanted somebody. */
async function blankAround(tx: Db, requestId: string): Promise<void> {
  await tx
    .updateTable('decision')
    .set({ note: null, duplicate_of: null })
    .where((eb) => eb.or([eb('request_id', '=', requestId), eb('duplicate_of', '=', requestId)]))
    .where((eb) => eb.or([eb('note', 'is not', null), eb('duplicate_of', 'is not', null)]))
    .execute();
  await tx
    .deleteFrom('timeline_entry')
    .where('other_request_id', 'is not', null)
    .where((eb) => eb.or([eb('request_id', '=', requestId), eb('other_request_id', '=', requestId)]))
    .execute();
  await tx.deleteFrom('information_request').where('request_id', '=', requestId).execute();
  await tx.deleteFrom('request_choice').where('request_id', '=', requestId).execute();
  await tx.deleteFrom('help_request_skill').where('request_id', '=', requestId).execute();
  await tx.deleteFrom('help_request_language').where('request_id', '=', requestId).execute();
  await tx
    .deleteFrom('selection_record')
    .where('decision_id', 'in', (decisions) =>
      decisions.selectFrom('decision').select('id').where('request_id', '=', requestId),
    )
    .execute();
  // Nobody can help a person who isn't there any more; what is left of the reasons is about the volunteer.
  await sql`
    update offer set state = case when state = 'open' then 'closed' else state end,
      reasons = reasons - 'languages' - 'time' || '{"skills": []}'
    where request_id = ${requestId}`.execute(tx);
}

/**
 * Decided requests that are kept longer than their Comune wants, by the oldest; those with a decision or an email
 * under way come later. Over all Comuni, and ids only (`migrations/20261129-1-ways-to-retention.ts`).
 */
export async function findRequestsToErase(
  db: Db,
  limit: number,
): Promise<{ municipalityId: string; requestId: string }[]> {
  const { rows } = await sql<{ municipalityId: string; requestId: string }>`
    select municipality_id as "municipalityId", id as "requestId" from requests_to_erase(${limit})`.execute(db);
  return rows;
}
