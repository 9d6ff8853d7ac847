import { type Context, Hono } from 'hono';
import { type CitizenView, findRequestForCitizen } from '../../../src/db/citizen-request.ts';
import { findErasure } from '../../../src/db/erasure-requests.ts';
import { readPolicy } from '../../../src/db/municipalities.ts';
import { isRated } from '../../../src/db/ratings.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { findSignedInOperator, loadMunicipality, type WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { languageOf, textsOf } from '../../language.ts';
import { hideAddress } from '../../middleware/hide-address.ts';
import { ownLinks } from '../../pages/own-data-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { RequestStatusPage } from '../../pages/request-status-page.tsx';
import { writeReceipt } from '../../receipt/write-receipt.ts';

/** The citizen's page of their request; who has not the whole link is told no more than that there is no such page. */
export function createRequestStatusPages(deps: WebDependencies) {
  return new Hono<WebEnv>()
    .use(hideAddress)
    .get('/', loadMunicipality(deps), findSignedInOperator(deps), async (c) => {
      const { municipality, operator } = c.var;
      const { request, secret } = await findRequest(c);
      const { lateAfterMs } = await readPolicy(deps.db, municipality.id);
      const erasure = await findErasure(deps.db, municipality.id, request.id);
      return renderPage(
        c,
        <RequestStatusPage
          municipality={municipality}
          request={request}
          lateAfterSeconds={lateAfterMs / 1000}
          operator={operator}
          links={ownLinks(municipality.slug, request.reference, secret)}
          erasureDueAt={erasure?.dueAt ?? null}
          rated={await isRated(deps.db, municipality.id, request.id)}
        />,
        { now: deps.now() },
      );
    })
    .get('/ricevuta.pdf', loadMunicipality(deps), async (c) => {
      const { request } = await findRequest(c);
      const input = { municipality: c.var.municipality, request, now: deps.now() };
      const pdf = await writeReceipt({ ...input, language: languageOf(c), t: textsOf(c) });
      return c.body(pdf, 200, {
        'Content-Type': 'application/pdf',
        'Content-Disposition': `attachment; filename="ricevuta-${request.reference}.pdf"`,
        'X-Robots-Tag': 'noindex',
      });
    });

  /** @throws DomainError request_not_found */
  async function findRequest(c: Context<WebEnv>): Promise<{ request: CitizenView; secret: string }> {
    const secret = c.req.query('chiave') ?? '';
    const reference = c.req.param('reference') ?? '';
    const request = await findRequestForCitizen(deps.db, c.var.municipality.id, reference, secret);
    if (request === undefined) throw new DomainError('request_not_found');
    return { request, secret };
  }
}
