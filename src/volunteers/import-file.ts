import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Municipality } from '../db/municipalities.ts';
import { listImportRows } from '../db/volunteer-import-rows.ts';
import { beginImport, claimImport, discardImport, findImport } from '../db/volunteer-imports.ts';
import { usualLanguage } from '../domain/language.ts';
import { textsIn } from '../i18n/i18n.ts';
import { describeCellError, describeProblem } from './describe.ts';
import { applyClaimed } from './import.ts';
import { type ImportDependencies, orInterrupt, readImport } from './read-import.ts';

/** Two million volunteers: whatever is longer is another kind of file. */
const mostBytes = 256_000_000;
/** So many errors are read at a time; all are listed. */
const errorsAtOnce = 1_000;

type Command = { municipality: Municipality; file: string; dryRun: boolean; withDuplicates: boolean };

/** `volunteers import`: progress and errors on standard error, the summary on standard output. @returns the exit code */
export async function importFile(deps: ImportDependencies, command: Command): Promise<number> {
  const { municipality, file, dryRun, withDuplicates } = command;
  keepMemoryFlat();
  const { size } = await stat(file);
  const of = {
    municipalityId: municipality.id,
    importId: await beginImport(deps.db, {
      municipalityId: municipality.id,
      fileName: basename(file).slice(0, 200).toWellFormed(),
      fileBytes: size,
    }),
  };
  return await orInterrupt(deps.db, of.importId, async () => {
    const outcome = await readImport(deps, {
      municipality,
      importId: of.importId,
      bytes: createReadStream(file),
      mostBytes,
      onProgress: ({ bytes, rows }) => tell(`${Math.floor((100 * bytes) / Math.max(size, 1))} %, ${rows} rows read`),
    });
    const read = await findImport(deps.db, of.municipalityId, of.importId);
    if (outcome === 'failed' || read === undefined) {
      if (read?.problem) tell(describeProblem(textsIn(usualLanguage), read.problem));
      await discardImport(deps.db, of.municipalityId, of.importId);
      return 1;
    }
    const { counts, ignoredColumns } = read;
    if (ignoredColumns.length > 0) tell(`Ignored columns: ${ignoredColumns.join(', ')}.`);
    for await (const line of listProblems(deps, of)) tell(line);
    say(
      `New: ${counts.new}. Updates: ${counts.update}. As they are: ${counts.same}. Duplicates: ${counts.duplicate}. Errors: ${counts.error}.`,
    );
    if (counts.error > 0 || dryRun) {
      say('Nothing was imported.');
      await discardImport(deps.db, of.municipalityId, of.importId);
      return counts.error > 0 ? 1 : 0;
    }
    tell('Importing…');
    const claimed = await claimImport(deps.db, of.municipalityId, of.importId, { withDuplicates });
    const applied = claimed ? await applyClaimed(deps, of.municipalityId, of.importId) : { kind: 'changed' as const };
    if (applied.kind === 'changed') {
      say('The volunteers changed meanwhile: nothing was imported. Try again.');
      await discardImport(deps.db, of.municipalityId, of.importId);
      return 1;
    }
    say('Imported.');
    return 0;
  });
}

/**
 * V8 gives a process that lasts more and more room for what is young, up to 130 MB, because that spares it some work. A
 * file's rows are young only: the room that it begins with holds a thousand times as many as are under way.
 */
function keepMemoryFlat(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** A line for each error and each duplicate, in the order of the file. */
async function* listProblems(
  { db }: ImportDependencies,
  of: { municipalityId: string; importId: string },
): AsyncGenerator<string> {
  for (const kind of ['error', 'duplicate'] as const) {
    let after = 0;
    for (;;) {
      const rows = await listImportRows(db, of, { kind, after, limit: errorsAtOnce });
      for (const { row, errors, matchedBy, duplicateOf } of rows) {
        for (const error of errors) yield describeCellError(row, error);
        if (duplicateOf === null) continue;
        const whom = 'row' in duplicateOf ? `row ${duplicateOf.row}` : `volunteer ${duplicateOf.volunteerId}`;
        yield `Row ${row}: duplicate of ${whom} (${matchedBy}).`;
      }
      after = rows.at(-1)?.row ?? after;
      if (rows.length < errorsAtOnce) break;
    }
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
