import { type Context, Hono } from 'hono';
import { findRequestForCitizen } from '../../../src/db/citizen-request.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { withdraw } from '../../../src/requests/withdraw.ts';
import { loadMunicipality, type WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { hideAddress } from '../../middleware/hide-address.ts';
import { ownLinks } from '../../pages/own-data-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { WithdrawPage } from '../../pages/withdraw-page.tsx';

/** Withdrawing a request, for who has the whole link. GET shows what it does, POST does it, once however often. */
export function createWithdrawPages(deps: WebDependencies) {
  return new Hono<WebEnv>()
    .get('/', loadMunicipality(deps), hideAddress, async (c) =>
      renderPage(c, <WithdrawPage {...(await load(c))} />, { now: deps.now() }),
    )
    .post('/', loadMunicipality(deps), hideAddress, async (c) => {
      const props = await load(c);
      const { municipality, request, links } = props;
      const answer = await withdraw(deps, { municipalityId: municipality.id, requestId: request.id });
      switch (answer) {
        case 'in_hand':
          return renderPage(c, <WithdrawPage {...props} inHand />, { status: 409, now: deps.now() });
        case 'withdrawn':
        case 'already_over':
          // The request's own page says plainly how it stands.
          return c.redirect(links.status, 303);
      }
    });

  /** @throws DomainError request_not_found */
  async function load(c: Context<WebEnv>) {
    const { municipality } = c.var;
    const secret = c.req.query('chiave') ?? '';
    const request = await findRequestForCitizen(deps.db, municipality.id, c.req.param('reference') ?? '', secret);
    if (request === undefined) throw new DomainError('request_not_found');
    return { municipality, request, links: ownLinks(municipality.slug, request.reference, secret) };
  }
}
