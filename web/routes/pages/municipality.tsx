import { Hono } from 'hono';
import { loadMunicipality, type WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { HelpPage } from '../../pages/help-page.tsx';
import { AccessibilityPage, PrivacyPage } from '../../pages/notice-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';

export function createMunicipalityPages(deps: WebDependencies) {
  return new Hono<WebEnv>()
    .get('/', loadMunicipality(deps), (c) =>
      renderPage(c, <HelpPage municipality={c.var.municipality} />, { now: deps.now() }),
    )
    .get('/privacy', loadMunicipality(deps), (c) =>
      renderPage(c, <PrivacyPage municipality={c.var.municipality} />, { now: deps.now() }),
    )
    .get('/accessibilita', loadMunicipality(deps), (c) =>
      renderPage(c, <AccessibilityPage municipality={c.var.municipality} />, { now: deps.now() }),
    );
}
