import { type Context, Hono } from 'hono';
import { QrCode } from '../../components/qr-code.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { PortalPage, PosterPage } from '../../pages/portal-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';

/** «Sul portale»: the link, its QR code as a picture, and the poster. */
export function createPortalPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, (c) => renderPage(c, <PortalPage {...propsFor(c)} />, { now: deps.now() }))
    .get('/manifesto', ...signedIn, (c) => renderPage(c, <PosterPage {...propsFor(c)} />, { now: deps.now() }))
    .get('/qr.svg', ...signedIn, (c) => {
      const { url, municipality } = propsFor(c);
      const picture = <QrCode text={url} title={textsOf(c)('settings:portal.qrAlt', { url })} />;
      return c.body(String(picture), 200, {
        'Content-Type': 'image/svg+xml; charset=utf-8',
        'Content-Disposition': `attachment; filename="richiesta-di-aiuto-${municipality.slug}.svg"`,
      });
    });

  function propsFor(c: Context<OperatorEnv>) {
    const { municipality, operator } = c.var;
    return { municipality, operator, url: `${deps.config.publicUrl}/${municipality.slug}` };
  }
}
