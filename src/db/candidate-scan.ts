import { sql } from 'kysely';
import { bitOf } from '../domain/availability.ts';
import { type Candidate, compareCandidates } from '../domain/selection.ts';
import type { Db } from './database.ts';
import type { Requirements } from './requirements.ts';
import { traitsFor } from './traits.ts';

/**
 * Those of any of `inZones` and of none of those `outside`; `before` somebody, where only who ranks before them matters
 * by their open offers and their last.
 */
export type ZoneClass = {
  inZones: string[];
  outside: string[];
  neighbouring: boolean;
  /** Whether it is known already that who fits is rare: then the bitmaps are asked at once. */
  areRare?: boolean;
  before?: Pick<Candidate, 'openOffers' | 'lastOfferedAt'> | undefined;
};

/** How far to look in which way; who is found does not depend on it. */
export type Pace = {
  /** At most so many of a list are read before the bitmaps are asked. */
  mostRead: number;
  /** Where no more are possible they are looked at one by one. */
  mostPossible: number;
};
/** A third of a millisecond, and a millisecond; more than those possible are soon met in the list. */
const usualPace: Pace = { mostRead: 3_000, mostPossible: 300 };

/** The first `limit` of a zone class who fit, best first. */
export async function scanCandidates(
  db: Db,
  requirements: Requirements,
  { inZones, outside, neighbouring, areRare = false, before }: ZoneClass,
  limit: number,
  locking: boolean,
  pace = usualPace,
): Promise<Candidate[]> {
  const { ranking, slot, coolOffSeconds, lists } = requirements;
  const byLoad = ranking.indexOf('open_offers') < ranking.indexOf('last_offered');
  const traits = traitsFor({ ...requirements, zones: inZones });
  const rank =
    before === undefined
      ? sql`${mostOpenOffers}::smallint, 'infinity'::timestamptz`
      : sql`${before.openOffers}::smallint, coalesce(${before.lastOfferedAt}::timestamptz, '-infinity')`;
  const { rows } = await sql<{ volunteer_id: string; open_offers: number; last_offered_at: Date | number }>`
    select * from ${sql.id(byLoad ? 'choose_by_load' : 'choose_by_rest')}(${requirements.municipalityId},
      ${lists[0]?.code ?? ''}, ${inZones}, ${outside}, ${requirements.skills}, ${requirements.need},
      ${requirements.languages}, ${requirements.languagesMatch === 'any'}, ${requirements.vehicle},
      ${slot === null ? 0 : bitOf(slot)}, ${requirements.without}, ${restedBy(coolOffSeconds)}, ${rank},
      ${howManyToRead(requirements, limit, pace, areRare)}, ${traits.every}, ${traits.zones}, ${traits.needs}, ${traits.languages},
      ${pace.mostPossible}, ${limit}, ${locking})`.execute(db);
  // Who fitted among the first of a list comes again with those found after them.
  const found = new Map(rows.map((row) => [row.volunteer_id, row]));
  return [...found.values()]
    .map((row) => ({
      volunteerId: row.volunteer_id,
      openOffers: row.open_offers,
      // What stands for «never», the infinite past, is no Date.
      lastOfferedAt: row.last_offered_at instanceof Date ? row.last_offered_at : null,
      neighbouring,
    }))
    .sort(compareCandidates(ranking))
    .slice(0, limit);
}

/** A smallint's: nobody has as many. */
const mostOpenOffers = 32_767;

/**
 * Six times as many candidates as chance would need for the first `limit` who fit, if who has one of the skills were
 * as likely as others to have another, and half of them met each other requirement; null, to the list's end, where it is
 * short. Only a matter of time: who is found does not depend on it.
 */
function howManyToRead(required: Requirements, limit: number, { mostRead }: Pace, areRare: boolean): number | null {
  const [list, ...others] = required.lists;
  const everybody = others.at(-1)?.length ?? 0;
  if (list === undefined || list.length <= mostRead / 2) return null;
  if (areRare) return 0;
  const bySkills = others.reduce((rows, { length }) => (rows * everybody) / Math.max(length, 1), 1);
  const more = [true, required.languages.length > 0, required.vehicle, required.slot !== null].filter(Boolean).length;
  return Math.min(mostRead, 6 * limit * Math.ceil(bySkills * 2 ** more));
}

/** The latest last offer of whoever can be asked; without a cool-off, any. */
export function restedBy(coolOffSeconds: number) {
  return coolOffSeconds === 0
    ? sql<Date>`'infinity'::timestamptz`
    : sql<Date>`now() - make_interval(secs => ${coolOffSeconds})`;
}
