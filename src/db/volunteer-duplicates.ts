import { type RawBuilder, sql } from 'kysely';
import { isUuid } from '../domain/identity.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';

/** Why two volunteers may be one person. An address is one volunteer's only: the table's index sees to that. */
export type DuplicateReason = 'telephone' | 'name_and_birth';

export type NamedVolunteer = { id: string; givenName: string; familyName: string; telephone: string; email: string };
export type Duplicate = { other: NamedVolunteer; because: DuplicateReason[] };
export type DuplicatePair = Duplicate & { volunteer: NamedVolunteer };

/** From here on two names are taken for one with a slip in it: «Maria Rossi» and «Rossi Mariia» are at 0.75. */
const nearEqual = 0.6;
/** Whoever shares a number with more is an office or a family home, and no list of them helps. */
const mostOfOne = 10;

/** Who may be the same person as this volunteer. */
export async function findDuplicates(db: Db, municipalityId: string, volunteerId: string): Promise<Duplicate[]> {
  if (!isUuid(volunteerId)) return [];
  const { rows } = await sql<Found>`
    select d.* from volunteer v cross join lateral ${duplicatesOf(sql`other.id <> v.id`)} d
    where v.municipality_id = ${municipalityId} and v.id = ${volunteerId}
    order by d.id`.execute(db);
  disclose('list', 'volunteer', rows);
  return rows.map(toDuplicate);
}

/** A page of pairs looks through this many volunteers: about a fifth of a second, however many the Comune has. */
const lookedThrough = 2_000;

/**
 * Pairs who may be the same person, the last who came first. Each page looks through some volunteers by id, so it may
 * have few pairs or none and yet go on.
 * @returns `next`: the volunteer after whom to look on; null once all were looked through
 */
export async function listDuplicates(
  db: Db,
  { municipalityId, after, limit }: { municipalityId: string; after?: string; limit: number },
): Promise<{ items: DuplicatePair[]; next: string | null }> {
  const older = after === undefined || !isUuid(after) ? sql`` : sql`and id < ${after}::uuid`;
  const chunk = sql`(
    select * from volunteer where municipality_id = ${municipalityId} ${older} order by id desc limit ${lookedThrough})`;
  const [pairs, ends] = await Promise.all([
    sql<Found & { of: NamedVolunteer }>`
      select d.*, ${named('v')} as "of"
      from ${chunk} v cross join lateral ${duplicatesOf(sql`other.id < v.id`)} d
      order by v.id desc, d.id desc limit ${limit + 1}`.execute(db),
    sql<{ id: string; looked: number }>`
      select id, looked from (select id, row_number() over (order by id desc)::int as looked from ${chunk} c) numbered
      order by looked desc limit 1`.execute(db),
  ]);
  const items = pairs.rows.map((row) => ({ volunteer: row.of, ...toDuplicate(row) }));
  disclose(
    'list',
    'volunteer',
    pairs.rows.flatMap((row) => [row, row.of]),
  );
  if (items.length > limit) {
    // Whose pairs were cut off comes again, whole, on the next page; nobody has as many as a page holds.
    const cut = items.at(-1)?.volunteer.id;
    const whole = items.filter(({ volunteer }) => volunteer.id !== cut);
    return { items: whole, next: whole.at(-1)?.volunteer.id ?? null };
  }
  const [end] = ends.rows;
  return { items, next: end !== undefined && end.looked === lookedThrough ? end.id : null };
}

type Found = NamedVolunteer & { sameTelephone: boolean; sameBirth: boolean };

/** Found by the indexes on the telephone and on the day of birth, never by going through all names. */
function duplicatesOf(which: RawBuilder<unknown>): RawBuilder<unknown> {
  const name = (table: string) =>
    sql`lower(${sql.ref(`${table}.family_name`)} || ' ' || ${sql.ref(`${table}.given_name`)})`;
  const near = sql`other.birth_date = v.birth_date and similarity(${name('other')}, ${name('v')}) >= ${sql.lit(nearEqual)}`;
  return sql`(
    select other.id, other.given_name as "givenName", other.family_name as "familyName", other.telephone, other.email,
      other.telephone = v.telephone as "sameTelephone", coalesce(${near}, false) as "sameBirth"
    from volunteer other
    where other.id in (
      select other.id from volunteer other
      where other.municipality_id = v.municipality_id and other.telephone = v.telephone and ${which}
      union
      select other.id from volunteer other
      where other.municipality_id = v.municipality_id and ${near} and ${which})
    order by other.id desc limit ${sql.lit(mostOfOne)})`;
}

function named(table: string): RawBuilder<NamedVolunteer> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  return sql<NamedVolunteer>`json_build_object('id', ${column('id')}, 'givenName', ${column('given_name')},
    'familyName', ${column('family_name')}, 'telephone', ${column('telephone')}, 'email', ${column('email')})`;
}

function toDuplicate({ id, givenName, familyName, telephone, email, ...found }: Found): Duplicate {
  const because: DuplicateReason[] = [];
  if (found.sameTelephone) because.push('telephone');
  if (found.sameBirth) because.push('name_and_birth');
  return { other: { id, givenName, familyName, telephone, email }, because };
}
