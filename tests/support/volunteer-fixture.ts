import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../src/db/database.ts';
import { queueVolunteerLetter } from '../../src/db/volunteer-letters.ts';

/** Something a volunteer is told of: a link that holds for an hour. @returns its id and its secret */
export async function addLink(
  db: Db,
  { municipalityId, volunteerId }: { municipalityId: string; volunteerId: string },
  { purpose = 'enter' as const, holds = '1 hour' }: { purpose?: 'confirm' | 'enter'; holds?: string } = {},
): Promise<{ linkId: string; secret: string }> {
  const secret = randomBytes(24).toString('base64url');
  const { id } = await db
    .insertInto('volunteer_link')
    .values({
      municipality_id: municipalityId,
      volunteer_id: volunteerId,
      purpose,
      secret,
      created_at: sql<Date>`now() - interval '1 day'`,
      expires_at: sql<Date>`now() + ${holds}::interval`,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { linkId: id, secret };
}

/** A letter with a link, in the queue. @returns the email's id */
export async function queueLink(db: Db, of: { municipalityId: string; volunteerId: string }): Promise<string> {
  const { linkId } = await addLink(db, of);
  return await queueVolunteerLetter(db, { ...of, kind: 'link_to_volunteer', linkId, mailDomain: 'comune.example' });
}
