import { sql } from 'kysely';
import type { Db } from './database.ts';
import { queueForOperators } from './ledger.ts';

export type DigestClaim = { kind: 'claimed'; emailIds: string[] } | { kind: 'too_soon'; waitMs: number };

type Announcement = { municipalityId: string; requestId: string; reason: 'new' | 'late'; mailDomain: string };

/**
 * Claims one digest for everything of the Comune that waits to be announced, new and late, unless its last digest is
 * too recent. The Comune's row is locked, so two runs never claim at once.
 *
 * A run that claimed a digest gets the same emails when it asks again; a run whose request stands in another's digest
 * gets none: that other run sends them.
 */
export async function claimDigest(db: Db, announcement: Announcement): Promise<DigestClaim> {
  const { municipalityId, requestId, reason, mailDomain } = announcement;
  return await db.transaction().execute(async (tx): Promise<DigestClaim> => {
    const { digest_interval_seconds } = await tx
      .selectFrom('municipality')
      .select('digest_interval_seconds')
      .where('id', '=', municipalityId)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow();

    const own = await tx
      .selectFrom('digest')
      .select('id')
      .where('claimed_by', '=', requestId)
      .where('reason', '=', reason)
      .executeTakeFirst();
    if (own !== undefined) return { kind: 'claimed', emailIds: await queueEmails(tx, own.id, announcement) };

    if (reason === 'late') await markLate(tx, requestId);
    if (!(await isUnannounced(tx, announcement))) return { kind: 'claimed', emailIds: [] };

    const waitMs = await findWait(tx, municipalityId, digest_interval_seconds * 1000);
    if (waitMs > 0) return { kind: 'too_soon', waitMs };

    const { id } = await tx
      .insertInto('digest')
      .values({ municipality_id: municipalityId, claimed_by: requestId, reason })
      .returning('id')
      .executeTakeFirstOrThrow();
    await fillDigest(tx, id, municipalityId);
    return { kind: 'claimed', emailIds: await queueEmails(tx, id, { municipalityId, mailDomain }) };
  });
}

/** Late is a request that nobody has decided when the durable timer ends; once late it stays marked. */
async function markLate(tx: Db, requestId: string): Promise<void> {
  await tx
    .updateTable('help_request')
    .set({ late_at: sql`now()` })
    .where('id', '=', requestId)
    .where('late_at', 'is', null)
    .where('status', 'in', ['submitted', 'awaiting_operator'])
    .execute();
}

async function isUnannounced(tx: Db, { requestId, reason }: Announcement): Promise<boolean> {
  const request = await tx
    .selectFrom('help_request')
    .select(['announced_in', 'late_at', 'announced_late_in'])
    .where('id', '=', requestId)
    .where('status', 'in', ['submitted', 'awaiting_operator'])
    .executeTakeFirst();
  if (request === undefined) return false;
  return reason === 'new'
    ? request.announced_in === null
    : request.late_at !== null && request.announced_late_in === null;
}

async function findWait(tx: Db, municipalityId: string, intervalMs: number): Promise<number> {
  const last = await tx
    .selectFrom('digest')
    .select(sql<number>`extract(epoch from clock_timestamp() - created_at) * 1000`.as('age_ms'))
    .where('municipality_id', '=', municipalityId)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last === undefined ? 0 : Math.ceil(intervalMs - Number(last.age_ms));
}

/** What is decided already needs no announcement; the same words stand in the indexes' conditions. */
const stillOpen = sql`('submitted', 'awaiting_operator')`;

async function fillDigest(tx: Db, digestId: string, municipalityId: string): Promise<void> {
  await sql`
    with announced as (
      update help_request set announced_in = ${digestId}
      where municipality_id = ${municipalityId} and announced_in is null and status in ${stillOpen}
      returning municipality_id, id
    )
    insert into timeline_entry (municipality_id, request_id, event)
    select municipality_id, id, 'announced' from announced`.execute(tx);
  await sql`
    with announced as (
      update help_request set announced_late_in = ${digestId}
      where municipality_id = ${municipalityId} and late_at is not null and announced_late_in is null
        and status in ${stillOpen}
      returning municipality_id, id
    )
    insert into timeline_entry (municipality_id, request_id, event)
    select municipality_id, id, 'announced_late' from announced`.execute(tx);
}

async function queueEmails(
  tx: Db,
  digestId: string,
  { municipalityId, mailDomain }: { municipalityId: string; mailDomain: string },
): Promise<string[]> {
  return await queueForOperators(tx, {
    kind: 'new_requests_to_operator',
    municipalityId,
    digestId,
    round: 0,
    mailDomain,
  });
}
