import { sql } from 'kysely';
import type { Language } from '../domain/language.ts';
import type { Submission } from '../domain/submission.ts';
import { currentScope } from './audit-scope.ts';
import type { Db } from './database.ts';
import { policyColumns, toPolicy } from './municipalities.ts';
import type { RunSource } from './undelivered.ts';

export type StoredSubmission = { id: string; reference: string; secret: string; fingerprint: Buffer };

/** The request that this key has made before in this Comune. */
export async function findSubmission(
  db: Db,
  municipalityId: string,
  idempotencyKey: string,
): Promise<StoredSubmission | undefined> {
  return await db
    .selectFrom('help_request')
    .select(['id', 'reference', 'secret', 'fingerprint'])
    .where('municipality_id', '=', municipalityId)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst();
}

export type NewSubmission = {
  municipalityId: string;
  submission: Submission;
  /** In which the requester is written to; Italian where it is not said. */
  language?: Language | undefined;
  idempotencyKey: string;
  fingerprint: Buffer;
  reference: string;
  secret: string;
  submittedBy: string | null;
  apiKeyId: string | null;
  mailDomain: string;
};

/**
 * Stores a request with the default requirements of its need, its first timeline entry and, where there is an address,
 * its receipt: one statement, all or nothing.
 * @returns what its run starts from, read along so that nobody has to ask for it; `key_exists` where the key has made a
 *   request before; `reference_exists`: try another reference
 */
export async function insertSubmission(
  db: Db,
  { municipalityId, submission, ...given }: NewSubmission,
): Promise<RunSource | 'key_exists' | 'reference_exists'> {
  const { requester, preferredTime } = submission;
  const need = db.selectFrom('need').where('municipality_id', '=', municipalityId).where('code', '=', submission.need);
  const inserted = await db
    .with('request', (cte) =>
      cte
        .insertInto('help_request')
        .values((eb) => ({
          municipality_id: municipalityId,
          reference: given.reference,
          secret: given.secret,
          idempotency_key: given.idempotencyKey,
          fingerprint: given.fingerprint,
          channel: submission.channel,
          language: given.language,
          submitted_by: given.submittedBy,
          api_key_id: given.apiKeyId,
          need_code: submission.need,
          given_name: requester.givenName,
          family_name: requester.familyName,
          telephone: requester.telephone,
          email: requester.email ?? null,
          address: requester.address,
          zone_code: requester.zone,
          preferred_date: preferredTime?.date ?? null,
          preferred_part: preferredTime?.part ?? null,
          description: submission.description,
          // A need of no list is for its foreign key to refuse.
          vehicle: eb.fn.coalesce(need.select('vehicle'), sql.lit(false)),
          languages_match: eb.fn.coalesce(need.select('languages_match'), sql.lit('any' as const)),
        }))
        .onConflict((conflict) => conflict.doNothing())
        .returning(['id', 'municipality_id', 'need_code', 'email', 'submitted_by']),
    )
    .with('skills', (cte) =>
      cte.insertInto('help_request_skill').expression((select) =>
        select
          .selectFrom('request')
          .innerJoin('need_skill', (join) =>
            join
              .onRef('need_skill.municipality_id', '=', 'request.municipality_id')
              .onRef('need_skill.need_code', '=', 'request.need_code'),
          )
          .select(['request.municipality_id', 'request.id', 'need_skill.skill_code']),
      ),
    )
    .with('languages', (cte) =>
      cte.insertInto('help_request_language').expression((select) =>
        select
          .selectFrom('request')
          .innerJoin('need_language', (join) =>
            join
              .onRef('need_language.municipality_id', '=', 'request.municipality_id')
              .onRef('need_language.need_code', '=', 'request.need_code'),
          )
          .select(['request.municipality_id', 'request.id', 'need_language.language_code']),
      ),
    )
    .with('entry', (cte) =>
      cte
        .insertInto('timeline_entry')
        .columns(['municipality_id', 'request_id', 'event', 'by_operator'])
        .expression((select) =>
          select
            .selectFrom('request')
            .select(['municipality_id', 'id', sql.lit('submitted').as('event'), 'submitted_by']),
        ),
    )
    // Whoever asks for themselves is said to by the request; who fills in the form for somebody has handled their data.
    .with('audit', (cte) =>
      cte
        .insertInto('audit_entry')
        .columns(['municipality_id', 'actor_kind', 'actor_id', 'action', 'subject_kind', 'subject_ids', 'call_id'])
        .expression((select) =>
          select
            .selectFrom('request')
            .select([
              'municipality_id',
              sql.lit('operator').as('actor_kind'),
              'submitted_by',
              sql.lit('create').as('action'),
              sql.lit('request').as('subject_kind'),
              sql<string[]>`array[request.id]`.as('subject_ids'),
              sql<string | null>`${currentScope().callId}::uuid`.as('call_id'),
            ])
            .where('submitted_by', 'is not', null),
        ),
    )
    .with('receipt', (cte) =>
      cte
        .insertInto('email')
        .columns(['id', 'municipality_id', 'kind', 'subject_id', 'recipient_id', 'round', 'request_id', 'message_id'])
        .expression((select) =>
          select
            .selectFrom((from) =>
              from.selectFrom('request').selectAll().select(sql<string>`uuidv7()`.as('email_id')).as('receipt'),
            )
            .select([
              'email_id',
              'municipality_id',
              sql.lit('receipt_to_requester').as('kind'),
              'id as subject_id',
              'id as recipient_id',
              sql.lit(0).as('round'),
              'id as request_id',
              sql<string>`'<' || email_id || '@' || ${given.mailDomain}::text || '>'`.as('message_id'),
            ])
            .where('email', 'is not', null),
        )
        .returning('id'),
    )
    .selectFrom('request')
    .innerJoin('municipality', 'municipality.id', 'request.municipality_id')
    .leftJoin('receipt', (join) => join.onTrue())
    .select(['request.id', 'receipt.id as receipt_email_id', ...policyColumns])
    .executeTakeFirst();
  if (inserted !== undefined) {
    const { id: requestId, receipt_email_id: receiptEmailId } = inserted;
    if (given.submittedBy !== null) currentScope().appended += 1;
    return {
      requestId,
      municipalityId,
      status: 'submitted',
      imported: false,
      receiptEmailId,
      policy: toPolicy(inserted),
    };
  }
  return (await findSubmission(db, municipalityId, given.idempotencyKey)) ? 'key_exists' : 'reference_exists';
}
