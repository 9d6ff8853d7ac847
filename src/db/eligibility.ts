import { sql } from 'kysely';
import type { OfferReasons } from '../domain/offer.ts';
import { type Candidate, compareCandidates } from '../domain/selection.ts';
import { type Pace, scanCandidates, type ZoneClass } from './candidate-scan.ts';
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
  pace?: Pace,
): Promise<Candidate[]> {
  const { zone, neighbours, ranking } = requirements;
  const scan = (zoneClass: ZoneClass) => scanCandidates(db, requirements, zoneClass, limit, locking, pace);
  const own = await scan({ inZones: [zone], outside: [], neighbouring: false });
  const last = own.length === limit ? own.at(-1) : undefined;
  if (neighbours.length === 0 || (ranking[0] === 'zone' && last !== undefined)) return own;
  // Where the zone only breaks ties nobody of another zone comes before those who have waited longest of all.
  const before = ranking.at(-1) === 'zone' ? last : undefined;
  if (before?.openOffers === 0 && before.lastOfferedAt === null) return own;
  const areRare = last === undefined;
  const near = await scan({ inZones: neighbours, outside: [zone], neighbouring: true, areRare, before });
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

export function reasonsFor(chosen: Chosen, { zone, skills, languages, vehicle, slot }: Requirements): OfferReasons {
  const { openOffers, lastOfferedAt, neighbouring, byHand } = chosen;
  const met = byHand
    ? { skills: [], languages: [], vehicle: false, time: null }
    : { skills, languages, vehicle, time: slot };
  return { openOffers, lastOfferedAt: lastOfferedAt?.toISOString() ?? null, zone, neighbouring, byHand, ...met };
}
