import { sql } from 'kysely';
import { isUuid } from '../domain/identity.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';

/** A volunteer whom no email reaches, with the open proposals they may not know of. */
export type VolunteerToCall = {
  id: string;
  givenName: string;
  familyName: string;
  telephone: string;
  email: string;
  since: Date;
  offers: { requestId: string; reference: string; need: string }[];
};

/** Those whose address is invalid, the longest first. */
export async function listVolunteersToCall(
  db: Db,
  query: { municipalityId: string; after?: string; limit: number },
): Promise<{ items: VolunteerToCall[]; next: string | null }> {
  const { municipalityId, after, limit } = query;
  // Whom the page before ended with; one whose address is good again, or who is gone, is no position any more.
  const position =
    after === undefined || !isUuid(after)
      ? undefined
      : await db
          .selectFrom('volunteer')
          .select(['id', sql<string>`email_invalid_at::text`.as('since')])
          .where('municipality_id', '=', municipalityId)
          .where('id', '=', after)
          .where('email_invalid_at', 'is not', null)
          .executeTakeFirst();
  let select = db
    .selectFrom('volunteer')
    .select([
      'id',
      'given_name as givenName',
      'family_name as familyName',
      'telephone',
      'email',
      'email_invalid_at as since',
      sql<VolunteerToCall['offers']>`coalesce((
        select json_agg(json_build_object('requestId', r.id, 'reference', r.reference, 'need', n.label)
          order by o.created_at)
        from offer o
        join help_request r on r.id = o.request_id
        join need n on n.municipality_id = r.municipality_id and n.code = r.need_code
        where o.volunteer_id = volunteer.id and o.state = 'open' and o.expires_at > now()), '[]'::json)`.as('offers'),
    ])
    .where('municipality_id', '=', municipalityId)
    .where('email_invalid_at', 'is not', null)
    .$narrowType<{ since: Date }>();
  if (position !== undefined) {
    select = select.where(
      sql<boolean>`(email_invalid_at, id) > (${position.since}::timestamptz, ${position.id}::uuid)`,
    );
  }
  const rows = await select
    .orderBy('email_invalid_at')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit);
  disclose('list', 'volunteer', items);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
