import { sql } from 'kysely';
import type { Db } from './database.ts';

/**
 * A used or expired link or invitation says so for a month, in which somebody may still open an old email; then it is one
 * that nobody knows. Its letter goes with it: what the volunteer's page tells of emails is a month's, too.
 */
export const keptDays = 30;
/** What one round takes on, so that its transaction is short; the next round takes the rest. */
const pageSize = 500;

/** Clears links and invitations that are long over, and volunteers' sessions as soon as they are. @returns how many */
export async function clearSpentLinks(db: Db): Promise<number> {
  const links = await sql`
    delete from volunteer_link where id in (
      select id from volunteer_link where expires_at < now() - make_interval(days => ${sql.lit(keptDays)})
      order by expires_at limit ${sql.lit(pageSize)} for update skip locked)`.execute(db);
  const invitations = await sql`
    delete from invitation where id in (
      select id from invitation where expires_at < now() - make_interval(days => ${sql.lit(keptDays)})
      order by expires_at limit ${sql.lit(pageSize)} for update skip locked)`.execute(db);
  const sessions = await sql`
    delete from volunteer_session where secret_hash in (
      select secret_hash from volunteer_session where expires_at < now()
      order by expires_at limit ${sql.lit(pageSize)} for update skip locked)`.execute(db);
  return [links, invitations, sessions].reduce(
    (cleared, { numAffectedRows }) => cleared + Number(numAffectedRows ?? 0n),
    0,
  );
}
