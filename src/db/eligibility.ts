import { sql } from 'kysely';
import { bitOf } from '../domain/availability.ts';
import type { OfferReasons } from '../domain/offer.ts';
import { type Candidate, compareCandidates } from '../domain/selection.ts';
import type { Db } from './database.ts';
import type { Requirements } from './requirements.ts';

/**
 * How many volunteers whose offers have expired or whose pause has ended are counted again before a choice. As a rule
 * there are none; more than this at once only after a long silence, and those left over are ranked by what they had,
 * which never breaks a cap.
 */
const mostDue = 2_000;

/** Brings the candidates of a request's Comune up to this moment: what time alone has changed. */
export async function refreshCandidates(db: Db, requestId: string): Promise<void> {
  await sql`
    select refresh_due(municipality_id, ${mostDue}) from help_request where id = ${requestId}`.execute(db);
}

/**
 * The volunteers to ask, best first, as `compareCandidates` orders them: approved, not paused, reachable, with all that
 * is required, below the open offers they allow, never asked for this request.
 *
 * Each zone class is read by itself, so that two indexes serve every order of the criteria.
 * @param locking whether to lock each in passing; whom another transaction has locked is then passed over
 */
export async function findEligible(
  db: Db,
  requirements: Requirements,
  limit: number,
  locking = false,
): Promise<Candidate[]> {
  const { zone, neighbours, ranking } = requirements;
  const own = await scan(db, requirements, { inZones: [zone], outside: [], neighbouring: false, limit, locking });
  if (neighbours.length === 0 || (ranking[0] === 'zone' && own.length === limit)) return own;
  const near = await scan(db, requirements, {
    inZones: neighbours,
    outside: [zone],
    neighbouring: true,
    limit,
    locking,
  });
  return [...own, ...near].sort(compareCandidates(ranking)).slice(0, limit);
}

export type Chosen = Candidate & { byHand: boolean };

/** As `findEligible`, after those whom an operator put in. */
export async function findChosen(
  db: Db,
  requirements: Requirements,
  limit: number,
  locking = false,
): Promise<Chosen[]> {
  const included = (await findIncluded(db, requirements, locking)).slice(0, limit);
  if (included.length === limit) return included;
  const ranked = await findEligible(db, requirements, limit - included.length, locking);
  return [...included, ...ranked.map((one) => ({ ...one, byHand: false }))];
}

/** Those put in who can be asked: whatever they lack, they are approved, not paused, reachable and below their cap. */
export async function findIncluded(
  db: Db,
  { included }: Pick<Requirements, 'included'>,
  locking: boolean,
): Promise<Chosen[]> {
  if (included.length === 0) return [];
  const { rows } = await sql<{ id: string; open_offers: number; last_offered_at: Date | null }>`
    select v.id, v.open_offers, v.last_offered_at from volunteer v
    where v.id = any (${included}::uuid[]) and v.approval = 'approved' and v.email_invalid_at is null
      and v.open_offers < v.max_open_offers
      and (v.paused_until is null or v.paused_until::timestamp at time zone 'Europe/Rome' <= now())
    order by array_position(${included}::uuid[], v.id)
    ${locking ? sql`for no key update skip locked` : sql``}`.execute(db);
  return rows.map((row) => ({
    volunteerId: row.id,
    openOffers: row.open_offers,
    lastOfferedAt: row.last_offered_at,
    neighbouring: false,
    byHand: true,
  }));
}

type ZoneClass = { inZones: string[]; outside: string[]; neighbouring: boolean; limit: number; locking: boolean };

async function scan(db: Db, requirements: Requirements, zoneClass: ZoneClass): Promise<Candidate[]> {
  const { ranking, slot, coolOffSeconds } = requirements;
  const byLoad = ranking.indexOf('open_offers') < ranking.indexOf('last_offered');
  const { rows } = await sql<{ volunteer_id: string; open_offers: number; last_offered_at: Date | number }>`
    select * from ${sql.id(byLoad ? 'scan_by_load' : 'scan_by_rest')}(${requirements.municipalityId},
      ${requirements.list}, ${zoneClass.inZones}, ${zoneClass.outside}, ${requirements.skills}, ${requirements.need},
      ${requirements.languages}, ${requirements.languagesMatch === 'any'}, ${requirements.vehicle},
      ${slot === null ? 0 : bitOf(slot)}, ${requirements.without}, ${restedBy(coolOffSeconds)}, ${zoneClass.limit},
      ${zoneClass.locking})`.execute(db);
  return rows.map((row) => ({
    volunteerId: row.volunteer_id,
    openOffers: row.open_offers,
    // What stands for «never», the infinite past, is no Date.
    lastOfferedAt: row.last_offered_at instanceof Date ? row.last_offered_at : null,
    neighbouring: zoneClass.neighbouring,
  }));
}

/** The latest last offer of whoever can be asked; without a cool-off, any. */
export function restedBy(coolOffSeconds: number) {
  return coolOffSeconds === 0
    ? sql<Date>`'infinity'::timestamptz`
    : sql<Date>`now() - make_interval(secs => ${coolOffSeconds})`;
}

export function reasonsFor(chosen: Chosen, { zone, skills, languages, vehicle, slot }: Requirements): OfferReasons {
  const { openOffers, lastOfferedAt, neighbouring, byHand } = chosen;
  const met = byHand
    ? { skills: [], languages: [], vehicle: false, time: null }
    : { skills, languages, vehicle, time: slot };
  return { openOffers, lastOfferedAt: lastOfferedAt?.toISOString() ?? null, zone, neighbouring, byHand, ...met };
}
