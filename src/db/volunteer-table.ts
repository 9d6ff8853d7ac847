import { type RawBuilder, sql } from 'kysely';
import { isUuid } from '../domain/identity.ts';
import type { Approval } from '../domain/volunteer.ts';
import type { VolunteerRow } from '../domain/volunteer-view.ts';
import { disclose } from './audit-scope.ts';
import { countUpTo } from './capped-count.ts';
import type { Db } from './database.ts';
import { limitTo } from './page-limit.ts';
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
  const { municipalityId, approval, skill, zone, paused, limit } = query;
  const words = toWords(readSearch(query.q));
  let select = selectVolunteerRows(db).where('volunteer.municipality_id', '=', municipalityId);
  if (approval !== undefined) select = select.where('approval', '=', sql.lit(approval));
  if (approval === 'pending') select = select.where('confirmed_at', 'is not', null);
  if (paused) select = select.where('paused_until', '>', query.today);
  if (query.emailInvalid) select = select.where('email_invalid_at', 'is not', null);
  if (skill !== undefined) select = select.where(has('skill', skill));
  if (zone !== undefined) select = select.where(has('zone', zone));
  for (const word of words) select = select.where('search', 'like', `%${word}%`);
  if (query.after !== undefined && isUuid(query.after)) {
    select = select.where(sql<boolean>`
      (family_name, given_name, volunteer.id) > ${positionOf(municipalityId, query.after)}`);
  }
  const rows = await select
    .orderBy('family_name')
    .orderBy('given_name')
    .orderBy('volunteer.id')
    .limit(limitTo(limit, skill !== undefined || zone !== undefined || paused === true || words.length > 0))
    .execute();
  const items = rows.slice(0, limit);
  disclose(words.length > 0 ? 'search' : 'list', 'volunteer', items);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/**
 * Where the page before ended; who was erased meanwhile is no position, and the table starts again. Looked up within the
 * same statement, a value at a time and whole in itself: only such values can say where in the index to begin, with a
 * policy on the table too (a `coalesce` around one would be taken for something that might tell of other rows).
 */
function positionOf(municipalityId: string, id: string) {
  const columnOf = (column: string, first: string) => sql`(
    select coalesce(any_value(${sql.ref(column)}), ${sql.lit(first)})
    from volunteer where municipality_id = ${municipalityId} and id = ${id})`;
  return sql`(${columnOf('family_name', '')}, ${columnOf('given_name', '')},
    ${columnOf('id', '00000000-0000-0000-0000-000000000000')})`;
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
  // Without their places in the Comune's lists, which the page has: to look them up and sort them costs half of a page.
  const codesOf = (kind: 'skill' | 'zone') => sql<string[]>`array(
    select own.${sql.ref(`${kind}_code`)} from ${sql.table(`volunteer_${kind}`)} own
    where own.volunteer_id = volunteer.id)`;
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
  const byName = sql`family_name, given_name, id`;
  const those = (condition: RawBuilder<unknown>, sampleOrder = sql`approval, id`, order = byName) =>
    countUpTo({
      table: 'volunteer',
      where: sql`municipality_id = ${municipalityId} and ${condition}`,
      order,
      sampleOrder,
    });
  const byDay = sql`paused_until, id`;
  const { rows } = await sql<VolunteerCounts>`
    select
      ${those(sql`true`)} as "all",
      ${those(sql`approval = 'pending' and confirmed_at is not null`)} as pending,
      ${those(sql`approval = 'approved'`)} as approved,
      ${those(sql`approval = 'suspended'`)} as suspended,
      ${those(sql`approval = 'refused'`)} as refused,
      ${those(sql`paused_until > ${today}`, byDay, byDay)} as paused,
      ${those(sql`email_invalid_at is not null`, sql`id`)} as "emailInvalid"`.execute(db);
  const [counts] = rows;
  if (counts === undefined) throw new Error('a query without a table gave no row');
  return counts;
}
