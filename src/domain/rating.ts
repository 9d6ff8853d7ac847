import { z } from 'zod';
import { paragraph } from './text.ts';

/** What can be rated: asking for help, and registering as a volunteer. */
export const ratedServices = ['request', 'registration'] as const;
export type RatedService = (typeof ratedServices)[number];

/** The five answers of the model's question that follows, what was liked or where it was hard, in its order. */
export const ratingAnswers = ['clear', 'complete', 'oriented', 'no_problems', 'other'] as const;
export type RatingAnswer = (typeof ratingAnswers)[number];

export const mostStars = 5;
/** From here on the model asks what was liked, below it where it was hard (C.SE.1.7). */
export const likedFrom = 4;
/** The model's own limit. */
const longestComment = 200;

const answer = z.preprocess((chosen) => (chosen === '' ? null : chosen), z.enum(ratingAnswers).nullable());

/**
 * A rating as its form sends it: both questions are in the page, and the one that the stars ask for counts. Only the
 * stars are asked for.
 */
export const ratingForm = z
  .object({
    stars: z
      .string()
      .regex(/^[1-5]$/, 'validation.choose')
      .transform(Number),
    liked: answer,
    hard: answer,
    comment: z
      .string()
      .transform((typed) => (typed.trim() === '' ? null : typed))
      .pipe(paragraph(longestComment).nullable()),
  })
  .transform(({ stars, liked, hard, comment }) => ({ stars, answer: stars >= likedFrom ? liked : hard, comment }));
export type Rating = z.infer<typeof ratingForm>;

/** The ratings of a period: how many of each number of stars, and what people chose and wrote, the newest first. */
export type Ratings = {
  /** How many gave so many stars, from one to five. */
  counts: number[];
  opinions: (Rating & { day: string; service: RatedService })[];
};

export function countRatings({ counts }: Ratings): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** @returns stars, with a fraction; undefined where nobody has rated */
export function averageStars(ratings: Ratings): number | undefined {
  const count = countRatings(ratings);
  return count === 0 ? undefined : ratings.counts.reduce((sum, one, i) => sum + one * (i + 1), 0) / count;
}
