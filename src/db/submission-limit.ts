import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';

/** Whether one more public submission is allowed, and if not, when to come back. */
export type SubmissionLimit = (from: {
  address: string;
  telephone: string;
}) => Promise<{ allowed: true } | { allowed: false; retryAfterSeconds: number }>;

/** From one telephone a person in need asks a few times a day; more is a mistake or a joke. */
const perTelephoneADay = 5;

/**
 * Counts public submissions in PostgreSQL, so that every web process counts the same.
 * Addresses and telephones are kept only as keyed hashes, and forgotten with their window.
 * @param perAddressAnHour 0 turns both limits off
 */
export function createSubmissionLimit(
  pool: pg.Pool,
  { perAddressAnHour, secret }: { perAddressAnHour: number; secret: string },
): SubmissionLimit {
  if (perAddressAnHour === 0) return async () => ({ allowed: true });
  const table = { storeClient: pool, storeType: 'pool', tableName: 'submission_limit', tableCreated: true };
  const byAddress = new RateLimiterPostgres({
    ...table,
    keyPrefix: 'address',
    points: perAddressAnHour,
    duration: 60 * 60,
  });
  const byTelephone = new RateLimiterPostgres({
    ...table,
    keyPrefix: 'telephone',
    points: perTelephoneADay,
    duration: 24 * 60 * 60,
  });
  const hash = (value: string) => createHmac('sha256', secret).update(value).digest('base64url');

  return async ({ address, telephone }) => {
    try {
      await byAddress.consume(hash(address));
      await byTelephone.consume(hash(telephone));
      return { allowed: true };
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)) };
    }
  };
}
