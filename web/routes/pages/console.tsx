import { Hono } from 'hono';
import { countErasures } from '../../../src/db/erasure-requests.ts';
import { countByStatus, countWithoutVolunteers, listHelpRequests } from '../../../src/db/help-request-table.ts';
import { listToImport } from '../../../src/db/requests-to-import.ts';
import { listHeldBy } from '../../../src/db/undo.ts';
import { withRetired } from '../../../src/domain/comune-lists.ts';
import { importRequests } from '../../../src/requests/import.ts';
import { readFlash } from '../../components/flash.tsx';
import { allTicked } from '../../components/many-bar.tsx';
import { readTableAddress, type TableAddress, tablePath } from '../../components/table-address.ts';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { ConsolePage } from '../../pages/console-page.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';

/** The table and «Importa richieste». */
export function createConsolePages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => {
      const { municipality, operator } = c.var;
      const address = readTableAddress((name) => c.req.query(name), withRetired(municipality));
      const cursor = c.req.query('cursore');
      const [{ next, ...shown }, counts, withoutVolunteers, erasures, held] = await Promise.all([
        loadTable(deps, municipality.id, address, cursor),
        countByStatus(deps.db, municipality.id),
        countWithoutVolunteers(deps.db, municipality.id),
        countErasures(deps.db, municipality.id),
        listHeldBy(deps.db, operator),
      ]);
      return renderPage(
        c,
        <ConsolePage
          municipality={municipality}
          operator={operator}
          address={address}
          shown={shown}
          next={next}
          cursor={cursor}
          ownPath={tablePath(municipality.slug, address, cursor === undefined ? {} : { cursore: cursor })}
          ticked={c.req.query('selezione') === allTicked.selezione}
          counts={{ ...counts, withoutVolunteers }}
          erasures={erasures}
          held={held}
          flash={readFlash((name) => c.req.query(name))}
        />,
        { now: deps.now() },
      );
    })
    .post('/importa', ...signedIn, async (c) => {
      const { imported } = await importRequests(deps, c.var.operator);
      return c.redirect(`/${c.var.municipality.slug}/console?esito=imported&quante=${imported}`, 303);
    });
}

async function loadTable(
  { db }: WebDependencies,
  municipalityId: string,
  { tab, q, filter, rows: limit }: TableAddress,
  cursor: string | undefined,
) {
  const narrowed = { municipalityId, filter, limit, ...(cursor !== undefined && { cursor }) };
  // Before the import nobody is looked for by name: what is searched for narrows the other views alone.
  if (tab === 'to_import') {
    const { items: rows, next } = await listToImport(db, narrowed);
    return { kind: 'to_import' as const, rows, next };
  }
  const { items: rows, next } = await listHelpRequests(db, {
    ...narrowed,
    ...(tab === 'without_volunteers'
      ? { status: 'awaiting_operator' as const, withoutVolunteers: true }
      : tab !== 'all' && { status: tab }),
    ...(q !== '' && { q }),
  });
  return { kind: 'table' as const, rows, next };
}
