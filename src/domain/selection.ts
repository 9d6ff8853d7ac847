import { z } from 'zod';
import { slot } from './availability.ts';
import { paragraph } from './text.ts';

/** What volunteers are ranked by; a Comune puts them in its own order, and ties fall to the id. */
export const rankingCriteria = ['open_offers', 'last_offered', 'zone'] as const;
export type RankingCriterion = (typeof rankingCriteria)[number];

/** A volunteer who fits a request, with what their rank depends on. */
export type Candidate = {
  volunteerId: string;
  openOffers: number;
  lastOfferedAt: Date | null;
  /** Whether they cover only a zone beside the request's. */
  neighbouring: boolean;
};

const differences: Record<RankingCriterion, (a: Candidate, b: Candidate) => number> = {
  /** Fewest open offers first. */
  open_offers: (a, b) => a.openOffers - b.openOffers,
  /** Longest without an offer first; never is longest. */
  last_offered: (a, b) => {
    const [one, other] = [a, b].map(({ lastOfferedAt }) => lastOfferedAt?.getTime() ?? Number.NEGATIVE_INFINITY);
    return one === other || one === undefined || other === undefined ? 0 : one - other;
  },
  /** The request's own zone before those beside it. */
  zone: (a, b) => Number(a.neighbouring) - Number(b.neighbouring),
};

/**
 * The order in which volunteers are asked: by the Comune's criteria one after the other, then by id, so that the same
 * situation always gives the same five.
 */
export function compareCandidates(ranking: readonly RankingCriterion[]): (a: Candidate, b: Candidate) => number {
  return (a, b) => {
    for (const criterion of ranking) {
      const difference = differences[criterion](a, b);
      if (difference !== 0) return difference;
    }
    return a.volunteerId < b.volunteerId ? -1 : a.volunteerId > b.volunteerId ? 1 : 0;
  };
}

/**
 * What a volunteer must meet to be asked, each for itself. `rested` is the Comune's pause between two offers; `free` is
 * being below the open offers they allow.
 */
const requirement = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('zone'), code: z.string() }),
  z.object({ kind: z.literal('need'), code: z.string() }),
  z.object({ kind: z.literal('skill'), code: z.string() }),
  z.object({ kind: z.literal('languages'), codes: z.array(z.string()), match: z.enum(['any', 'all']) }),
  z.object({ kind: z.literal('vehicle') }),
  z.object({ kind: z.literal('time'), slot }),
  z.object({ kind: z.literal('rested') }),
  z.object({ kind: z.literal('free') }),
]);
export type Requirement = z.infer<typeof requirement>;

const countedRequirements = z.array(z.object({ requirement, eligible: z.int().nonnegative() }));

/** How many volunteers fit, how many were left after each requirement, and how many would fit without one of them. */
export const narrowing = z.object({
  eligible: z.int().nonnegative(),
  left: countedRequirements,
  without: countedRequirements,
  /** Whether the Comune has more volunteers than were counted for this. */
  partial: z.boolean(),
});
export type Narrowing = z.infer<typeof narrowing>;

/** Numbers beyond this are said as «more than»: nobody chooses otherwise for knowing them. */
export const mostSaid = 1_000;

/** What an operator decides by hand for one request: somebody is left out of it, or asked before all others. */
export const choiceKinds = ['excluded', 'included'] as const;
export type ChoiceKind = (typeof choiceKinds)[number];
/** Why, in the operator's words; as the table's CHECK has it. */
export const choiceNote = paragraph(500);

/** The requirement whose removal would free most volunteers; undefined where none would free any. */
export function narrowestRequirement({
  eligible,
  without,
}: Pick<Narrowing, 'eligible' | 'without'>): Requirement | undefined {
  const freed = without.filter((one) => one.eligible > eligible);
  return freed.reduce<(typeof freed)[number] | undefined>(
    (most, one) => (most === undefined || one.eligible > most.eligible ? one : most),
    undefined,
  )?.requirement;
}
