import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/** Whether somebody may try to sign in once more, and if not, when. */
export type SignInLimit = {
  /** Counts a try before it is made, so that many at once can't all pass. */
  take(address: string): Promise<{ allowed: true } | { allowed: false; retryAfterSeconds: number }>;
  /** Takes back a try that succeeded: only wrong ones count. */
  giveBack(address: string): Promise<void>;
};

/**
 * Counts tries to sign in by address, in PostgreSQL, so that every web process counts the same, in a table of
 * better-auth's. Its own limiter is not used: it counts right passwords too, and starts a new window only after one
 * without any try, so that an office behind one address, or a test suite, would lock itself out.
 * @param pool with the sign-in tables in its search path
 */
export function createSignInLimit(
  pool: pg.Pool,
  { tries, windowMs }: { tries: number; windowMs: number },
): SignInLimit {
  const keyOf = (address: string) => `sign-in:${address}`;
  return {
    async take(address) {
      const now = Date.now();
      // "lastRequest" holds when the window began.
      const { rows } = await pool.query<{ count: number; lastRequest: string }>(
        // Addresses whose window is over are forgotten on the way; «skip locked», so that two at once don't wait.
        `with forgotten as (
           delete from "rateLimit" where "id" in (
             select "id" from "rateLimit" where "lastRequest" <= $4 and "key" <> $2 for update skip locked)
         )
         insert into "rateLimit" as r ("id", "key", "count", "lastRequest") values ($1, $2, 1, $3)
         on conflict ("key") do update set
           "count" = case when r."lastRequest" <= $4 then 1 else least(r."count" + 1, $5) end,
           "lastRequest" = case when r."lastRequest" <= $4 then $3 else r."lastRequest" end
         returning "count", "lastRequest"`,
        [randomUUID(), keyOf(address), now, now - windowMs, tries + 1],
      );
      const row = rows[0];
      if (row === undefined || row.count <= tries) return { allowed: true };
      const waitMs = Number(row.lastRequest) + windowMs - now;
      return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
    },
    async giveBack(address) {
      await pool.query(`update "rateLimit" set "count" = greatest("count" - 1, 0) where "key" = $1`, [keyOf(address)]);
    },
  };
}
