import { sql } from 'kysely';
import type { Db } from './database.ts';
import { forMunicipality } from './municipality-scope.ts';

/** A head as it was told outside on a day, `YYYY-MM-DD`. */
export type StoredAnchor = { day: string; batchNumber: number; hash: Buffer };

/** A head to be told, with the email that tells it; none where the Comune has named nobody to write to. */
export type NewAnchor = StoredAnchor & { municipalityId: string; emailId: string | undefined };

/**
 * Notes today's head in each Comune where it is another than the last one told, and queues its email in the same
 * transaction; asked again on the same day, it finds nothing to do.
 * @param day the calendar's day in Italy, `YYYY-MM-DD`
 */
export async function anchorAudits(db: Db, { day, mailDomain }: { day: string; mailDomain: string }) {
  const { rows } = await sql<{ id: string }>`select id from municipalities_to_anchor(${day}) found (id)`.execute(db);
  const anchors: NewAnchor[] = [];
  for (const { id } of rows) {
    const anchor = await forMunicipality(id, () => anchorAudit(db, { municipalityId: id, day, mailDomain }));
    if (anchor !== undefined) anchors.push(anchor);
  }
  return anchors;
}

async function anchorAudit(
  db: Db,
  { municipalityId, day, mailDomain }: { municipalityId: string; day: string; mailDomain: string },
): Promise<NewAnchor | undefined> {
  return await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string }>`select id from anchor_audit(${day}) made (id)`.execute(tx);
    const [made] = rows;
    if (made === undefined) return undefined;
    const anchorId = made.id;
    const anchor = await tx
      .selectFrom('audit_anchor')
      .select(['day', 'batch_number as batchNumber', 'hash'])
      .where('id', '=', anchorId)
      .executeTakeFirstOrThrow();
    return {
      ...anchor,
      municipalityId,
      emailId: await queueAnchorLetter(tx, { municipalityId, anchorId, mailDomain }),
    };
  });
}

/** Its recipient is the anchor, as the officer has no id with us; whose address it is, is read when it is sent. */
async function queueAnchorLetter(
  tx: Db,
  { municipalityId, anchorId, mailDomain }: { municipalityId: string; anchorId: string; mailDomain: string },
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    insert into email (id, municipality_id, kind, subject_id, recipient_id, round, audit_anchor_id, message_id)
    select fresh.id, m.id, 'audit_head_to_officer', ${anchorId}::uuid, ${anchorId}::uuid, 0, ${anchorId}::uuid,
      '<' || fresh.id || '@' || ${mailDomain}::text || '>'
    from (select uuidv7() as id) fresh
    join municipality m on m.id = ${municipalityId} and m.privacy_officer_email is not null
    returning id`.execute(tx);
  return rows[0]?.id;
}

/** Every head of a Comune that was told outside, the oldest first. */
export async function listAnchors(db: Db, municipalityId: string): Promise<StoredAnchor[]> {
  return await db
    .selectFrom('audit_anchor')
    .select(['day', 'batch_number as batchNumber', 'hash'])
    .where('municipality_id', '=', municipalityId)
    .orderBy('day')
    .execute();
}

/** The last head of a Comune that was told outside. */
export async function findLastAnchor(db: Db, municipalityId: string): Promise<StoredAnchor | undefined> {
  return await db
    .selectFrom('audit_anchor')
    .select(['day', 'batch_number as batchNumber', 'hash'])
    .where('municipality_id', '=', municipalityId)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst();
}
