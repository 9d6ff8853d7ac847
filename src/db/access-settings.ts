import type { Db } from './database.ts';
import { changeSettings, type SeenSettings } from './settings.ts';

/** What a Comune asks of its operators' sign-in. */
export type StoredAccess = { version: number; secondFactorRequired: boolean };

export async function readAccess(db: Db, municipalityId: string): Promise<StoredAccess> {
  return await db
    .selectFrom('municipality')
    .select(['settings_version as version', 'second_factor_required as secondFactorRequired'])
    .where('id', '=', municipalityId)
    .executeTakeFirstOrThrow();
}

/** Who the operators of a Comune are for sign-in, whose tables this connection can't read. */
export async function listOperatorUsers(db: Db, municipalityId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('operator')
    .select('user_id')
    .where('municipality_id', '=', municipalityId)
    .where('disabled_at', 'is', null)
    .execute();
  return rows.map(({ user_id }) => user_id);
}

export async function saveAccess(
  db: Db,
  seen: SeenSettings,
  { secondFactorRequired }: { secondFactorRequired: boolean },
): Promise<{ kind: 'saved' } | { kind: 'stale' }> {
  return await changeSettings(db, seen, async (tx) => {
    await tx
      .updateTable('municipality')
      .set({ second_factor_required: secondFactorRequired })
      .where('id', '=', seen.municipalityId)
      .execute();
    return { kind: 'saved' };
  });
}
