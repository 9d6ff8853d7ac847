import type { ContactPlace } from '../domain/contacts.ts';
import type { Db } from './database.ts';
import { changeSettings, type SeenSettings } from './settings.ts';

/** Where a Comune's volunteers find the requester's contacts. */
export type StoredContactPlace = { version: number; place: ContactPlace };

export async function readContactPlace(db: Db, municipalityId: string): Promise<StoredContactPlace> {
  return await db
    .selectFrom('municipality')
    .select(['settings_version as version', 'requester_contacts as place'])
    .where('id', '=', municipalityId)
    .executeTakeFirstOrThrow();
}

/** Holds for the requests that are sent from now on. */
export async function saveContactPlace(
  db: Db,
  seen: SeenSettings,
  place: ContactPlace,
): Promise<{ kind: 'saved' } | { kind: 'stale' }> {
  return await changeSettings(db, seen, async (tx) => {
    await tx
      .updateTable('municipality')
      .set({ requester_contacts: place })
      .where('id', '=', seen.municipalityId)
      .execute();
    return { kind: 'saved' };
  });
}
