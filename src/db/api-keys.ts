import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { ApiKeyScope, ApiKeyView, NewApiKey } from '../domain/api-key.ts';
import { isUuid } from '../domain/identity.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';

/** Letters that a search for leaked secrets finds; 4 bytes to recognise a key by, 24 (192 bits) that nobody guesses. */
const form = /^easycare_[A-Za-z0-9_-]{6}_[A-Za-z0-9_-]{32}$/;

/** The Comune, and who of it acts; null for the command line program. */
type By = { municipalityId: string; operatorId: string | null };

/**
 * Makes a key of a Comune.
 * @returns the whole key, which is kept nowhere and can't be had again; or that one that holds has this name
 */
export async function createApiKey(
  db: Db,
  { municipalityId, operatorId }: By,
  { name, scope, perHour }: NewApiKey,
): Promise<{ kind: 'created'; id: string; key: string } | { kind: 'name_taken' }> {
  const prefix = randomBytes(4).toString('base64url');
  const key = `easycare_${prefix}_${randomBytes(24).toString('base64url')}`;
  const values = { name, scope, prefix, secret_hash: hash(key), per_hour: perHour };
  return await db.transaction().execute(async (tx) => {
    const made = await tx
      .insertInto('api_key')
      .values({ municipality_id: municipalityId, created_by: operatorId, ...values })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (made === undefined) return { kind: 'name_taken' };
    await appendAudit(tx, municipalityId, { action: 'settings' });
    return { kind: 'created', id: made.id, key };
  });
}

/** Those of a Comune: first those that hold, each the newest first. */
export async function listApiKeys(db: Db, municipalityId: string): Promise<ApiKeyView[]> {
  return await selectViews(db, municipalityId)
    .orderBy(sql`api_key.revoked_at is not null`)
    .orderBy('api_key.id', 'desc')
    .execute();
}

export async function findApiKey(db: Db, municipalityId: string, id: string): Promise<ApiKeyView | undefined> {
  if (!isUuid(id)) return undefined;
  return await selectViews(db, municipalityId).where('api_key.id', '=', id).executeTakeFirst();
}

function selectViews(db: Db, municipalityId: string) {
  return db
    .selectFrom('api_key')
    .leftJoin('operator as maker', 'maker.id', 'api_key.created_by')
    .leftJoin('operator as revoker', 'revoker.id', 'api_key.revoked_by')
    .select([
      'api_key.id',
      'api_key.name',
      'api_key.scope',
      'api_key.prefix',
      'api_key.per_hour as perHour',
      'api_key.created_at as createdAt',
      'maker.name as createdBy',
      'api_key.revoked_at as revokedAt',
      'revoker.name as revokedBy',
      'api_key.last_used_at as lastUsedAt',
    ])
    .where('api_key.municipality_id', '=', municipalityId);
}

/** Ends a key for good, at once. @returns false where the Comune has none of this id that still holds */
export async function revokeApiKey(db: Db, { municipalityId, operatorId }: By, id: string): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('api_key')
      .set({ revoked_at: sql<Date>`now()`, revoked_by: operatorId })
      .where('municipality_id', '=', municipalityId)
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await appendAudit(tx, municipalityId, { action: 'settings' });
    return true;
  });
}

/** A key that was shown and holds. */
export type ShownKey = { id: string; scope: ApiKeyScope; perHour: number };

/**
 * The key of this Comune that a program shows, and that it was used; undefined where the Comune has none such, be it
 * unknown, revoked or another Comune's. It is found by its hash: how long that takes tells nothing of a secret.
 */
export async function recogniseApiKey(db: Db, municipalityId: string, key: string): Promise<ShownKey | undefined> {
  if (!form.test(key)) return undefined;
  const found = await db
    .selectFrom('api_key')
    .select(['id', 'scope', 'per_hour as perHour', isUnmarked.as('unmarked')])
    .where('municipality_id', '=', municipalityId)
    .where('secret_hash', '=', hash(key))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { unmarked, ...shown } = found;
  if (unmarked) {
    await db
      .updateTable('api_key')
      .set({ last_used_at: sql<Date>`now()` })
      .where('id', '=', shown.id)
      .where(isUnmarked)
      .execute();
  }
  return shown;
}

/** A minute is exact enough to see whether a key is still in use, and a busy portal writes its row no oftener. */
const isUnmarked = sql<boolean>`(last_used_at is null or last_used_at < now() - interval '1 minute')`;

/** A fast hash is right for a secret of 192 random bits: there is nothing to guess that salt or slowness would protect. */
function hash(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
