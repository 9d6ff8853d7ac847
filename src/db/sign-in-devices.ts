import type pg from 'pg';

/** The browsers in which people have signed in, by what their cookie's secret hashes to. */
export type KnownDevices = {
  /** Whether the person of this address has signed in there; the same question for an address that nobody has. */
  isKnown(secretHash: Buffer, email: string): Promise<boolean>;
  isKnownTo(secretHash: Buffer, userId: string): Promise<boolean>;
  /** The person has signed in; the browser gets a new secret, so what was known by the old one is known by this one. */
  remember(device: { userId: string; secretHash: Buffer; before: Buffer | undefined }): Promise<void>;
  /** Every browser of a person but one, or all. */
  forget(userId: string, except: Buffer | undefined): Promise<void>;
};

/** @param keptDays for how long after a sign-in a browser is known */
export function createKnownDevices(pool: pg.Pool, { keptDays }: { keptDays: number }): KnownDevices {
  const live = `"signedInAt" > now() - make_interval(days => ${Math.trunc(keptDays)})`;
  return {
    async isKnown(secretHash, email) {
      const { rowCount } = await pool.query(
        `select 1 from "knownDevice" join "user" u on u."id" = "userId"
         where "secretHash" = $1 and u."email" = $2 and ${live}`,
        [secretHash, email],
      );
      return rowCount === 1;
    },
    async isKnownTo(secretHash, userId) {
      const { rowCount } = await pool.query(
        `select 1 from "knownDevice" where "secretHash" = $1 and "userId" = $2 and ${live}`,
        [secretHash, userId],
      );
      return rowCount === 1;
    },
    async remember({ userId, secretHash, before }) {
      if (before !== undefined) {
        await pool.query(`update "knownDevice" set "secretHash" = $2 where "secretHash" = $1`, [before, secretHash]);
      }
      await pool.query(
        `with forgotten as (delete from "knownDevice" where "userId" = $2 and "secretHash" <> $1 and not (${live}))
         insert into "knownDevice" ("secretHash", "userId", "signedInAt") values ($1, $2, now())
         on conflict ("secretHash", "userId") do update set "signedInAt" = excluded."signedInAt"`,
        [secretHash, userId],
      );
    },
    async forget(userId, except) {
      await pool.query(`delete from "knownDevice" where "userId" = $1 and "secretHash" is distinct from $2`, [
        userId,
        except ?? null,
      ]);
    },
  };
}
