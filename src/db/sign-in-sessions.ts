import type pg from 'pg';

/** A session of a person, as they see it themselves; its token never leaves `src/sign-in`. */
export type SessionRow = { id: string; startedAt: Date; lastSeenAt: Date; browser: string };

/** Reads and ends sessions of better-auth's table, where `updatedAt` is when the session was last used. */
export type Sessions = {
  /** The live ones of a person, the one used last first. */
  list(userId: string): Promise<SessionRow[]>;
  markSeen(id: string, at: Date): Promise<void>;
  /** @returns whether the person had such a session */
  end(userId: string, id: string): Promise<boolean>;
  /** Ends all of a person's sessions but one, or all; and every sign-in that still waits for its code. */
  endAll(userId: string, except: string | undefined): Promise<number>;
  /** Clears those of a person that are over. */
  clearEnded(userId: string): Promise<void>;
};

/** @param idleSeconds after which an unused session is over */
export function createSessions(pool: pg.Pool, { idleSeconds }: { idleSeconds: number }): Sessions {
  const live = `"expiresAt" > now() and "updatedAt" > now() - make_interval(secs => ${Math.trunc(idleSeconds)})`;
  return {
    async list(userId) {
      const { rows } = await pool.query<SessionRow>(
        `select "id", "createdAt" as "startedAt", "updatedAt" as "lastSeenAt", coalesce("userAgent", '') as browser
         from "session" where "userId" = $1 and ${live} order by "updatedAt" desc, "id"`,
        [userId],
      );
      return rows;
    },
    async markSeen(id, at) {
      await pool.query(`update "session" set "updatedAt" = $2 where "id" = $1 and "updatedAt" < $2`, [id, at]);
    },
    async end(userId, id) {
      const { rowCount } = await pool.query(`delete from "session" where "userId" = $1 and "id" = $2`, [userId, id]);
      return rowCount === 1;
    },
    async endAll(userId, except) {
      const { rowCount } = await pool.query(
        `with waiting as (delete from "verification" where "value" = $1 and "identifier" like '2fa-%')
         delete from "session" where "userId" = $1 and "id" is distinct from $2`,
        [userId, except ?? null],
      );
      return rowCount ?? 0;
    },
    async clearEnded(userId) {
      await pool.query(`delete from "session" where "userId" = $1 and not (${live})`, [userId]);
    },
  };
}
