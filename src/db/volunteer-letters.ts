import { sql } from 'kysely';
import type { VolunteerLetterKind } from '../domain/mail.ts';
import type { Db } from './database.ts';

type OfLink = Extract<VolunteerLetterKind, 'confirm_to_volunteer' | 'link_to_volunteer'>;

/** An email to a volunteer that is about no request: about a link, or about what was decided of them. */
export type VolunteerLetter = { municipalityId: string; volunteerId: string; mailDomain: string } & (
  | { kind: OfLink; linkId: string }
  | { kind: Exclude<VolunteerLetterKind, OfLink>; eventId: string }
);

/**
 * Queues the letter in the caller's transaction; after it commits, `delivery.startLetter` starts its run, and the
 * monitor does where that fails. What the letter says, and to which address, is read when it is sent.
 * @returns the email's id, the same when asked again for the same link or event
 */
export async function queueVolunteerLetter(tx: Db, letter: VolunteerLetter): Promise<string> {
  const linkId = 'linkId' in letter ? letter.linkId : null;
  const eventId = 'eventId' in letter ? letter.eventId : null;
  const subjectId = linkId ?? eventId;
  await sql`
    insert into email (id, municipality_id, kind, subject_id, recipient_id, round, volunteer_link_id,
      volunteer_event_id, message_id)
    select fresh.id, ${letter.municipalityId}::uuid, ${letter.kind}, ${subjectId}::uuid, ${letter.volunteerId}::uuid, 0,
      ${linkId}::uuid, ${eventId}::uuid, '<' || fresh.id || '@' || ${letter.mailDomain}::text || '>'
    from (select uuidv7() as id) fresh
    on conflict (kind, subject_id, recipient_id, round) do nothing`.execute(tx);
  const { id } = await tx
    .selectFrom('email')
    .select('id')
    .where('kind', '=', letter.kind)
    .where('subject_id', '=', subjectId)
    .where('recipient_id', '=', letter.volunteerId)
    .where('round', '=', 0)
    .executeTakeFirstOrThrow();
  return id;
}
