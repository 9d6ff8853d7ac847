import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';

/** Whether one more public submission is allowed, and if not, when to come back. */
export type SubmissionLimit = (from: {
  address: string;
  telephone: string;
}) => Promise<{ allowed: true } | { allowed: false; retryAfterSeconds: number }>;

/** Whether one more link to a volunteer's own page may be asked for, and if not, when to come back. */
export type EntryLimit = (from: { address: string; email: string }) => ReturnType<SubmissionLimit>;

/** Whether one more rating that nobody can be asked about is taken, and if not, when to come back. */
export type RatingLimit = (from: { address: string }) => ReturnType<SubmissionLimit>;

/**
 * Whether a program may make one more call with its key within the hour, and, where it submits, for this telephone; if
 * not, when to come back.
 */
export type ApiKeyLimit = (key: { id: string; perHour: number; telephone?: string }) => ReturnType<SubmissionLimit>;

/** From one telephone a person in need asks a few times a day; more is a mistake or a joke. */
const perTelephoneADay = 5;

/**
 * Who helps enters a few times a day at most; more would fill somebody's mailbox. Every address is counted, a
 * volunteer's or not, so that the limit doesn't tell the two apart either.
 */
const linksToOneEmailADay = 10;

const anHour = 60 * 60;
const aDay = 24 * anHour;

type LimitOptions = {
  /** 0 turns both limits off */
  perAddressAnHour: number;
  secret: string;
};

/** Counts public submissions: from one address an hour, from one telephone a day. */
export function createSubmissionLimit(pool: pg.Pool, options: LimitOptions): SubmissionLimit {
  const { countOf, consume } = openCounts(pool, options);
  const byAddress = countOf('address', options.perAddressAnHour, anHour);
  const byTelephone = countOf('telephone', perTelephoneADay, aDay);
  return ({ address, telephone }) => consume([byAddress, address], [byTelephone, telephone]);
}

/** Counts links that are asked for: from one address an hour, to one email address a day. */
export function createEntryLimit(pool: pg.Pool, options: LimitOptions): EntryLimit {
  const { countOf, consume } = openCounts(pool, options);
  const byAddress = countOf('entry_address', options.perAddressAnHour, anHour);
  const byEmail = countOf('entry_email', linksToOneEmailADay, aDay);
  return ({ address, email }) => consume([byAddress, address], [byEmail, email.toLowerCase()]);
}

/** Counts ratings from one address an hour. */
export function createRatingLimit(pool: pg.Pool, options: LimitOptions): RatingLimit {
  const { countOf, consume } = openCounts(pool, options);
  const byAddress = countOf('rating_address', options.perAddressAnHour, anHour);
  return ({ address }) => consume([byAddress, address]);
}

/**
 * Counts calls with a key an hour, always, and what it submits from one telephone a day, with what the public form
 * submits, where that is limited.
 */
export function createApiKeyLimit(pool: pg.Pool, options: LimitOptions): ApiKeyLimit {
  const { countOf, consume, hash } = openCounts(pool, options);
  // Each key has a limit of its own, so what is counted is compared here and not by the counter.
  const byKey = countOf('api_key', Number.MAX_SAFE_INTEGER, anHour);
  const byTelephone = countOf('telephone', perTelephoneADay, aDay);
  return async ({ id, perHour, telephone }) => {
    const { consumedPoints, msBeforeNext } = await byKey.consume(hash(id));
    if (consumedPoints > perHour) return refuse(msBeforeNext);
    return telephone === undefined ? { allowed: true } : await consume([byTelephone, telephone]);
  };
}

/**
 * Counts in PostgreSQL, so that every web process counts the same. What is counted is kept only as keyed hashes, and
 * forgotten with its window.
 */
function openCounts(pool: pg.Pool, { perAddressAnHour, secret }: LimitOptions) {
  const table = { storeClient: pool, storeType: 'pool', tableName: 'submission_limit', tableCreated: true };
  const hash = (value: string) => createHmac('sha256', secret).update(value).digest('base64url');
  return {
    hash,
    countOf: (keyPrefix: string, points: number, duration: number) =>
      new RateLimiterPostgres({ ...table, keyPrefix, points, duration }),

    async consume(...each: [RateLimiterPostgres, string][]): ReturnType<SubmissionLimit> {
      if (perAddressAnHour === 0) return { allowed: true };
      try {
        for (const [limiter, value] of each) await limiter.consume(hash(value));
        return { allowed: true };
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return refuse(refusal.msBeforeNext);
      }
    },
  };
}

function refuse(msBeforeNext: number) {
  return { allowed: false as const, retryAfterSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)) };
}
