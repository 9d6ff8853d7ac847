import type { Bulk } from '../db/bulk.ts';
import type { Db } from '../db/database.ts';
import type { Municipality } from '../db/municipalities.ts';
import { finishReading } from '../db/volunteer-import-apply.ts';
import { copyRows } from '../db/volunteer-import-copy.ts';
import { failImport, interruptImport, type Progress, tellProgress } from '../db/volunteer-imports.ts';
import { dayInItaly } from '../domain/submission.ts';
import { FileProblem } from './csv/file-problem.ts';
import { limitBytes, openFile } from './csv/read-file.ts';

export type ImportDependencies = { db: Db; bulk: Bulk; now: () => Date };

export type FileToRead = {
  municipality: Municipality;
  importId: string;
  bytes: AsyncIterable<Uint8Array>;
  mostBytes: number;
  /** Ends the reading: nothing of the file stays. */
  signal?: AbortSignal;
  onProgress?: (read: Progress) => void;
};

/** Twice in the time between two looks of a page that follows. */
const tellEveryMs = 1_000;

/**
 * Reads a file that `beginImport` recorded, and prepares its preview. What is wrong with the file itself is recorded,
 * too; anything else leaves the import interrupted.
 */
export async function readImport(deps: ImportDependencies, file: FileToRead): Promise<'ready' | 'failed'> {
  const { municipality, importId, signal } = file;
  const of = { municipalityId: municipality.id, importId };
  const read = { bytes: 0, rows: 0 };
  const stopTelling = keepTelling(deps.db, importId, () => {
    file.onProgress?.(read);
    return read;
  });
  try {
    const limited = limitBytes(file.bytes, file.mostBytes, (bytes) => {
      signal?.throwIfAborted();
      read.bytes = bytes;
    });
    const { ignored, rows } = await openFile(limited, { lists: municipality, today: dayInItaly(deps.now()) });
    await copyRows(deps.bulk, of, count(rows));
    await tellProgress(deps.db, importId, read);
    signal?.throwIfAborted();
    await finishReading(deps.bulk, of, ignored);
    return 'ready';
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    await failImport(deps.db, importId, { code: error.code, ...error.words });
    return 'failed';
  } finally {
    stopTelling();
  }

  async function* count<T extends { length: number }>(rows: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const some of rows) {
      read.rows += some.length;
      yield some;
    }
  }
}

/** Shows that an import is alive until told to stop; an error is PostgreSQL away, which the work itself will meet. */
export function keepTelling(db: Db, importId: string, progress: () => Progress | undefined = () => undefined) {
  const telling = setInterval(() => {
    tellProgress(db, importId, progress()).catch(() => {});
  }, tellEveryMs);
  return () => clearInterval(telling);
}

/** Runs what reads or applies an import; where that breaks off, the import is seen as interrupted at once. */
export async function orInterrupt<T>(db: Db, importId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // With PostgreSQL away it is seen some seconds later, by its silence.
    await interruptImport(db, importId).catch(() => {});
    throw error;
  }
}
