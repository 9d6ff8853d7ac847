import { sql } from 'kysely';
import { type Narrowing, narrowing } from '../domain/selection.ts';
import type { Db } from './database.ts';
import { refreshCandidates } from './eligibility.ts';
import { countNarrowing } from './narrowing.ts';
import { readRequirements } from './requirements.ts';

/** What narrows the choice for a request now, to be stored with what is chosen. */
export async function countForRecord(db: Db, requestId: string): Promise<Narrowing | undefined> {
  await refreshCandidates(db, requestId);
  const requirements = await readRequirements(db, requestId);
  return requirements === undefined ? undefined : await countNarrowing(db, requirements);
}

/** Stores what narrowed a choice, with the decision it was made for; that of the last attempt stays. */
export async function recordSelection(
  tx: Db,
  municipalityId: string,
  decisionId: string,
  counted: Narrowing | undefined,
): Promise<void> {
  if (counted === undefined) return;
  const stored = { narrowing: JSON.stringify(counted) };
  await tx
    .insertInto('selection_record')
    .values({ decision_id: decisionId, municipality_id: municipalityId, ...stored })
    .onConflict((conflict) => conflict.column('decision_id').doUpdateSet({ ...stored, at: sql<Date>`now()` }))
    .execute();
}

/** What narrowed the last choice for a request, as it was then; undefined where none was made yet. */
export async function findSelectionRecord(
  db: Db,
  municipalityId: string,
  requestId: string,
): Promise<{ at: Date; narrowing: Narrowing } | undefined> {
  const row = await db
    .selectFrom('selection_record')
    .innerJoin('decision', 'decision.id', 'selection_record.decision_id')
    .select(['selection_record.at', 'selection_record.narrowing'])
    .where('decision.municipality_id', '=', municipalityId)
    .where('decision.request_id', '=', requestId)
    .orderBy('decision.round', 'desc')
    .executeTakeFirst();
  return row && { at: row.at, narrowing: narrowing.parse(row.narrowing) };
}
