import { type RawBuilder, sql } from 'kysely';
import type { OfferReasons } from '../domain/offer.ts';
import type { Narrowing, Requirement } from '../domain/selection.ts';
import type { Db } from './database.ts';

/** What a request requires of a volunteer. */
export type Requirements = { municipalityId: string; requestId: string; zone: string; skills: string[] };

export type Eligible = { volunteerId: string; name: string; reasons: OfferReasons };

export async function readRequirements(db: Db, requestId: string): Promise<Requirements | undefined> {
  return await db
    .selectFrom('help_request')
    .select(({ selectFrom }) => [
      'municipality_id as municipalityId',
      'id as requestId',
      'zone_code as zone',
      sql<string[]>`array(${selectFrom('help_request_skill')
        .select('skill_code')
        .whereRef('request_id', '=', 'help_request.id')
        .orderBy('skill_code')})`.as('skills'),
    ])
    .where('id', '=', requestId)
    .executeTakeFirst();
}

/**
 * The volunteers to ask, best first: approved and active, with all skills, covering the zone, below the open offers
 * they allow, never asked for this request. Order as `compareCandidates` in src/domain/selection.ts.
 */
export async function findEligible(db: Db, requirements: Requirements, limit: number): Promise<Eligible[]> {
  const { rows } = await sql<{ id: string; name: string; open_offers: number; last_offered_at: Date | null }>`
    select v.id, v.given_name || ' ' || v.family_name as name, load.open_offers, v.last_offered_at
    from volunteer v cross join lateral ${openOffers} load
    where ${isAvailable(requirements)} and ${coversZone(requirements)} and ${hasSkills(requirements.skills)}
      and load.open_offers < v.max_open_offers
    order by load.open_offers, v.last_offered_at nulls first, v.id
    limit ${limit}`.execute(db);
  return rows.map((row) => ({
    volunteerId: row.id,
    name: row.name,
    reasons: {
      openOffers: row.open_offers,
      lastOfferedAt: row.last_offered_at?.toISOString() ?? null,
      zone: requirements.zone,
      skills: requirements.skills,
    },
  }));
}

/** How many fit, and how many would if one requirement were taken away: one pass over the Comune's volunteers. */
export async function countNarrowing(db: Db, requirements: Requirements): Promise<Narrowing> {
  const each: { requirement: Requirement; met: RawBuilder<boolean> }[] = [
    { requirement: { kind: 'zone', code: requirements.zone }, met: coversZone(requirements) },
    ...requirements.skills.map((code) => ({
      requirement: { kind: 'skill' as const, code },
      met: hasSkills([code]),
    })),
    { requirement: { kind: 'free' }, met: sql<boolean>`load.open_offers < v.max_open_offers` },
  ];
  const column = (index: number) => sql.ref(`met_${index}`);
  const allBut = (left?: number) => {
    const kept = each.flatMap((_, index) => (index === left ? [] : [column(index)]));
    return kept.length === 0 ? sql`true` : sql.join(kept, sql` and `);
  };
  const { rows } = await sql<{ counts: number[] }>`
    select array[count(*) filter (where ${allBut()}), ${sql.join(
      each.map((_, index) => sql`count(*) filter (where ${allBut(index)})`),
    )}]::int[] as counts
    from (
      select ${sql.join(each.map(({ met }, index) => sql`${met} as ${column(index)}`))}
      from volunteer v cross join lateral ${openOffers} load
      where ${isAvailable(requirements)}
    ) candidate`.execute(db);
  const [eligible = 0, ...without] = rows[0]?.counts ?? [];
  return {
    eligible,
    without: each.map(({ requirement }, index) => ({ requirement, eligible: without[index] ?? 0 })),
  };
}

/** An offer counts while it is open and has not expired. */
const openOffers = sql`(
  select count(*)::int as open_offers from offer o
  where o.volunteer_id = v.id and o.state = 'open' and o.expires_at > now()
)`;

/** The calendar day where the Comuni are. */
const todayInItaly = sql`(now() at time zone 'Europe/Rome')::date`;

function isAvailable({ municipalityId, requestId }: Requirements): RawBuilder<boolean> {
  return sql<boolean>`(v.municipality_id = ${municipalityId} and v.approval = 'approved'
    and v.email_invalid_at is null and coalesce(v.paused_until <= ${todayInItaly}, true)
    and not exists (select from offer o where o.request_id = ${requestId} and o.volunteer_id = v.id))`;
}

function coversZone({ municipalityId, zone }: Requirements): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from volunteer_zone z
    where z.municipality_id = ${municipalityId} and z.volunteer_id = v.id and z.zone_code = ${zone})`;
}

function hasSkills(skills: string[]): RawBuilder<boolean> {
  return sql<boolean>`not exists (
    select from unnest(${skills}::text[]) required (code)
    where not exists (
      select from volunteer_skill s
      where s.municipality_id = v.municipality_id and s.volunteer_id = v.id and s.skill_code = required.code))`;
}
