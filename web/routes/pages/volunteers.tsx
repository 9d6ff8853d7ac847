import { Hono } from 'hono';
import { usualPage } from '../../../src/db/page-limit.ts';
import { listDuplicates } from '../../../src/db/volunteer-duplicates.ts';
import { countVolunteers, listVolunteers } from '../../../src/db/volunteer-table.ts';
import { listVolunteersToCall } from '../../../src/db/volunteers-to-call.ts';
import { dayInItaly } from '../../../src/domain/submission.ts';
import { readFilter } from '../../components/volunteer-filters.ts';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { DuplicatesPage } from '../../pages/volunteer-duplicates-pages.tsx';
import { VolunteersPage } from '../../pages/volunteers-page.tsx';
import { VolunteersToCallPage } from '../../pages/volunteers-to-call-page.tsx';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';

/** The operators' lists of volunteers: all, to telephone, and those who may stand there twice. */
export function createVolunteersPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => {
      const { municipality, operator } = c.var;
      const now = deps.now();
      const today = dayInItaly(now);
      const filter = readFilter((name) => c.req.query(name), municipality);
      const after = c.req.query('dopo');
      const [page, counts] = await Promise.all([
        listVolunteers(deps.db, {
          municipalityId: municipality.id,
          ...filter,
          ...(after !== undefined && { after }),
          today,
          limit: usualPage,
        }),
        countVolunteers(deps.db, { municipalityId: municipality.id, today }),
      ]);
      return renderPage(
        c,
        <VolunteersPage
          municipality={municipality}
          operator={operator}
          filter={filter}
          rows={page.items}
          next={page.next}
          isContinued={after !== undefined}
          counts={counts}
          today={today}
        />,
        { now },
      );
    })
    .get('/da-telefonare', ...signedIn, async (c) => {
      const after = c.req.query('dopo');
      const page = await listVolunteersToCall(deps.db, {
        municipalityId: c.var.municipality.id,
        ...(after !== undefined && { after }),
        limit: usualPage,
      });
      return renderPage(
        c,
        <VolunteersToCallPage
          municipality={c.var.municipality}
          operator={c.var.operator}
          items={page.items}
          next={page.next}
          isContinued={after !== undefined}
        />,
        { now: deps.now() },
      );
    })
    .get('/doppioni', ...signedIn, async (c) => {
      const after = c.req.query('dopo');
      const page = await listDuplicates(deps.db, {
        municipalityId: c.var.municipality.id,
        ...(after !== undefined && { after }),
        limit: usualPage,
      });
      return renderPage(
        c,
        <DuplicatesPage
          municipality={c.var.municipality}
          operator={c.var.operator}
          pairs={page.items}
          next={page.next}
        />,
        { now: deps.now() },
      );
    });
}
