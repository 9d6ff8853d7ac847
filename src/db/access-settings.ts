import { sql } from 'kysely';
import type { Db } from './database.ts';
import { changeSettings, type SeenSettings } from './settings.ts';

/** How operators of a Comune get in, and how many of them would have to do something about it. */
export type StoredAccess = {
  version: number;
  secondFactorRequired: boolean;
  operators: number;
  withoutSecondFactor: number;
};

export async function readAccess(db: Db, municipalityId: string): Promise<StoredAccess> {
  return await db
    .selectFrom('municipality')
    .select([
      'settings_version as version',
      'second_factor_required as secondFactorRequired',
      sql<number>`(select count(*)::int from operator o where o.municipality_id = municipality.id)`.as('operators'),
      sql<number>`(
        select count(*)::int from operator o join auth."user" u on u."id" = o.user_id
        where o.municipality_id = municipality.id and not u."twoFactorEnabled")`.as('withoutSecondFactor'),
    ])
    .where('id', '=', municipalityId)
    .executeTakeFirstOrThrow();
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
