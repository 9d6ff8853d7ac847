import pLimit from 'p-limit';
import type { Logger } from 'pino';
import type { Municipality } from '../db/municipalities.ts';
import type { Operator } from '../db/operators.ts';
import { applyImport } from '../db/volunteer-import-apply.ts';
import { beginImport, claimImport } from '../db/volunteer-imports.ts';
import { describeError } from '../describe-error.ts';
import { type ImportDependencies, keepTelling, orInterrupt, readImport } from './read-import.ts';

/** 400,000 volunteers: several times the longest file that a Comune has. */
export const mostUploadedBytes = 50_000_000;

/** Each keeps a connection busy, and the processor: whoever comes third waits. */
const filesAtOnce = 2;

export type Upload = {
  fileName: string;
  size: number;
  read(): AsyncIterable<Uint8Array>;
  discard(): Promise<void>;
};

export type VolunteerImports = {
  /** Records a file and begins to read it. @returns the import's id, at once */
  begin(by: { municipality: Municipality; operator: Operator }, upload: Upload): Promise<string>;
  /** «Importa»: begins to apply what the preview showed. @returns whether it was this call that began */
  apply(by: { municipality: Municipality; operator: Operator }, id: string, withDuplicates: boolean): Promise<boolean>;
  /** Breaks off what is being read, which then says «interrotta», and waits for what is being applied. */
  close(): Promise<void>;
};

/** Reads and applies files behind the pages, in the process that has them. */
export function createVolunteerImports(deps: ImportDependencies & { log: Logger }): VolunteerImports {
  const limit = pLimit(filesAtOnce);
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();

  function runBehind(importId: string, work: () => Promise<unknown>): void {
    // Who waits for their turn is alive, too.
    const stopTelling = keepTelling(deps.db, importId);
    const inTurn = () =>
      limit(() => {
        stopTelling();
        return work();
      });
    const done = orInterrupt(deps.db, importId, inTurn).then(
      () => void running.delete(done),
      (error: unknown) => {
        running.delete(done);
        deps.log.warn({ importId, error: describeError(error) }, 'an import of volunteers was interrupted');
      },
    );
    running.add(done);
  }

  return {
    async begin({ municipality, operator }, upload) {
      const { fileName, size } = upload;
      const importId = await beginImport(deps.db, {
        municipalityId: municipality.id,
        operatorId: operator.id,
        fileName,
        fileBytes: size,
      });
      runBehind(importId, async () => {
        try {
          stopping.signal.throwIfAborted();
          const file = { municipality, importId, bytes: upload.read(), mostBytes: mostUploadedBytes };
          await readImport(deps, { ...file, signal: stopping.signal });
        } finally {
          await upload.discard();
        }
      });
      return importId;
    },
    async apply({ municipality, operator }, id, withDuplicates) {
      const claimed = await claimImport(deps.db, municipality.id, id, { withDuplicates, operatorId: operator.id });
      if (claimed) runBehind(id, () => applyClaimed(deps, municipality.id, id));
      return claimed;
    },
    async close() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

/** Applies an import that `claimImport` gave to the caller. */
export async function applyClaimed(deps: ImportDependencies, municipalityId: string, importId: string) {
  const stopTelling = keepTelling(deps.db, importId);
  try {
    return await applyImport(deps.bulk, { municipalityId, importId });
  } finally {
    stopTelling();
  }
}
