import { sql } from 'kysely';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';

/**
 * Marks that a volunteer's address can't be written to, in the caller's transaction: nobody proposes anything to it until
 * somebody corrects it. Once: a second refusal of the same address changes nothing, and who has another address since
 * keeps it.
 * @returns whether it was marked now; false too where the recipient is no volunteer
 */
export async function markAddressInvalid(
  tx: Db,
  refused: { municipalityId: string; volunteerId: string; address: string },
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    with marked as (
      update volunteer set email_invalid_at = now()
      where id = ${refused.volunteerId} and municipality_id = ${refused.municipalityId}
        and lower(email) = lower(${refused.address}) and email_invalid_at is null
      returning municipality_id, id
    )
    insert into volunteer_event (municipality_id, volunteer_id, event)
    select municipality_id, id, 'email_invalid' from marked
    returning id`.execute(tx);
  if (rows.length === 0) return false;
  const of = { kind: 'volunteer', ids: [refused.volunteerId] } as const;
  await appendAudit(tx, refused.municipalityId, { action: 'correct', of });
  return true;
}
