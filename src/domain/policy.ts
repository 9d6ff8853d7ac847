import { z } from 'zod';

/**
 * How many and how long: the Comune's settings, read when a run starts and kept by it. All durations in milliseconds,
 * so that a test can pass small ones.
 */
export const policy = z.object({
  /** Volunteers told of one request, at most 5. */
  volunteers: z.int().min(1).max(5),
  /** After how long without a decision the request is announced again. */
  lateAfterMs: z.int().positive(),
  /** How long a refused (4xx) or unreachable server is asked again, counted from the first attempt. */
  mailRetryMs: z.int().positive(),
  /** The first pause between two attempts of an email; it doubles up to a tenth of `mailRetryMs`. */
  mailFirstPauseMs: z.int().positive(),
  /** A worker that says nothing of an email for this long is taken for dead. */
  heartbeatMs: z.int().positive(),
});
export type Policy = z.infer<typeof policy>;

/** What of it concerns one email. */
export type MailPolicy = Pick<Policy, 'mailRetryMs' | 'mailFirstPauseMs' | 'heartbeatMs'>;
