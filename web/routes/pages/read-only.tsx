import { type Context, Hono } from 'hono';
import { wasEnteredBy } from '../../../src/db/entered-requests.ts';
import { listHelpRequests } from '../../../src/db/help-request-table.ts';
import { usualPage } from '../../../src/db/page-limit.ts';
import { withOwn } from '../../../src/domain/comune-lists.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { longestSearch } from '../../components/table-address.ts';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { type ReadOnlyKind, ReadOnlyListPage, ReadOnlyRequestPage } from '../../pages/read-only-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { loadRequest } from './request-view.tsx';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';

/** What who decides nothing may read: a clerk what they filled in, the head of operations what was dispatched. */
export function createReadOnlyPages(deps: WebDependencies, kind: ReadOnlyKind) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => {
      const { municipality, operator } = c.var;
      const q = (c.req.query('q') ?? '').trim().slice(0, longestSearch);
      const cursor = c.req.query('cursore');
      const { items, next } = await listHelpRequests(deps.db, {
        municipalityId: municipality.id,
        ...(kind === 'entered' ? { enteredBy: operator.id } : { status: 'dispatched' }),
        ...(q === '' ? {} : { q }),
        ...(cursor === undefined ? {} : { cursor }),
        limit: usualPage,
      });
      const shown = { kind, municipality, operator, q, rows: items, next, isContinued: cursor !== undefined };
      return renderPage(c, <ReadOnlyListPage {...shown} />, { now: deps.now() });
    })
    .get('/:id', ...signedIn, async (c) => {
      const request = await loadReadable(c);
      const { municipality, operator } = c.var;
      const shown = { kind, municipality: withOwn(municipality, request), operator, request };
      return renderPage(c, <ReadOnlyRequestPage {...shown} />, { now: deps.now() });
    });

  /** @throws DomainError request_not_found, the same whether there is none or it is not theirs to read */
  async function loadReadable(c: Context<OperatorEnv>) {
    const { municipality, operator } = c.var;
    const requestId = c.req.param('id') ?? '';
    const mayRead =
      kind === 'dispatched' ||
      (await wasEnteredBy(deps.db, { municipalityId: municipality.id, operatorId: operator.id, requestId }));
    if (!mayRead) throw new DomainError('request_not_found');
    const request = await loadRequest(deps, c);
    if (kind === 'dispatched' && request.status !== 'dispatched') throw new DomainError('request_not_found');
    return request;
  }
}
