import { sql } from 'kysely';
import type { Information, InformationMark } from '../domain/information.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';
import type { Operator } from './operators.ts';
import { hasPendingDecision } from './pending-decision.ts';
import { type About, record } from './timeline.ts';

/** `emailId` is null where the requester gave no address: they see it on their page, or are told by telephone. */
export type Asked = { kind: 'asked'; emailId: string | null } | { kind: 'request_not_found' | 'not_editable' };

/** Stores a question to who made a request that awaits a decision, with the email that leads them to it. */
export async function askInformation(
  db: Db,
  operator: Operator,
  { requestId, question, mailDomain }: { requestId: string; question: string; mailDomain: string },
): Promise<Asked> {
  return await db.transaction().execute(async (tx): Promise<Asked> => {
    const request = await tx
      .selectFrom('help_request')
      .select(['municipality_id', 'status', 'email'])
      .where('municipality_id', '=', operator.municipalityId)
      .where('id', '=', requestId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (request === undefined) return { kind: 'request_not_found' };
    if (request.status !== 'awaiting_operator' || (await hasPendingDecision(tx, requestId))) {
      return { kind: 'not_editable' };
    }
    const about: About = { municipality_id: request.municipality_id, request_id: requestId };
    await tx
      .insertInto('information_request')
      .values({ municipality_id: request.municipality_id, request_id: requestId, question, asked_by: operator.id })
      .execute();
    await record(tx, about, 'information_asked', operator.id);
    await appendAudit(tx, request.municipality_id, { action: 'correct', of: { kind: 'request', ids: [requestId] } });
    return { kind: 'asked', emailId: request.email === null ? null : await queueEmail(tx, about, mailDomain) };
  });
}

/** One for each question: its round is the question's number. */
async function queueEmail(tx: Db, { municipality_id, request_id }: About, mailDomain: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into email (id, municipality_id, kind, subject_id, recipient_id, round, request_id, message_id)
    select id, ${municipality_id}::uuid, 'question_to_requester', ${request_id}::uuid, ${request_id}::uuid,
      (select count(*) from information_request where request_id = ${request_id}), ${request_id}::uuid,
      '<' || id || '@' || ${mailDomain}::text || '>'
    from (select uuidv7() as id) fresh
    returning id`.execute(tx);
  const [email] = rows;
  if (email === undefined) throw new Error('an email that was just queued is not there');
  return email.id;
}

/**
 * Stores the answer of who made the request, while it can still be of use; the first to a question stands.
 * @returns `too_late` where the request was decided meanwhile, or the question is none of this request's
 */
export async function answerInformation(
  db: Db,
  municipalityId: string,
  { requestId, informationId, answer }: { requestId: string; informationId: string; answer: string },
): Promise<'answered' | 'too_late'> {
  return await db.transaction().execute(async (tx) => {
    const request = await tx
      .selectFrom('help_request')
      .select('status')
      .where('municipality_id', '=', municipalityId)
      .where('id', '=', requestId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (request?.status !== 'awaiting_operator') return 'too_late';
    const answered = await tx
      .updateTable('information_request')
      .set({ answer, answered_at: sql<Date>`now()` })
      .where('request_id', '=', requestId)
      .where('id', '=', informationId)
      .where('answered_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (answered !== undefined) {
      // Who decides on what they saw before it came is told so.
      await tx
        .updateTable('help_request')
        .set((eb) => ({ version: eb('version', '+', 1) }))
        .where('id', '=', requestId)
        .execute();
      await record(tx, { municipality_id: municipalityId, request_id: requestId }, 'information_given');
      await appendAudit(tx, municipalityId, { action: 'correct', of: { kind: 'request', ids: [requestId] } });
      return 'answered';
    }
    const known = (await listInformation(tx, requestId)).some(({ id }) => id === informationId);
    return known ? 'answered' : 'too_late';
  });
}

/** All that was asked about a request, oldest first; who shows it says of whom. */
export async function listInformation(db: Db, requestId: string): Promise<Information[]> {
  return await db
    .selectFrom('information_request')
    .innerJoin('operator', 'operator.id', 'information_request.asked_by')
    .select([
      'information_request.id',
      'question',
      'operator.name as askedBy',
      'asked_at as askedAt',
      'answer',
      'answered_at as answeredAt',
    ])
    .where('request_id', '=', requestId)
    .orderBy('asked_at')
    .execute();
}

/** For each row of the table: whether something is asked, or all that was asked is answered. */
export const informationMark = sql<InformationMark | null>`(
  select case when bool_or(i.answered_at is null) then 'asked' when bool_and(i.answered_at is not null) then 'answered' end
  from information_request i where i.request_id = help_request.id)`;
