import { z } from 'zod';
import { wholeNumber } from './whole-number.ts';

/**
 * «Conservazione» as its form sends it, in days for both outcomes: a month has 28 to 31 of them, and a day is what a
 * person can count. The limits are the table's own: a discarded request is there a day at least, so that it can be
 * restored, and a dispatched one a month, so that the volunteers have settled it.
 */
export const retentionForm = z.object({
  discardedDays: wholeNumber(1, 365, 'settings.limits.discardedDays'),
  dispatchedDays: wholeNumber(30, 3_650, 'settings.limits.dispatchedDays'),
});
/** How many days a request is kept after it was discarded, or dispatched. */
export type Retention = z.infer<typeof retentionForm>;
