import { type Context, Hono } from 'hono';
import { askErasure, withdrawErasure } from '../../../src/db/erasure-requests.ts';
import { findOwnRequest } from '../../../src/db/own-request.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { type OwnRequest, toOwnFile } from '../../../src/domain/own-request.ts';
import { loadMunicipality, type WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { hideAddress } from '../../middleware/hide-address.ts';
import { AskErasurePage, OwnDataPage, ownLinks } from '../../pages/own-data-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';

/** A citizen's own data, for who has the whole link: to see, to take along, and to have erased. */
export function createOwnDataPages(deps: WebDependencies) {
  return new Hono<WebEnv>()
    .get('/dati', loadMunicipality(deps), hideAddress, async (c) => {
      const props = await load(c);
      return renderPage(c, <OwnDataPage {...props} />, { now: deps.now() });
    })
    .get('/dati.json', loadMunicipality(deps), hideAddress, async (c) => {
      const { request } = await load(c);
      c.header('Content-Disposition', `attachment; filename="${request.reference}.json"`);
      return c.json(toOwnFile(request));
    })
    .get('/cancellazione', loadMunicipality(deps), hideAddress, async (c) => {
      const props = await load(c);
      return renderPage(c, <AskErasurePage {...props} />, { now: deps.now() });
    })
    .post('/cancellazione', loadMunicipality(deps), hideAddress, async (c) => {
      const { municipality, request, links } = await load(c);
      const due = await askErasure(deps.db, municipality.id, request.id);
      // Erased by an operator in between: the link opens nothing any more.
      if (due === undefined) throw new DomainError('request_not_found');
      return c.redirect(links.erasure, 303);
    })
    .post('/cancellazione/ritira', loadMunicipality(deps), hideAddress, async (c) => {
      const { municipality, request, links } = await load(c);
      await withdrawErasure(deps.db, municipality.id, request.id);
      return c.redirect(links.erasure, 303);
    });

  async function load(c: Context<WebEnv>) {
    const { municipality } = c.var;
    const secret = c.req.query('chiave') ?? '';
    const request: OwnRequest | undefined = await findOwnRequest(
      deps.db,
      municipality.id,
      c.req.param('reference') ?? '',
      secret,
    );
    if (request === undefined) throw new DomainError('request_not_found');
    return { municipality, request, links: ownLinks(municipality.slug, request.reference, secret) };
  }
}
