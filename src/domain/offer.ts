import { z } from 'zod';
import { slot } from './availability.ts';

export const offerStates = ['open', 'accepted', 'declined', 'undeliverable', 'closed'] as const;
export type OfferState = (typeof offerStates)[number];

/** Why this volunteer, at the moment of choosing; stored with the offer. What has a default came later than offers did. */
export const offerReasons = z.object({
  openOffers: z.int().nonnegative(),
  lastOfferedAt: z.iso.datetime().nullable(),
  zone: z.string(),
  /** Whether they cover only a zone beside the request's. */
  neighbouring: z.boolean().default(false),
  skills: z.array(z.string()),
  languages: z.array(z.string()).default([]),
  vehicle: z.boolean().default(false),
  /** When they had to be free. */
  time: slot.nullable().default(null),
  /** Chosen by an operator, whether or not they meet the requirements: then none is listed here. */
  byHand: z.boolean().default(false),
});
export type OfferReasons = z.infer<typeof offerReasons>;
