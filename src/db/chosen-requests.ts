import type { HelpRequestRow } from '../domain/help-request.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';
import { selectRows, toRow } from './help-request-table.ts';

/** A request among several to be decided at once: its text too, and of which version it is. */
export type ChosenRequest = HelpRequestRow & { description: string; version: number };

/** These requests of a Comune, the one that has waited longest first; an id that it has not is passed over. */
export async function listChosen(db: Db, municipalityId: string, ids: string[]): Promise<ChosenRequest[]> {
  if (ids.length === 0) return [];
  const rows = await selectRows(db)
    .select(['description', 'version'])
    .where('help_request.municipality_id', '=', municipalityId)
    .where('help_request.id', 'in', ids)
    .orderBy('help_request.submitted_at')
    .orderBy('help_request.id')
    .execute();
  disclose('read', 'request', rows);
  return rows.map(({ description, version, ...row }) => ({ ...toRow(row), description, version }));
}
