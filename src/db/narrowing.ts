import { type RawBuilder, sql } from 'kysely';
import { bitOf } from '../domain/availability.ts';
import type { Narrowing, Requirement } from '../domain/selection.ts';
import { restedBy } from './candidate-scan.ts';
import type { Db } from './database.ts';
import type { Requirements } from './requirements.ts';

/** Volunteers that are counted for one explanation: some milliseconds. In a larger Comune the numbers are of these alone. */
const mostCounted = 2_000;

/**
 * How many volunteers of the Comune fit, how many are left after each requirement, and how many would fit without it,
 * among those who can be asked at all: one pass.
 */
export async function countNarrowing(db: Db, requirements: Requirements, most = mostCounted): Promise<Narrowing> {
  const each = listRequirements(requirements);
  const indexes = [...each.keys()];
  const count = (kept: number[]) => {
    const met = kept.map((index) => sql.ref(`met_${index}`));
    return sql`count(*) filter (where ${met.length === 0 ? sql`true` : sql.join(met, sql` and `)})`;
  };
  const { rows } = await sql<{ read: number; counts: number[] }>`
    with available as materialized (
      select v.id from volunteer v
      where v.municipality_id = ${requirements.municipalityId} and v.approval = 'approved'
        and v.email_invalid_at is null and v.id <> all (${requirements.without}::uuid[])
        and (v.paused_until is null or v.paused_until::timestamp at time zone 'Europe/Rome' <= now())
      order by v.id limit ${most + 1}
    ), looked as materialized (
      select ${sql.join(each.map(({ met }, index) => sql`${met} as ${sql.ref(`met_${index}`)}`))}
      from candidate c
      -- Not a join: of a table of unknown size PostgreSQL would read all of it anew for each volunteer.
      where c.volunteer_id = any (array(select id from available limit ${most})) and c.skill_code = ''
    )
    select (select count(*) from available)::int as read, array[${sql.join([
      ...indexes.map((last) => count(indexes.slice(0, last + 1))),
      ...indexes.map((left) => count(indexes.filter((index) => index !== left))),
    ])}]::int[] as counts from looked`.execute(db);
  const at = (index: number) => rows[0]?.counts[index] ?? 0;
  return {
    eligible: at(each.length - 1),
    left: each.map(({ requirement }, index) => ({ requirement, eligible: at(index) })),
    without: each.map(({ requirement }, index) => ({ requirement, eligible: at(each.length + index) })),
    partial: (rows[0]?.read ?? 0) > most,
  };
}

type Counted = { requirement: Requirement; met: RawBuilder<boolean> };

/** In the order in which they are told. What every volunteer meets, such as a vehicle that is not required, is left out. */
function listRequirements(required: Requirements): Counted[] {
  const { zone, neighbours, need, skills, languages, languagesMatch, vehicle, slot, coolOffSeconds } = required;
  const counted: Counted[] = [
    { requirement: { kind: 'zone', code: zone }, met: sql`c.zones && ${[zone, ...neighbours]}::text[]` },
    { requirement: { kind: 'need', code: need }, met: sql`(c.needs = '{}' or ${need} = any (c.needs))` },
    ...skills.map((code) => ({
      requirement: { kind: 'skill' as const, code },
      met: sql<boolean>`${code} = any (c.skills)`,
    })),
  ];
  if (languages.length > 0) {
    const operator = languagesMatch === 'any' ? sql`&&` : sql`@>`;
    counted.push({
      requirement: { kind: 'languages', codes: languages, match: languagesMatch },
      met: sql`c.languages ${operator} ${languages}::text[]`,
    });
  }
  if (vehicle) counted.push({ requirement: { kind: 'vehicle' }, met: sql`c.vehicle` });
  if (slot !== null) {
    counted.push({ requirement: { kind: 'time', slot }, met: sql`c.availability & ${bitOf(slot)}::int <> 0` });
  }
  if (coolOffSeconds > 0) {
    counted.push({
      requirement: { kind: 'rested' },
      met: sql`c.last_offered_at <= ${restedBy(coolOffSeconds)}`,
    });
  }
  counted.push({ requirement: { kind: 'free' }, met: sql`c.free` });
  return counted;
}
