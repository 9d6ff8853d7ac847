import { sql } from 'kysely';
import type { Db } from './database.ts';

/**
 * Queues the email of an invitation in the transaction that stores it; after it commits, `delivery.startLetter` starts
 * its run, and the monitor does where that fails. Its recipient is the invitation: nobody has another id yet.
 * @returns the email's id
 */
export async function queueInvitationLetter(
  tx: Db,
  { municipalityId, invitationId, mailDomain }: { municipalityId: string; invitationId: string; mailDomain: string },
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into email (id, municipality_id, kind, subject_id, recipient_id, round, invitation_id, message_id)
    select fresh.id, ${municipalityId}::uuid, 'invitation_to_member', ${invitationId}::uuid, ${invitationId}::uuid, 0,
      ${invitationId}::uuid, '<' || fresh.id || '@' || ${mailDomain}::text || '>'
    from (select uuidv7() as id) fresh
    returning id`.execute(tx);
  const [queued] = rows;
  if (queued === undefined) throw new Error('the email of an invitation was not stored');
  return queued.id;
}
