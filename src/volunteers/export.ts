import type { Db } from '../db/database.ts';
import { exportVolunteers } from '../db/volunteer-export.ts';
import { csvHead, writeRow } from './csv/write-row.ts';

/** The CSV of all volunteers of a Comune, piece by piece; an import of it changes nothing. */
export async function* writeVolunteers(db: Db, municipalityId: string): AsyncGenerator<string> {
  yield csvHead;
  for await (const volunteers of exportVolunteers(db, municipalityId)) yield volunteers.map(writeRow).join('');
}
