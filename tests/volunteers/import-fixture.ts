import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Bulk, openBulk } from '../../src/db/bulk.ts';
import { listImportRows, type RowKind } from '../../src/db/volunteer-import-rows.ts';
import { beginImport, claimImport, findImport } from '../../src/db/volunteer-imports.ts';
import { writeVolunteers } from '../../src/volunteers/export.ts';
import { applyClaimed } from '../../src/volunteers/import.ts';
import { readImport } from '../../src/volunteers/read-import.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { head } from './csv/csv-fixture.ts';

// What the suites of an import share: a database of their own, and for each test a Comune without volunteers.

export let database: TestDatabase;
let bulk: Bulk;
export let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  bulk = openBulk(database.url);
});
afterAll(async () => {
  await bulk.db.destroy();
  await database.drop();
});
beforeEach(async () => {
  comune = await createComune(database.db);
});

export const deps = () => ({ db: database.db, bulk, now: () => new Date() });

async function* bytesOf(text: string) {
  yield Buffer.from(text);
}

export async function stage(text: string, to = comune): Promise<string> {
  const importId = await beginImport(database.db, {
    municipalityId: to.id,
    operatorId: to.anna.id,
    fileName: 'v.csv',
    fileBytes: text.length,
  });
  await readImport(deps(), { municipality: to, importId, bytes: bytesOf(text), mostBytes: 1_000_000 });
  return importId;
}

export const find = async (id: string, to = comune) => {
  const found = await findImport(database.db, to.id, id);
  if (found === undefined) throw new Error('the import is not there');
  return found;
};

export async function apply(importId: string, { withDuplicates = false, to = comune } = {}) {
  const claimed = await claimImport(database.db, to.id, importId, { withDuplicates, operatorId: to.anna.id });
  return claimed ? await applyClaimed(deps(), to.id, importId) : { kind: 'not_claimed' };
}

export const rowsOf = async (importId: string, kind: RowKind, to = comune) =>
  await listImportRows(database.db, { municipalityId: to.id, importId }, { kind, limit: 100 });

/** All that the Comune knows of its volunteers, as its own export tells it. */
export async function exported(of = comune): Promise<string[]> {
  let text = '';
  for await (const piece of writeVolunteers(database.db, of.id)) text += piece;
  return text.split('\r\n').slice(1, -1).toSorted();
}

export const countStaged = async () =>
  Number((await sql<{ n: string }>`select count(*) as n from volunteer_import_row`.execute(database.db)).rows[0]?.n);

export const file = (...lines: string[]) => `${head}\n${lines.join('\n')}\n`;
