import type { Db } from './database.ts';
import { changeSettings, type SeenSettings } from './settings.ts';

/** To whom the Comune has each day's head of the audit trail sent; null where it has named nobody. */
export type StoredOfficer = { version: number; email: string | null };

export async function readPrivacyOfficer(db: Db, municipalityId: string): Promise<StoredOfficer> {
  return await db
    .selectFrom('municipality')
    .select(['settings_version as version', 'privacy_officer_email as email'])
    .where('id', '=', municipalityId)
    .executeTakeFirstOrThrow();
}

export async function savePrivacyOfficer(
  db: Db,
  seen: SeenSettings,
  email: string | null,
): Promise<{ kind: 'saved' } | { kind: 'stale' }> {
  return await changeSettings(db, seen, async (tx) => {
    await tx
      .updateTable('municipality')
      .set({ privacy_officer_email: email })
      .where('id', '=', seen.municipalityId)
      .execute();
    return { kind: 'saved' };
  });
}
