import { type Context, Hono } from 'hono';
import { listImportRows, type PreviewedRow, type RowKind } from '../../../src/db/volunteer-import-rows.ts';
import { discardImport, findImport, type VolunteerImport } from '../../../src/db/volunteer-imports.ts';
import { isUuid } from '../../../src/domain/identity.ts';
import { mostUploadedBytes } from '../../../src/volunteers/import.ts';
import { writeErrors } from '../../../src/volunteers/write-errors.ts';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { VolunteerImportPage } from '../../pages/volunteer-import-page.tsx';
import { VolunteerUploadPage } from '../../pages/volunteer-upload-page.tsx';
import { receiveFile } from '../../upload.ts';
import { WebError } from '../../web-error.ts';
import { readFormBody } from './form-body.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { streamCsv } from './stream-csv.ts';

/** Of each kind these many rows are shown; of errors, a page of them. */
const rowsShown = 10;
const errorsAPage = 100;

const previewed: readonly RowKind[] = ['new', 'update', 'duplicate'];

/** Importing volunteers: the file, how far it is read, what it would do, «Importa», what it did. */
export function createVolunteerImportPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, (c) => renderUpload(c))
    .post('/', ...signedIn, async (c) => {
      const received = await receiveFile(c.req.raw, 'file', mostUploadedBytes);
      switch (received.kind) {
        case 'none':
          return renderUpload(c, { error: textsOf(c)('volunteerImport:upload.missing') }, 422);
        case 'too_large': {
          const count = mostUploadedBytes / 1_000_000;
          return renderUpload(c, { error: textsOf(c)('volunteerImport:problem.tooLarge', { count }) }, 413);
        }
        case 'received':
          return c.redirect(pathOf(c, await deps.volunteerImports.begin(c.var, received.upload)), 303);
      }
    })
    .get('/:id', ...signedIn, async (c) => {
      const { municipality, operator } = c.var;
      const found = await loadImport(c);
      const after = readAfter(c.req.query('dopo'));
      const isReady = found.state === 'ready';
      const page = (
        <VolunteerImportPage
          municipality={municipality}
          operator={operator}
          found={found}
          rows={isReady ? await readPreview(found.id, municipality.id) : {}}
          errors={isReady && found.counts.error > 0 ? await readErrors(found.id, municipality.id, after) : []}
          errorsAPage={errorsAPage}
          isContinued={after > 0}
        />
      );
      return renderPage(c, page, { now: deps.now() });
    })
    .get('/:id/errori.csv', ...signedIn, async (c) => {
      const { id } = await loadImport(c);
      return streamCsv(
        c,
        'errori.csv',
        writeErrors(deps.db, { municipalityId: c.var.municipality.id, importId: id }, textsOf(c)),
      );
    })
    .post('/:id', ...signedIn, async (c) => {
      const { id } = await loadImport(c);
      const form = await readFormBody(c);
      // A second press finds it under way or done, and shows that.
      await deps.volunteerImports.apply(c.var, id, form.has('withDuplicates'));
      return c.redirect(pathOf(c, id), 303);
    })
    .post('/:id/annulla', ...signedIn, async (c) => {
      const { id } = await loadImport(c);
      await discardImport(deps.db, c.var.municipality.id, id);
      return c.redirect(pathOf(c, id), 303);
    });

  function renderUpload(c: Context<OperatorEnv>, refused?: { error: string }, status: 200 | 413 | 422 = 200) {
    const { municipality, operator } = c.var;
    const page = <VolunteerUploadPage municipality={municipality} operator={operator} error={refused?.error} />;
    return renderPage(c, page, { status, now: deps.now() });
  }

  async function loadImport(c: Context<OperatorEnv>): Promise<VolunteerImport> {
    const id = c.req.param('id') ?? '';
    const found = isUuid(id) ? await findImport(deps.db, c.var.municipality.id, id) : undefined;
    if (found === undefined) throw new WebError('not_found');
    return found;
  }

  async function readPreview(importId: string, municipalityId: string) {
    const rows: Partial<Record<RowKind, PreviewedRow[]>> = {};
    for (const kind of previewed) {
      rows[kind] = await listImportRows(deps.db, { municipalityId, importId }, { kind, limit: rowsShown });
    }
    return rows;
  }

  function readErrors(importId: string, municipalityId: string, after: number) {
    return listImportRows(deps.db, { municipalityId, importId }, { kind: 'error', after, limit: errorsAPage });
  }
}

function pathOf(c: Context<OperatorEnv>, id: string): string {
  return `/${c.var.municipality.slug}/console/volontari/importa/${id}`;
}

/** The row after which a page of errors begins; what is no row is the beginning. */
function readAfter(query: string | undefined): number {
  return /^\d{1,9}$/.test(query ?? '') ? Number(query) : 0;
}
