import { sql } from 'kysely';
import type { EmailKind } from '../domain/mail.ts';
import type { Db } from './database.ts';

type ForOperators = {
  kind: Extract<EmailKind, 'new_requests_to_operator' | 'no_volunteer_to_operator'>;
  municipalityId: string;
  round: number;
  mailDomain: string;
} & ({ requestId: string } | { digestId: string });

/**
 * Queues one email for each person of the Comune who decides: not for clerks, nor for who is no longer let in.
 * @returns their ids, the same when asked again
 */
export async function queueForOperators(tx: Db, email: ForOperators): Promise<string[]> {
  const requestId = 'requestId' in email ? email.requestId : null;
  const digestId = 'digestId' in email ? email.digestId : null;
  const subjectId = requestId ?? digestId;
  await sql`
    insert into email (id, municipality_id, kind, subject_id, recipient_id, round, request_id, digest_id, message_id)
    select fresh.id, ${email.municipalityId}::uuid, ${email.kind}, ${subjectId}::uuid, fresh.operator_id,
      ${email.round}, ${requestId}::uuid, ${digestId}::uuid, '<' || fresh.id || '@' || ${email.mailDomain}::text || '>'
    from (
      select uuidv7() as id, operator.id as operator_id from operator
      where municipality_id = ${email.municipalityId} and role in ('administrator', 'operator') and disabled_at is null
    ) fresh
    on conflict (kind, subject_id, recipient_id, round) do nothing`.execute(tx);
  const rows = await tx
    .selectFrom('email')
    .select('id')
    .where('kind', '=', email.kind)
    .where('subject_id', '=', subjectId)
    .where('round', '=', email.round)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}
