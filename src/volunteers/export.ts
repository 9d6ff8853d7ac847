import type { Db } from '../db/database.ts';
import { exportVolunteers } from '../db/volunteer-export.ts';
import { csvHead, type ExportedVolunteer, writeRow } from './csv/write-row.ts';

/** The CSV of all volunteers of a Comune, piece by piece; an import of it changes nothing. */
export function writeVolunteers(db: Db, municipalityId: string): AsyncGenerator<string> {
  return writeRows(exportVolunteers(db, municipalityId));
}

async function* writeRows(batches: AsyncGenerator<ExportedVolunteer[]>): AsyncGenerator<string> {
  yield csvHead;
  for await (const volunteers of batches) yield volunteers.map(writeRow).join('');
}
