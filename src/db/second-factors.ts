import type pg from 'pg';
import { z } from 'zod';

/** What better-auth's plugin does not do itself with a person's second factor. */
export type SecondFactors = {
  /** Spends a code of the app: false where it was spent already, as somebody who looked on would try. */
  spendCode(userId: string, code: string): Promise<boolean>;
  /** In place of the old ones, which are worth nothing then. */
  storeRecoveryCodes(userId: string, hashes: readonly string[]): Promise<void>;
  countRecoveryCodes(userId: string): Promise<number>;
  /** How many of these people have none. */
  countWithout(userIds: readonly string[]): Promise<number>;
  /** Takes the second factor away, by an administrator. */
  remove(userId: string): Promise<void>;
};

/** A code is right in its own half minute, the one before and the one after: two minutes are longer than that. */
const spentForSeconds = 120;

const recoveryCodes = z.string().array();

/** @param pool with the sign-in tables in its search path */
export function createSecondFactors(pool: pg.Pool): SecondFactors {
  return {
    async spendCode(userId, code) {
      const { rowCount } = await pool.query(
        `with forgotten as (
           delete from "usedCode"
           where "userId" = $1 and "code" <> $2 and "usedAt" < now() - make_interval(secs => $3)
         )
         insert into "usedCode" as u ("userId", "code", "usedAt") values ($1, $2, now())
         on conflict ("userId", "code") do update set "usedAt" = now()
         where u."usedAt" < now() - make_interval(secs => $3)`,
        [userId, code, spentForSeconds],
      );
      return rowCount === 1;
    },
    async storeRecoveryCodes(userId, hashes) {
      await pool.query(`update "twoFactor" set "backupCodes" = $2 where "userId" = $1`, [
        userId,
        JSON.stringify(hashes),
      ]);
    },
    async countRecoveryCodes(userId) {
      const { rows } = await pool.query<{ backupCodes: string }>(
        `select "backupCodes" from "twoFactor" where "userId" = $1`,
        [userId],
      );
      return rows[0] === undefined ? 0 : recoveryCodes.parse(JSON.parse(rows[0].backupCodes)).length;
    },
    async countWithout(userIds) {
      const { rows } = await pool.query<{ count: number }>(
        `select count(*)::int as count from "user" where "id" = any($1) and not "twoFactorEnabled"`,
        [userIds],
      );
      return rows[0]?.count ?? 0;
    },
    async remove(userId) {
      await pool.query(
        `with removed as (delete from "twoFactor" where "userId" = $1)
         update "user" set "twoFactorEnabled" = false where "id" = $1`,
        [userId],
      );
    },
  };
}
