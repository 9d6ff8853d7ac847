import type { Retention } from '../domain/retention.ts';
import type { Db } from './database.ts';
import { changeSettings, type SeenSettings } from './settings.ts';

export type StoredRetention = { version: number; retention: Retention };

/** How long requests are kept, as «Conservazione» shows it. */
export async function readRetention(db: Db, municipalityId: string): Promise<StoredRetention> {
  const { version, ...retention } = await db
    .selectFrom('municipality')
    .select([
      'settings_version as version',
      'discarded_kept_days as discardedDays',
      'dispatched_kept_days as dispatchedDays',
    ])
    .where('id', '=', municipalityId)
    .executeTakeFirstOrThrow();
  return { version, retention };
}

export async function saveRetention(
  db: Db,
  seen: SeenSettings,
  { discardedDays, dispatchedDays }: Retention,
): Promise<{ kind: 'saved' | 'stale' }> {
  return await changeSettings<{ kind: 'saved' }>(db, seen, async (tx) => {
    await tx
      .updateTable('municipality')
      .set({ discarded_kept_days: discardedDays, dispatched_kept_days: dispatchedDays })
      .where('id', '=', seen.municipalityId)
      .execute();
    return { kind: 'saved' };
  });
}
