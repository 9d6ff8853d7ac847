import { z } from 'zod';

export const offerStates = ['open', 'accepted', 'declined', 'undeliverable', 'closed'] as const;
export type OfferState = (typeof offerStates)[number];

/** Why this volunteer, at the moment of choosing; stored with the offer. */
export const offerReasons = z.object({
  openOffers: z.int().nonnegative(),
  lastOfferedAt: z.iso.datetime().nullable(),
  zone: z.string(),
  skills: z.array(z.string()),
});
export type OfferReasons = z.infer<typeof offerReasons>;
