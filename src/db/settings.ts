import type { RankingCriterion } from '../domain/selection.ts';
import { type Direction, move, type SelectionSettings } from '../domain/settings.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';

/** Which Comune's settings are changed, and the version of them that the operator saw. */
export type SeenSettings = { municipalityId: string; version: number };

/** A colleague changed the settings after this operator's page was made: nothing was changed. */
type Stale = { kind: 'stale' };

/**
 * Changes lists or settings of a Comune, one change after the other and only if they are still as they were seen. The
 * version counts up with what was `saved`. Requests and offers can be added meanwhile: only the settings wait.
 */
export async function changeSettings<Outcome extends { kind: string }>(
  db: Db,
  { municipalityId, version }: SeenSettings,
  work: (tx: Db) => Promise<Outcome>,
): Promise<Outcome | Stale> {
  return await db.transaction().execute(async (tx) => {
    const current = await lockSettings(tx, municipalityId);
    if (current !== version) return { kind: 'stale' };
    const outcome = await work(tx);
    if (outcome.kind === 'saved') {
      await tx
        .updateTable('municipality')
        .set((eb) => ({ settings_version: eb('settings_version', '+', 1) }))
        .where('id', '=', municipalityId)
        .execute();
      await appendAudit(tx, municipalityId, { action: 'settings' });
    }
    return outcome;
  });
}

/** @returns the version that stands, until the transaction ends */
export async function lockSettings(tx: Db, municipalityId: string): Promise<number> {
  const { settings_version } = await tx
    .selectFrom('municipality')
    .select('settings_version')
    .where('id', '=', municipalityId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  return settings_version;
}

/** Read before what is shown with it, so that what changes in between is refused later rather than lost. */
export async function readSettingsVersion(db: Db, municipalityId: string): Promise<number> {
  const { settings_version } = await db
    .selectFrom('municipality')
    .select('settings_version')
    .where('id', '=', municipalityId)
    .executeTakeFirstOrThrow();
  return settings_version;
}

export type StoredSelection = { version: number; settings: SelectionSettings; ranking: RankingCriterion[] };

/** How volunteers are chosen and told, as «Scelta dei volontari» shows it. */
export async function readSelection(db: Db, municipalityId: string): Promise<StoredSelection> {
  const { version, ranking, ...settings } = await db
    .selectFrom('municipality')
    .select([
      'settings_version as version',
      'ranking',
      'volunteers_per_request as volunteers',
      'cool_off_seconds as coolOffSeconds',
      'offer_valid_seconds as offerValidSeconds',
      'late_after_seconds as lateAfterSeconds',
      'digest_interval_seconds as digestSeconds',
      'undo_seconds as undoSeconds',
    ])
    .where('id', '=', municipalityId)
    .executeTakeFirstOrThrow();
  return { version, ranking, settings };
}

export async function saveSelection(
  db: Db,
  seen: SeenSettings,
  settings: SelectionSettings,
): Promise<{ kind: 'saved' } | Stale> {
  return await changeSettings(db, seen, async (tx) => {
    await tx
      .updateTable('municipality')
      .set({
        volunteers_per_request: settings.volunteers,
        cool_off_seconds: settings.coolOffSeconds,
        offer_valid_seconds: settings.offerValidSeconds,
        late_after_seconds: settings.lateAfterSeconds,
        digest_interval_seconds: settings.digestSeconds,
        undo_seconds: settings.undoSeconds,
      })
      .where('id', '=', seen.municipalityId)
      .execute();
    return { kind: 'saved' };
  });
}

/** Makes a criterion of the ranking count before the one above it, or after the one below. */
export async function moveCriterion(
  db: Db,
  seen: SeenSettings,
  criterion: RankingCriterion,
  direction: Direction,
): Promise<{ kind: 'saved' } | Stale> {
  return await changeSettings(db, seen, async (tx) => {
    const { ranking } = await readSelection(tx, seen.municipalityId);
    await tx
      .updateTable('municipality')
      .set({ ranking: move(ranking, criterion, direction) })
      .where('id', '=', seen.municipalityId)
      .execute();
    return { kind: 'saved' };
  });
}
