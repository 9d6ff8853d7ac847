import type pg from 'pg';

export type Turn = { allowed: true } | { allowed: false; retryAfterSeconds: number };

/** Counts wrong tries, and makes those who go on wait longer and longer. */
export type WrongTries = {
  /** Counts a try before it is made, so that many at once can't all pass. */
  take(key: Buffer, freeTries: number): Promise<Turn>;
  /** A right one: what was wrong before is forgotten. */
  clear(key: Buffer): Promise<void>;
};

/** The first wait; each further wrong try doubles it, up to an hour (2⁶ minutes, cut). */
const firstWaitSeconds = 60;
const longestWaitSeconds = 60 * 60;
const doublings = 6;
/** A day without any try, and counting begins anew; the longest wait is far shorter. */
const forgottenAfterHours = 24;

/** @param pool with the sign-in tables in its search path, so that every web process counts the same */
export function createWrongTries(pool: pg.Pool): WrongTries {
  return {
    async take(key, freeTries) {
      const { rows } = await pool.query<{ wait: number }>(
        // Who was forgotten goes on the way; «skip locked», so that two at once don't wait. A key that is locked is not
        // updated and so returns no row.
        `with forgotten as (
           delete from "wrongTries" where "key" in (
             select "key" from "wrongTries"
             where "lastAt" < now() - make_interval(hours => $3) and "key" <> $1 for update skip locked)
         )
         insert into "wrongTries" as w ("key", "count", "lastAt") values ($1, 1, now())
         on conflict ("key") do update set
           "count" = case when w."lastAt" < now() - make_interval(hours => $3) then 1
                          else least(w."count" + 1, $2 + 1000) end,
           "lastAt" = now(),
           "lockedUntil" = case
             when w."count" + 1 >= $2 and w."lastAt" >= now() - make_interval(hours => $3)
             then now() + make_interval(secs => least($5, $4 * power(2, least(w."count" + 1 - $2, $6)))) end
         where w."lockedUntil" is null or w."lockedUntil" <= now()
         returning 0 as wait`,
        [key, freeTries, forgottenAfterHours, firstWaitSeconds, longestWaitSeconds, doublings],
      );
      if (rows.length > 0) return { allowed: true };
      const { rows: locked } = await pool.query<{ wait: number }>(
        `select ceil(extract(epoch from "lockedUntil" - now()))::int as wait from "wrongTries" where "key" = $1`,
        [key],
      );
      return { allowed: false, retryAfterSeconds: Math.max(1, locked[0]?.wait ?? 1) };
    },
    async clear(key) {
      await pool.query(`delete from "wrongTries" where "key" = $1`, [key]);
    },
  };
}
