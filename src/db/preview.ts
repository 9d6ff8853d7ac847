import { sql } from 'kysely';
import type { OfferReasons } from '../domain/offer.ts';
import type { Narrowing } from '../domain/selection.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';
import { findChosen, reasonsFor, refreshCandidates } from './eligibility.ts';
import { countNarrowing } from './narrowing.ts';
import { readRequirements } from './requirements.ts';

export type Preview = {
  chosen: { volunteerId: string; name: string; reasons: OfferReasons }[];
  narrowing: Narrowing;
};

const nobody: Preview = { chosen: [], narrowing: { eligible: 0, left: [], without: [], partial: false } };

/** Who would be asked if the request were sent now, and what narrows the choice; nobody is locked and nothing stored. */
export async function previewSelection(db: Db, municipalityId: string, requestId: string): Promise<Preview> {
  const requirements = await readRequirements(db, requestId);
  if (requirements === undefined || requirements.municipalityId !== municipalityId) return nobody;
  await refreshCandidates(db, requestId);
  const { volunteers_per_request } = await db
    .selectFrom('municipality')
    .select('volunteers_per_request')
    .where('id', '=', municipalityId)
    .executeTakeFirstOrThrow();
  const chosen = await findChosen(db, requirements, volunteers_per_request);
  const names = await readNames(
    db,
    chosen.map((one) => one.volunteerId),
  );
  return {
    chosen: chosen.map((one) => ({
      volunteerId: one.volunteerId,
      name: names.get(one.volunteerId) ?? '',
      reasons: reasonsFor(one, requirements),
    })),
    narrowing: await countNarrowing(db, requirements),
  };
}

async function readNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('volunteer')
    .select(['id', sql<string>`given_name || ' ' || family_name`.as('name')])
    .where('id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .execute();
  disclose('read', 'volunteer', rows);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
