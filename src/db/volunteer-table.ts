import { type RawBuilder, sql } from 'kysely';
import { isUuid } from '../domain/identity.ts';
import type { Approval } from '../domain/volunteer.ts';
import type { VolunteerRow } from '../domain/volunteer-view.ts';
import { countUpTo } from './capped-count.ts';
import type { Db } from './database.ts';
import { readSearch, toWords } from './search-words.ts';

/** What narrows the table; `pending` are those who wait for the Comune, having confirmed their address. */
export type VolunteerFilter = {
  approval?: Approval;
  skill?: string;
  zone?: string;
  paused?: boolean;
  emailInvalid?: boolean;
  /** Words of a name, a part of a telephone or of an address; every word must be there. */
  q?: string;
};
export type VolunteerTableQuery = VolunteerFilter & {
  municipalityId: string;
  /** `next` of the page before: an id, since names have no place in an address. */
  after?: string;
  /** The Comune's calendar day, `YYYY-MM-DD`. */
  today: string;
  limit: number;
};

/** A page of the operators' table, by name. */
export async function listVolunteers(
  db: Db,
  query: VolunteerTableQuery,
): Promise<{ items: VolunteerRow[]; next: string | null }> {
  const { municipalityId, approval, skill, zone, limit } = query;
  let select = selectVolunteerRows(db).where('volunteer.municipality_id', '=', municipalityId);
  if (approval !== undefined) select = select.where('approval', '=', sql.lit(approval));
  if (approval === 'pending') select = select.where('confirmed_at', 'is not', null);
  if (query.paused) select = select.where('paused_until', '>', query.today);
  if (query.emailInvalid) select = select.where('email_invalid_at', 'is not', null);
  if (skill !== undefined) select = select.where(has('skill', skill));
  if (zone !== undefined) select = select.where(has('zone', zone));
  for (const word of toWords(readSearch(query.q))) select = select.where('search', 'like', `%${word}%`);
  const position = await findPosition(db, query);
  if (position !== undefined) {
    const { family_name, given_name, id } = position;
    select = select.where(
      sql<boolean>`(family_name, given_name, volunteer.id) > (${family_name}, ${given_name}, ${id})`,
    );
  }
  const rows = await select
    .orderBy('family_name')
    .orderBy('given_name')
    .orderBy('volunteer.id')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** Where the page before ended; who was erased meanwhile is no position, and the table starts again. */
async function findPosition(db: Db, { municipalityId, after }: VolunteerTableQuery) {
  if (after === undefined || !isUuid(after)) return undefined;
  return await db
    .selectFrom('volunteer')
    .select(['family_name', 'given_name', 'id'])
    .where('municipality_id', '=', municipalityId)
    .where('id', '=', after)
    .executeTakeFirst();
}

function has(kind: 'skill' | 'zone', code: string) {
  return sql<boolean>`exists (
    select from ${sql.table(`volunteer_${kind}`)} own
    where own.municipality_id = volunteer.municipality_id and own.${sql.ref(`${kind}_code`)} = ${code}
      and own.volunteer_id = volunteer.id)`;
}

/** An offer counts while it is open and has not expired. */
export const openOffersOfVolunteer = sql<number>`(
  select count(*)::int from offer
  where offer.volunteer_id = volunteer.id and offer.state = 'open' and offer.expires_at > now())`;

function selectVolunteerRows(db: Db) {
  const codesOf = (kind: 'skill' | 'zone') => sql<string[]>`array(
    select l.code from ${sql.table(`volunteer_${kind}`)} own
    join ${sql.table(kind)} l on l.municipality_id = own.municipality_id and l.code = own.${sql.ref(`${kind}_code`)}
    where own.volunteer_id = volunteer.id order by l.position, l.code)`;
  return db
    .selectFrom('volunteer')
    .select([
      'volunteer.id',
      'given_name as givenName',
      'family_name as familyName',
      'telephone',
      'email',
      'approval',
      'confirmed_at as confirmedAt',
      codesOf('skill').as('skills'),
      codesOf('zone').as('zones'),
      openOffersOfVolunteer.as('openOffers'),
      'max_open_offers as maxOpenOffers',
      'last_offered_at as lastOfferedAt',
      'paused_until as pausedUntil',
      'email_invalid_at as emailInvalidAt',
    ]);
}

export type VolunteerCounts = Record<Approval | 'all' | 'paused' | 'emailInvalid', number>;

/** How many each filter would show, as far as they are counted: see `mostCounted`. */
export async function countVolunteers(
  db: Db,
  { municipalityId, today }: { municipalityId: string; today: string },
): Promise<VolunteerCounts> {
  const those = (condition: RawBuilder<unknown>) =>
    countUpTo(
      sql`select from volunteer where municipality_id = ${municipalityId} and ${condition}`,
      sql`family_name, given_name, id`,
    );
  const { rows } = await sql<VolunteerCounts>`
    select
      ${those(sql`true`)} as "all",
      ${those(sql`approval = 'pending' and confirmed_at is not null`)} as pending,
      ${those(sql`approval = 'approved'`)} as approved,
      ${those(sql`approval = 'suspended'`)} as suspended,
      ${those(sql`approval = 'refused'`)} as refused,
      ${those(sql`paused_until > ${today}`)} as paused,
      ${those(sql`email_invalid_at is not null`)} as "emailInvalid"`.execute(db);
  const [counts] = rows;
  if (counts === undefined) throw new Error('a query without a table gave no row');
  return counts;
}
