/** What volunteers are ranked by; a Comune puts them in its own order, and ties fall to the id. */
export const rankingCriteria = ['open_offers', 'last_offered', 'zone'] as const;
export type RankingCriterion = (typeof rankingCriteria)[number];

/** A volunteer who fits a request, with what their rank depends on. */
export type Candidate = { volunteerId: string; openOffers: number; lastOfferedAt: Date | null };

/**
 * The order in which volunteers are asked: fewest open offers, then longest without an offer (never is longest), then
 * their id, so that the same situation always gives the same five. The selection's ORDER BY says the same in SQL.
 */
export function compareCandidates(a: Candidate, b: Candidate): number {
  return (
    a.openOffers - b.openOffers ||
    (a.lastOfferedAt?.getTime() ?? Number.NEGATIVE_INFINITY) -
      (b.lastOfferedAt?.getTime() ?? Number.NEGATIVE_INFINITY) ||
    (a.volunteerId < b.volunteerId ? -1 : a.volunteerId > b.volunteerId ? 1 : 0)
  );
}

/** What a volunteer must meet to be asked; `free` is being below the open offers they allow. */
export type Requirement = { kind: 'zone'; code: string } | { kind: 'skill'; code: string } | { kind: 'free' };

/** How many volunteers fit, and how many would without one requirement. */
export type Narrowing = { eligible: number; without: { requirement: Requirement; eligible: number }[] };

/** The requirement whose removal would free most volunteers; undefined where none would free any. */
export function narrowestRequirement({ eligible, without }: Narrowing): Requirement | undefined {
  const freed = without.filter((one) => one.eligible > eligible);
  return freed.reduce<(typeof freed)[number] | undefined>(
    (most, one) => (most === undefined || one.eligible > most.eligible ? one : most),
    undefined,
  )?.requirement;
}
