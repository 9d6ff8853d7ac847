import { Hono } from 'hono';
import { readRetention } from '../../../src/db/retention-settings.ts';
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
    .get('/privacy', loadMunicipality(deps), async (c) => {
      const { municipality } = c.var;
      const { retention } = await readRetention(deps.db, municipality.id);
      return renderPage(c, <PrivacyPage municipality={municipality} retention={retention} />, { now: deps.now() });
    })
    .get('/accessibilita', loadMunicipality(deps), (c) =>
      renderPage(c, <AccessibilityPage municipality={c.var.municipality} />, { now: deps.now() }),
    );
}
