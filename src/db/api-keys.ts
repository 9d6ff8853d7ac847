import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { ApiKeyScope, ApiKeyView, NewApiKey } from '../domain/api-key.ts';
import type { Db } from './database.ts';

/** Letters that a search for leaked secrets finds; 4 bytes to recognise a key by, 24 (192 bits) that nobody guesses. */
const form = /^easycare_[A-Za-z0-9_-]{6}_[A-Za-z0-9_-]{32}$/;

/**
 * Makes a key of a Comune.
 * @returns the whole key, which is kept nowhere and can't be had again
 */
export async function createApiKey(
  db: Db,
  municipalityId: string,
  { name, scope, perHour }: NewApiKey,
): Promise<{ id: string; key: string }> {
  const prefix = randomBytes(4).toString('base64url');
  const key = `easycare_${prefix}_${randomBytes(24).toString('base64url')}`;
  const { id } = await db
    .insertInto('api_key')
    .values({ municipality_id: municipalityId, name, scope, prefix, secret_hash: hash(key), per_hour: perHour })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, key };
}

/** Those of a Comune, the newest first, revoked ones too. */
export async function listApiKeys(db: Db, municipalityId: string): Promise<ApiKeyView[]> {
  return await db
    .selectFrom('api_key')
    .select([
      'id',
      'name',
      'scope',
      'prefix',
      'per_hour as perHour',
      'created_at as createdAt',
      'revoked_at as revokedAt',
      'last_used_at as lastUsedAt',
    ])
    .where('municipality_id', '=', municipalityId)
    .orderBy('id', 'desc')
    .execute();
}

/** Ends a key for good, at once. @returns false where the Comune has none of this id that still holds */
export async function revokeApiKey(db: Db, municipalityId: string, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('api_key')
    .set({ revoked_at: sql<Date>`now()` })
    .where('municipality_id', '=', municipalityId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export type ApiKey = { id: string; scope: ApiKeyScope; perHour: number };

/**
 * The key of this Comune that a program shows, and that it was used; undefined where the Comune has none such, be it
 * unknown, revoked or another Comune's. It is found by its hash: how long that takes tells nothing of a secret.
 */
export async function useApiKey(db: Db, municipalityId: string, key: string): Promise<ApiKey | undefined> {
  if (!form.test(key)) return undefined;
  const found = await db
    .selectFrom('api_key')
    .select(['id', 'scope', 'per_hour as perHour', isUnmarked.as('unmarked')])
    .where('municipality_id', '=', municipalityId)
    .where('secret_hash', '=', hash(key))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { unmarked, ...apiKey } = found;
  if (unmarked) {
    await db
      .updateTable('api_key')
      .set({ last_used_at: sql<Date>`now()` })
      .where('id', '=', apiKey.id)
      .where(isUnmarked)
      .execute();
  }
  return apiKey;
}

/** A minute is exact enough to see whether a key is still in use, and a busy portal writes its row no oftener. */
const isUnmarked = sql<boolean>`(last_used_at is null or last_used_at < now() - interval '1 minute')`;

/** A fast hash is right for a secret of 192 random bits: there is nothing to guess that salt or slowness would protect. */
function hash(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
