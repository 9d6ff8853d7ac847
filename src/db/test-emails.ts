import { sql } from 'kysely';
import type { Db } from './database.ts';

/** Who presses again waits for the first to arrive: nobody can have the service send without end. */
const pauseSeconds = 60;

/**
 * Queues an email to the administrator themselves; `delivery.startLetter` starts its run once this is committed, and the
 * monitor does where that fails.
 * @returns the email's id; undefined where the last one is less than a minute old
 */
export async function queueTestEmail(
  db: Db,
  { municipalityId, id: operatorId }: { municipalityId: string; id: string },
  mailDomain: string,
): Promise<string | undefined> {
  // Of two that are asked for at once the round lets one in.
  const { rows } = await sql<{ id: string }>`
    insert into email (id, municipality_id, kind, subject_id, recipient_id, round, operator_id, message_id)
    select fresh.id, ${municipalityId}::uuid, 'test_to_operator', ${operatorId}::uuid, ${operatorId}::uuid,
      coalesce(last.round, 0) + 1, ${operatorId}::uuid, '<' || fresh.id || '@' || ${mailDomain}::text || '>'
    from (select uuidv7() as id) fresh
    left join lateral (
      select round, created_at from email where operator_id = ${operatorId}::uuid order by round desc limit 1
    ) last on true
    where last.created_at is null or last.created_at < now() - make_interval(secs => ${sql.lit(pauseSeconds)})
    on conflict (kind, subject_id, recipient_id, round) do nothing
    returning id`.execute(db);
  return rows[0]?.id;
}
