import { Hono } from 'hono';
import { findRequestForCitizen } from '../../../src/db/citizen-request.ts';
import { findErasure } from '../../../src/db/erasure-requests.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { findSignedInOperator, loadMunicipality, type WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { ownLinks } from '../../pages/own-data-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { RequestStatusPage } from '../../pages/request-status-page.tsx';

/** The citizen's page of their request; who has not the whole link is told no more than that there is no such page. */
export function createRequestStatusPages(deps: WebDependencies) {
  return new Hono<WebEnv>().get('/', loadMunicipality(deps), findSignedInOperator(deps), async (c) => {
    const { municipality, operator } = c.var;
    const reference = c.req.param('reference') ?? '';
    const secret = c.req.query('chiave') ?? '';
    const request = await findRequestForCitizen(deps.db, municipality.id, reference, secret);
    if (request === undefined) throw new DomainError('request_not_found');
    const erasure = await findErasure(deps.db, municipality.id, request.id);
    const page = (
      <RequestStatusPage
        municipality={municipality}
        request={request}
        operator={operator}
        links={ownLinks(municipality.slug, request.reference, secret)}
        erasureDueAt={erasure?.dueAt ?? null}
      />
    );
    return renderPage(c, page, { now: deps.now() });
  });
}
