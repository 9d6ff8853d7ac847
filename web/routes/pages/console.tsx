import { Hono } from 'hono';
import { countErasures } from '../../../src/db/erasure-requests.ts';
import { countByStatus, listHelpRequests } from '../../../src/db/help-request-table.ts';
import { importRequests } from '../../../src/requests/import.ts';
import { readTab, tablePath } from '../../components/console-tabs.tsx';
import { readFlash } from '../../components/flash.tsx';
import { readRows } from '../../components/rows-per-page.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { ConsolePage } from '../../pages/console-page.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';

/** Longer than any name, telephone or reference; the rest of a longer text would find nothing. */
export const longestSearch = 100;

/** The table and «Importa richieste». */
export function createConsolePages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => {
      const { municipality, operator } = c.var;
      const tab = readTab(c.req.query('stato'));
      const q = (c.req.query('q') ?? '').trim().slice(0, longestSearch);
      const cursor = c.req.query('cursore');
      const limit = readRows(c.req.query('righe'));
      const [page, counts, erasures] = await Promise.all([
        listHelpRequests(deps.db, {
          municipalityId: municipality.id,
          ...(tab === 'all' ? {} : { status: tab }),
          ...(q === '' ? {} : { q }),
          ...(cursor === undefined ? {} : { cursor }),
          limit,
        }),
        countByStatus(deps.db, municipality.id),
        countErasures(deps.db, municipality.id),
      ]);
      return renderPage(
        c,
        <ConsolePage
          municipality={municipality}
          operator={operator}
          tab={tab}
          q={q}
          rows={page.items}
          next={page.next}
          isContinued={cursor !== undefined}
          limit={limit}
          ownPath={tablePath(municipality.slug, { tab, q, rows: limit, ...(cursor !== undefined && { cursor }) })}
          counts={counts}
          erasures={erasures}
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
